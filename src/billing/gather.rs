//! From the lines of a slip to code rows, gathered by provider and kind.

mod kind;
mod line;

use self::line::{code_row, coming, insured_by_day, service_code, unknown_provider};
use super::group::{Group, PastRow, add_treatment_past_30, drop_rates_without_base};
use super::model::LineRef;
use super::refusal::readable;
use super::stay;
use super::tariff::{self, Addition, Dated, TableName};
use super::uses::{self, Mode};
use super::{About, AnnexOptions, BillingInput, Refusal, RefusalKind, Warning, doubts, limit_side, price};
use crate::calendar::{Datelike, Month, era};
use crate::case::ServiceLine;
use crate::case::days::DayCounts;
use crate::case::month::CountedPer;
use crate::case::person::Provider;
use crate::service_kind::{self, ServiceKind};
use crate::source::Field;

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
    gatherer.tell_shared_numbers();
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
        let kind = kind::of(line, &code)?;
        if kind.unlisted && !(kind.is_medical_guidance() && self.options.medical_guidance) {
            return Ok(());
        }
        let kind = Some(kind);
        let month = self.input.month_value()?;
        let counts = uses::days_of(line, month, self.mode);
        if kind.is_some_and(|kind| kind.short_stay) {
            self.count_stay(line, &counts);
        }
        let addition = self.addition(line, &kind_code, content, month);
        let (mut insured, mut past) = uses::totals(line, &counts);
        let monthly = self.is_monthly(line, kind, content, addition.value, &counts)?;
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
        let by_law = addition.value.is_some_and(|addition| addition.is_of_the_month(content));
        row.of_the_month = monthly || (by_law && insured < 2 && line.counted_per.is_blank());
        row.by_day = insured_by_day(line, &counts, monthly);
        if row.is_rate() {
            price::check_rate(self.input, line, &kind_code, addition, self.warnings);
            self.warnings.extend(doubts::uncounted(line, &kind_code, &self.input.month.lines));
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
        addition: Option<&Addition>,
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
        if written.is_some() || monthly || days < 2 {
            return Ok(monthly);
        }
        let name = line.called();
        let of_the_month = addition.is_some_and(|addition| addition.is_of_the_month(content));
        let message = if of_the_month {
            format!(
                "{name}は1月につき算定する加算ですが、{days}日に書かれています。1回ごとに数えました。予定を1日だけにするか、「算定単位: 1月」と書いてください（次の月に写します）"
            )
        } else if units > LARGEST_USE {
            format!(
                "{name}は{units}単位が{days}日に書かれています。1回ごとに数えました。月に1回だけ算定するサービスコードなら「算定単位: 1月」、1回ごとなら「算定単位: 1回」と書いてください（次の月に写します）"
            )
        } else {
            return Ok(false);
        };
        self.warnings.push(Warning::new(About::Figures, line.units.span(), message));
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

    /// Two names with one 事業所番号 and kind: they are reckoned and reported as two, and one of the numbers is likely another's.
    fn tell_shared_numbers(&mut self) {
        for (at, group) in self.groups.iter().enumerate() {
            let same = |other: &&Group| {
                group.number.is_some() && other.number == group.number && other.kind_code == group.kind_code
            };
            let Some(other) = self.groups[..at].iter().find(same) else { continue };
            let span = self.input.providers.and_then(|all| {
                all.iter().find(|(name, _)| name.text() == group.provider).map(|(_, provider)| provider.number.span())
            });
            let message = format!(
                "「{}」と「{}」は、事業所番号（{}）もサービス種類（{}）も同じです。別の事業所として計算し、給付管理票も別の行になります。番号を確かめるか、一つの事業所なら名前をそろえてください",
                other.provider,
                group.provider,
                group.number.unwrap_or_default(),
                group.kind.map_or(group.kind_code.as_str(), |kind| kind.name.as_str())
            );
            self.warnings.push(Warning::new(About::Figures, span.unwrap_or_default(), message));
        }
    }

    fn provider(&self, line: &'c ServiceLine) -> Option<(&'c Field<String>, &'c Provider)> {
        self.input.providers?.find(line.provider.text())
    }

    /// The group of a line, made when it is the first of its provider and kind.
    fn group(
        &mut self,
        line: &'c ServiceLine,
        provider: Option<(&'c Field<String>, &'c Provider)>,
        kind_code: &str,
        kind: Option<&'static ServiceKind>,
    ) -> Result<&mut Group<'c>, Refusal> {
        let Some((name, provider)) = provider else { return Err(unknown_provider(line, self.input.providers)) };
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
