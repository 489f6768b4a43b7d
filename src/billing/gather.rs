//! From the lines of a slip to code rows, gathered by provider and kind.

use super::group::{
    CodeRow, Group, Measure, PastRow, add_treatment_past_30, clean_code, drop_rates_without_base, once,
};
use super::model::LineRef;
use super::refusal::readable;
use super::stay;
use super::tariff::{self, Addition, Dated, TableName};
use super::uses::{self, Mode};
use super::{About, AnnexOptions, BillingInput, Refusal, RefusalKind, Warning, doubts, limit_side, money, price};
use crate::calendar::{Datelike, Month, era};
use crate::case::ServiceLine;
use crate::case::days::DayCounts;
use crate::case::month::CountedPer;
use crate::case::person::Provider;
use crate::service_kind::{self, ServiceKind};
use crate::source::{Field, plain};

/// Units of one use above which a line with several marks must say whether it is counted by use (annex 8a): a monthly code counted
/// by mark is wrong many times over.
const LARGEST_USE: i64 = 1000;

/// All groups, with what was told on the way.
pub(super) struct Gathered<'c> {
    pub groups: Vec<Group<'c>>,
    /// Days on which a short stay is marked, days past 30 taken out.
    pub stay_days: i64,
}

/// Reads every line of the month into its group.
pub(super) fn gather<'c>(
    input: &BillingInput<'c>,
    mode: Mode,
    options: AnnexOptions,
    warnings: &mut Vec<Warning>,
) -> Result<Gathered<'c>, Refusal> {
    let mut gatherer =
        Gatherer { input, mode, options, warnings, groups: Vec::new(), stays: [0; 31], past_days: [false; 31] };
    if mode == Mode::Actual && !input.month.lines.iter().any(|line| !line.actual.is_missing()) {
        let span = input.month.lines.span().or(input.month.month.span());
        let month = era::month(input.month_value()?);
        let message = format!("{month}の利用票には実績が一つも書かれていません");
        return Err(Refusal::new(RefusalKind::NothingActual, span, message)
            .help("実績を書くか、予定で計算してください（--actual を付けない）。ほかの月は --month で選べます"));
    }
    // What is left over of a service that has gone is told with the month.
    for (at, line) in input.month.lines.iter().enumerate().filter(|(_, line)| !input.month.is_left_over(line)) {
        gatherer.line(LineRef { at, span: line.span }, line)?;
    }
    gatherer.tell_rentals_in_stay()?;
    let Gatherer { mut groups, stays, past_days, .. } = gatherer;
    let treatment_past_30 = readable(&input.month.treatment_past_30_days, "30日超の処遇改善")?.is_some_and(|yes| yes.0);
    for group in &mut groups {
        if treatment_past_30 {
            add_treatment_past_30(group);
        }
        let dropped = drop_rates_without_base(group);
        if mode == Mode::Planned {
            warnings.extend(dropped.into_iter().map(|row| {
                let message = format!("「{}」は、率をかける行がないので別表に入れていません", row.content);
                Warning::new(About::Line, row.span(), message)
            }));
        }
    }
    groups.retain(|group| !group.rows.is_empty() || !group.past.is_empty());
    // In the month of a change of level the box is that of the new certification.
    let from = input.held.stays_count_from().map_or(1, |day| day.day());
    let days = (1..).zip(stays.iter().zip(past_days)).filter(|(day, (uses, past))| *day >= from && **uses > 0 && !past);
    let days = days.count();
    Ok(Gathered { groups, stay_days: i64::try_from(days).unwrap_or(0) })
}

struct Gatherer<'g, 'c> {
    input: &'g BillingInput<'c>,
    mode: Mode,
    options: AnnexOptions,
    warnings: &'g mut Vec<Warning>,
    groups: Vec<Group<'c>>,
    stays: [u8; 31],
    past_days: [bool; 31],
}

impl<'c> Gatherer<'_, 'c> {
    fn line(&mut self, at: LineRef, line: &'c ServiceLine) -> Result<(), Refusal> {
        let provider = self.provider(line);
        let content = line.content.plain();
        self.warnings.extend(coming(line));
        let Some(code) = service_code(line)? else {
            return self.line_without_code(at, line, content, provider.is_some());
        };
        let kind_code = code[..2].to_owned();
        let kind = service_kind::kind(&kind_code);
        let guidance = kind.is_some_and(ServiceKind::is_medical_guidance) && self.options.medical_guidance;
        if kind.is_some_and(|kind| kind.unlisted) && !guidance {
            return Ok(());
        }
        let month = self.input.month_value()?;
        let counts = uses::days_of(line, month, self.mode);
        if kind.is_some_and(|kind| kind.short_stay) {
            self.count_stay(line, &counts);
        }
        let addition = self.addition(line, &kind_code, content, month);
        let (mut insured, mut past) = uses::totals(line, &counts);
        let monthly = self.is_monthly(line, kind, content, &counts)?;
        if monthly {
            // Once a month is not once a day: it is self-paid only in a month without any insured day of stay.
            let once = (insured + past).min(1);
            let is_past = insured == 0 && stay::days_in(self.input.month, month, self.mode, true).is_empty();
            (insured, past) = if is_past { (0, once) } else { (once, 0) };
        }
        let mut row = code_row(at, line, code, kind, addition.value, insured)?;
        self.warnings.extend(doubts::of(line, kind, &counts, month, &row));
        limit_side::tell(line, kind, addition.value, &row, self.warnings)?;
        row.monthly = monthly;
        row.by_day = insured_by_day(line, &counts, monthly);
        if row.is_rate() {
            price::check_rate(self.input, line, &kind_code, addition, self.warnings);
        } else if insured == 0 && past == 0 {
            if self.mode == Mode::Planned && line.planned.is_missing() {
                let message = format!("{}に予定が書かれていないので、別表に入れていません", line.called());
                self.warnings.push(Warning::new(About::Line, line.span, message));
            }
            return Ok(());
        }
        let group = self.group(line, provider, &kind_code, kind)?;
        if past > 0 {
            let beyond = row.with_uses(past);
            match group.past.iter_mut().find(|other| other.row.merges(&beyond)) {
                Some(same) => same.row.merge(&beyond),
                None => group.past.push(PastRow { row: beyond }),
            }
        }
        if insured == 0 && !row.is_rate() {
            return Ok(());
        }
        let rental = kind.is_some_and(|kind| kind.rental);
        match group.rows.iter_mut().find(|other| !rental && other.merges(&row)) {
            Some(same) => same.merge(&row),
            None => group.rows.push(row),
        }
        Ok(())
    }

    /// What the table says of a line, told where the table ends before the month or is not sure.
    fn addition(
        &mut self,
        line: &ServiceLine,
        kind_code: &str,
        content: &str,
        month: Month,
    ) -> Dated<Option<&'static Addition>> {
        let found = tariff::addition(kind_code, content, month);
        let Some(addition) = found.value.filter(|_| line.outside_limit.is_blank()) else { return found };
        if !found.known && addition.role != Some(tariff::AdditionRole::Treatment) {
            self.input.warn_table(TableName::Additions, self.warnings);
        }
        if addition.is_doubtful() {
            let message = format!(
                "{}は、限度額管理の対象かどうかが公表された資料で確かめられていません。対象として計算しました。対象外なら「対象外: はい」と書いてください",
                line.called()
            );
            self.warnings.push(Warning::new(About::Figures, line.span, message));
        }
        found
    }

    /// Whether a line is counted once however many days are marked: the plan says it, else the table of kinds.
    fn is_monthly(
        &mut self,
        line: &ServiceLine,
        kind: Option<&'static ServiceKind>,
        content: &str,
        counts: &DayCounts,
    ) -> Result<bool, Refusal> {
        let written = readable(&line.counted_per, "算定単位")?;
        if kind.is_some_and(|kind| kind.rental) && written.is_some_and(|per| per != CountedPer::Month) {
            let message = format!("{}は福祉用具貸与なので、算定単位は1月です", line.called());
            return Err(Refusal::new(RefusalKind::Impossible, line.counted_per.span(), message)
                .help("「算定単位」を消すか、「1月」と書いてください"));
        }
        let by_table = kind.and_then(|kind| kind.counted_per(content));
        let monthly = written.or(by_table) == Some(CountedPer::Month);
        let units = line.units.value().map_or(0, |units| i64::from(units.0));
        let days = counts.iter().filter(|uses| **uses > 0).count();
        if written.is_none() && !monthly && units > LARGEST_USE && days > 1 {
            let message = format!(
                "{}は{units}単位が{days}日に書かれています。1回ごとに数えました。月に1回だけ算定するサービスコードなら「算定単位: 1月」、1回ごとなら「算定単位: 1回」と書いてください（次の月に写します）",
                line.called()
            );
            self.warnings.push(Warning::new(About::Figures, line.units.span(), message));
        }
        Ok(monthly)
    }

    /// A line without a service code: a service outside the insurance, or an insured one that is not ready.
    fn line_without_code(
        &mut self,
        at: LineRef,
        line: &ServiceLine,
        content: &str,
        listed: bool,
    ) -> Result<(), Refusal> {
        let has_units = !line.units.is_blank() || !line.addition_rate.is_blank();
        if !has_units && (service_kind::in_text(content).is_some_and(|kind| kind.unlisted) || !listed) {
            if !service_kind::in_text(content).is_some_and(|kind| kind.unlisted) {
                let message = format!(
                    "{}はサービスコードも単位数もなく、事業所もサービス事業所にないので、別表に入れていません",
                    line.called()
                );
                self.warnings.push(Warning::new(About::Line, at.span, message));
            }
            return Ok(());
        }
        Err(Refusal::new(
            RefusalKind::Missing,
            line.code.span().or(at.span),
            format!("{}にサービスコードがありません", line.called()),
        )
        .help("サービスコード表の6桁のコードを書いてください"))
    }

    fn count_stay(&mut self, line: &ServiceLine, counts: &[u8; 31]) {
        for (number, (uses, stay)) in (1..).zip(counts.iter().zip(&mut self.stays)) {
            *stay = (*stay).max(*uses);
            if *uses > 0 && line.past_30_days.has(number) {
                self.past_days[usize::try_from(number - 1).unwrap_or(0)] = true;
            }
        }
        for (day, span) in &line.past_30_days.days {
            if uses::get(counts, u32::from(day.get())) == 0 && self.mode == Mode::Planned {
                let message = format!("30日超の{}日が、予定に書かれていません", day.get());
                self.warnings.push(Warning::new(About::Line, *span, message));
            }
        }
    }

    /// 福祉用具貸与 of a month that was spent wholly in short stay: there was no home to use it in.
    fn tell_rentals_in_stay(&mut self) -> Result<(), Refusal> {
        let month = self.input.month_value()?;
        let days = self.stays.iter().filter(|uses| **uses > 0).count();
        if u32::try_from(days).is_ok_and(|days| days < month.n_days()) {
            return Ok(());
        }
        let is_rental = |line: &&ServiceLine| {
            service_kind::of_service_code(line.code.text()).is_some_and(|kind| kind.rental)
                && uses::days_of(line, month, self.mode).iter().any(|uses| *uses > 0)
        };
        for line in self.input.month.lines.iter().filter(is_rental) {
            let message = format!(
                "{}は、{}を通して短期入所で在宅の日がないので、算定できないとされています。保険者に確かめてください",
                line.called(),
                era::month(month)
            );
            self.warnings.push(Warning::new(About::Figures, line.span, message));
        }
        Ok(())
    }

    fn provider(&self, line: &'c ServiceLine) -> Option<(&'c Field<String>, &'c Provider)> {
        let name = line.provider.text().trim();
        let providers = self.input.providers?;
        providers.iter().find(|(key, _)| key.text() == name).or_else(|| {
            let plain_name = plain(name);
            providers.iter().find(|(key, _)| key.plain() == plain_name)
        })
    }

    /// The group of a line, made when it is the first of its provider and kind.
    fn group(
        &mut self,
        line: &'c ServiceLine,
        provider: Option<(&'c Field<String>, &'c Provider)>,
        kind_code: &str,
        kind: Option<&'static ServiceKind>,
    ) -> Result<&mut Group<'c>, Refusal> {
        let Some((name, provider)) = provider else { return Err(unknown_provider(line)) };
        let name = name.text();
        if let Some(at) = self.groups.iter().position(|group| group.provider == name && group.kind_code == kind_code) {
            return Ok(&mut self.groups[at]);
        }
        let price = price::of(self.input, name, provider, kind_code, kind, self.warnings)?;
        let number = provider.number.get().map(|number| number.0.as_str());
        let group = Group {
            provider: name,
            number,
            kind_code: kind_code.to_owned(),
            kind,
            price,
            rows: Vec::new(),
            kind_over: 0,
            over: 0,
            past: Vec::new(),
        };
        let at = self.groups.iter().rposition(|group| group.provider == name).map_or(self.groups.len(), |at| at + 1);
        self.groups.insert(at, group);
        Ok(&mut self.groups[at])
    }
}

fn code_row(
    at: LineRef,
    line: &ServiceLine,
    code: String,
    kind: Option<&'static ServiceKind>,
    addition: Option<&'static Addition>,
    uses: i64,
) -> Result<CodeRow, Refusal> {
    let units = readable(&line.units, "単位数")?.map(|units| i64::from(units.0));
    let units = units_of_month(line, kind, units)?;
    let rate = readable(&line.addition_rate, "加算率")?.map(|rate| i64::from(rate.0));
    let rate_after_discount = readable(&line.discounted_rate, "割引後率")?.map(|rate| i64::from(rate.0));
    let (measure, total) = match (units, rate) {
        (Some(_), Some(_)) => {
            return Err(Refusal::new(
                RefusalKind::Missing,
                line.addition_rate.span(),
                format!("{}に単位数と加算率の両方が書かれています", line.called()),
            )
            .help("1回の単位数か、率か、どちらか一方を書いてください"));
        }
        (None, None) => {
            return Err(Refusal::new(
                RefusalKind::Missing,
                at.span,
                format!("{}に単位数も加算率もありません", line.called()),
            )
            .help("1回（福祉用具は1か月）の単位数か、加算率を書いてください"));
        }
        (Some(units), None) => {
            let discount = rate_after_discount.map(|rate| (rate, money::half_up(units * rate, 100)));
            let per_use = discount.map_or(units, |(_, units)| units);
            (Measure::Uses { units, discount, uses }, per_use * uses)
        }
        (None, Some(per_mille)) => {
            let base_codes = line.base_codes.iter().map(|code| clean_code(code.text())).filter(|code| !code.is_empty());
            (Measure::Rate { per_mille, base_codes: base_codes.collect() }, 0)
        }
    };
    let is_rate = matches!(measure, Measure::Rate { .. });
    let outside = limit_side::is_outside(line, kind, addition)?;
    let content = line.content.text().trim().to_owned();
    Ok(CodeRow {
        basic: !is_rate && addition.is_none() && !service_kind::is_addition(&content),
        counts: addition.map_or(&[], |addition| &addition.counts),
        monthly: false,
        by_day: [0; 31],
        allotted: false,
        content,
        code,
        settled: !is_rate,
        measure,
        outside,
        role: addition.and_then(|addition| addition.role),
        managed_per_use: readable(&line.managed_units, "給付管理単位数")?
            .map(|units| i64::from(units.0))
            .filter(|_| !is_rate && !outside),
        flat_share: readable(&line.flat_share, "定額")?.map(|yen| i64::from(yen.0)).filter(|_| !is_rate && !outside),
        total,
        over: 0,
        lines: vec![at],
    })
}

/// 「半月」 the units of a rental that was there for a part of the month: half of the month's, half up.
fn units_of_month(
    line: &ServiceLine,
    kind: Option<&'static ServiceKind>,
    units: Option<i64>,
) -> Result<Option<i64>, Refusal> {
    if !readable(&line.half_month, "半月")?.is_some_and(|yes| yes.0) {
        return Ok(units);
    }
    if !kind.is_some_and(|kind| kind.rental) {
        let message = format!("{}は福祉用具貸与ではないので、半月では算定できません", line.called());
        return Err(
            Refusal::new(RefusalKind::Impossible, line.half_month.span(), message).help("「半月」を消してください")
        );
    }
    Ok(units.map(|units| money::half_up(units, 2)))
}

/// Tells a service that begins by law and has no figures yet: its lines are reckoned with what the plan says.
fn coming(line: &ServiceLine) -> Option<Warning> {
    let coming = service_kind::coming(line.content.text())?;
    let message = format!(
        "「{}」は{}に始まるサービスで、額がまだ公表されていません。正しい額は計算できません（{}）",
        coming.name,
        era::month(coming.from),
        coming.source
    );
    Some(Warning::new(About::Figures, line.content.span(), message))
}

/// The insured uses of each day; of what is counted once a month, the first.
fn insured_by_day(line: &ServiceLine, counts: &DayCounts, monthly: bool) -> [i64; 31] {
    let mut by_day = [0; 31];
    for ((number, uses), day) in (1..).zip(counts).zip(&mut by_day) {
        *day = if line.past_30_days.has(number) && !monthly { 0 } else { i64::from(*uses) };
    }
    if monthly {
        once(&mut by_day);
    }
    by_day
}

fn unknown_provider(line: &ServiceLine) -> Refusal {
    let span = line.provider.span().or(line.span);
    if line.provider.is_blank() {
        return Refusal::new(RefusalKind::Missing, span, format!("{}に事業所がありません", line.called()))
            .help("サービス事業所に書いた名前を書いてください");
    }
    let message = format!("「{}」がサービス事業所にありません", line.provider.text().trim());
    Refusal::new(RefusalKind::Missing, span, message)
        .help("サービス事業所に、この名前で事業所番号と地域区分（または単価）を書いてください")
}

fn service_code(line: &ServiceLine) -> Result<Option<String>, Refusal> {
    let code = clean_code(line.code.text());
    if code.is_empty() {
        return Ok(None);
    }
    if code.len() == 6 && code.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Ok(Some(code));
    }
    Err(Refusal::new(
        RefusalKind::Unreadable,
        line.code.span(),
        format!("サービスコード「{}」は6桁ではありません", line.code.text().trim()),
    )
    .help("種類2桁と項目4桁の、半角6文字で書いてください"))
}
