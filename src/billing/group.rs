//! From the lines of a slip to code rows, gathered by provider and kind: what is used, how often, inside or outside the limit.

use super::tariff::{self, Addition, AdditionRole, ServiceKind};
use super::uses::{self, Mode};
use super::{AnnexOptions, BillingInput, LineRef, Refusal, RefusalKind, Warning, money};
use crate::case::ServiceLine;
use crate::case::person::{PriceByKind, Provider};
use crate::case::values::UnitPrice;
use crate::source::{Field, Span};

/// What a code row counts.
#[derive(Clone, Debug)]
pub(super) enum Measure {
    /// Units a use.
    Uses { units: i64, discount: Option<(i64, i64)>, uses: i64 },
    /// A rate of other rows.
    Rate { per_mille: i64, base_codes: Vec<String> },
}

/// One printed row of a service code.
#[derive(Clone, Debug)]
pub(super) struct CodeRow {
    pub content: String,
    pub code: String,
    pub measure: Measure,
    /// Outside 区分支給限度基準額.
    pub outside: bool,
    pub role: Option<AdditionRole>,
    /// 「給付管理単位数」 a use, where the plan gives it.
    pub managed_per_use: Option<i64>,
    /// 「定額利用者負担単価金額」
    pub flat_share: Option<i64>,
    /// 「サービス単位」
    pub total: i64,
    /// Whether a row with a rate has its total.
    pub settled: bool,
    /// Units of this row over a kind's limit or over the limit, where the plan names its code; all over units of an outside row.
    pub over: i64,
    pub lines: Vec<LineRef>,
}

impl CodeRow {
    /// 「給付管理単位数」 of the month.
    pub(super) fn managed(&self) -> i64 {
        match (&self.measure, self.managed_per_use) {
            (Measure::Uses { uses, .. }, Some(per_use)) => per_use * uses,
            _ => self.total,
        }
    }

    /// The units of one use, after discount.
    pub(super) fn per_use(&self) -> i64 {
        match &self.measure {
            Measure::Uses { units, discount, .. } => discount.map_or(*units, |(_, units)| units),
            Measure::Rate { .. } => self.total,
        }
    }

    pub(super) fn uses(&self) -> i64 {
        match &self.measure {
            Measure::Uses { uses, .. } => *uses,
            Measure::Rate { .. } => 1,
        }
    }

    pub(super) fn is_rate(&self) -> bool {
        matches!(self.measure, Measure::Rate { .. })
    }

    pub(super) fn is_treatment(&self) -> bool {
        self.role == Some(AdditionRole::Treatment)
    }

    pub(super) fn span(&self) -> Span {
        self.lines.first().map_or(Span::DETACHED, |line| line.span)
    }

    /// Whether another line of the same code belongs to the same row.
    fn merges(&self, other: &Self) -> bool {
        let same_measure = match (&self.measure, &other.measure) {
            (Measure::Uses { units: a, discount: b, .. }, Measure::Uses { units: c, discount: d, .. }) => a == c && b == d,
            (Measure::Rate { per_mille: a, base_codes: b }, Measure::Rate { per_mille: c, base_codes: d }) => a == c && b == d,
            _ => false,
        };
        same_measure
            && self.code == other.code
            && self.outside == other.outside
            && self.managed_per_use == other.managed_per_use
            && self.flat_share == other.flat_share
    }
}

/// One provider's rows of one kind.
#[derive(Clone, Debug)]
pub(super) struct Group<'c> {
    /// The provider's name as サービス事業所 writes it.
    pub provider: &'c str,
    pub number: Option<&'c str>,
    pub kind_code: String,
    pub kind: Option<&'static ServiceKind>,
    pub price: UnitPrice,
    pub rows: Vec<CodeRow>,
    /// 「種類超」 of the managed rows.
    pub kind_over: i64,
    /// 「区分超」 of the managed rows.
    pub over: i64,
    /// Uses past 30 running days of short stay, one a line.
    pub past: Vec<PastRow>,
}

/// 「30日超」 one line's uses past 30 running days.
#[derive(Clone, Debug)]
pub(super) struct PastRow {
    pub content: String,
    pub code: String,
    pub units: i64,
    pub line: LineRef,
}

impl Group<'_> {
    pub(super) fn managed(&self) -> impl Iterator<Item = &CodeRow> {
        self.rows.iter().filter(|row| !row.outside)
    }

    /// 「サービス単位」 of the managed rows.
    pub(super) fn managed_total(&self) -> i64 {
        self.managed().map(|row| row.total).sum()
    }

    /// Several managed rows with 定額, whose shares must be told apart.
    pub(super) fn has_several_flat_rows(&self) -> bool {
        let mut flat = self.managed().filter(|row| row.flat_share.is_some());
        flat.next().is_some() && flat.next().is_some()
    }

    /// 「訪問介護」, or the code's two characters when the kind is not known.
    pub(super) fn kind_name(&self) -> &str {
        self.kind.map_or(self.kind_code.as_str(), |kind| kind.name.as_str())
    }
}

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
    let mut gatherer = Gatherer { input, mode, options, warnings, groups: Vec::new(), stays: [0; 31], past_days: [false; 31] };
    if mode == Mode::Actual && !input.month.lines.iter().any(|line| !line.actual.is_missing()) {
        let span = input.month.lines.span().or(input.month.month.span());
        return Err(Refusal::new(RefusalKind::NothingActual, span, "この月には実績が一つも書かれていません")
            .help("実績を書くか、予定で計算してください（--actual を付けない）"));
    }
    for (at, line) in input.month.lines.iter().enumerate() {
        gatherer.line(LineRef { at, span: line.span }, line)?;
    }
    let Gatherer { mut groups, stays, past_days, .. } = gatherer;
    let treatment_past_30 = readable(&input.month.treatment_past_30_days, "30日超の処遇改善")?.is_some_and(|yes| yes.0);
    for group in &mut groups {
        if treatment_past_30 {
            add_treatment_past_30(group);
        }
        let dropped = drop_rates_without_base(group);
        if mode == Mode::Planned {
            warnings.extend(dropped.into_iter().map(|row| Warning {
                message: format!("「{}」は、率をかける行がないので別表に入れていません", row.content),
                span: row.span(),
            }));
        }
    }
    groups.retain(|group| !group.rows.is_empty() || !group.past.is_empty());
    let days = stays.iter().zip(past_days).filter(|(uses, past)| **uses > 0 && !past).count();
    Ok(Gathered { groups, stay_days: i64::try_from(days).unwrap_or(0) })
}

/// Takes out the rates of nothing: what they count was not used.
fn drop_rates_without_base(group: &mut Group) -> Vec<CodeRow> {
    let mut dropped = Vec::new();
    loop {
        let codes: Vec<(String, bool)> = group.rows.iter().map(|row| (row.code.clone(), row.is_rate())).collect();
        let (kept, without): (Vec<CodeRow>, Vec<CodeRow>) = std::mem::take(&mut group.rows).into_iter().partition(|row| match &row.measure {
            Measure::Rate { base_codes, .. } if base_codes.is_empty() => codes.iter().any(|(_, is_rate)| !is_rate),
            Measure::Rate { base_codes, .. } => codes.iter().any(|(code, _)| *code != row.code && base_codes.contains(code)),
            Measure::Uses { .. } => true,
        });
        group.rows = kept;
        if without.is_empty() {
            return dropped;
        }
        dropped.extend(without);
    }
}

/// 「30日超の処遇改善」 the rates of 処遇改善 on the units past 30 running days, as rows of their own.
fn add_treatment_past_30(group: &mut Group) {
    let units: i64 = group.past.iter().map(|past| past.units).sum();
    for row in group.rows.iter().filter(|row| row.is_treatment() && units != 0) {
        if let Measure::Rate { per_mille, .. } = row.measure {
            let line = row.lines[0];
            group.past.push(PastRow { content: row.content.clone(), code: row.code.clone(), units: money::per_mille(units, per_mille), line });
        }
    }
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
        let content = tariff::plain(line.content.text());
        let Some(code) = service_code(line)? else {
            return self.line_without_code(at, line, &content, provider.is_some());
        };
        let kind_code = code[..2].to_owned();
        let kind = tariff::kind(&kind_code);
        let guidance = kind.is_some_and(ServiceKind::is_medical_guidance) && self.options.medical_guidance;
        if kind.is_some_and(|kind| kind.unlisted) && !guidance {
            return Ok(());
        }
        let month = self.input.month_value()?;
        let counts = uses::days_of(line, month, self.mode);
        if kind.is_some_and(|kind| kind.short_stay) {
            self.count_stay(line, &counts);
        }
        let addition = tariff::addition(&kind_code, &content, month);
        let (mut insured, mut past) = uses::totals(line, &counts);
        if kind.is_some_and(|kind| kind.equipment) {
            insured = insured.min(1);
            past = 0;
        }
        let Some(row) = self.row(at, line, code.clone(), kind, addition, insured)? else { return Ok(()) };
        if row.is_rate() {
            self.check_rate(line, &row, &kind_code, &content, addition);
        } else if insured == 0 && past == 0 {
            if self.mode == Mode::Planned && line.planned.is_missing() {
                let message = format!("{}に予定が書かれていないので、別表に入れていません", name_of(line));
                self.warnings.push(Warning { message, span: line.span });
            }
            return Ok(());
        }
        let group = self.group(line, provider, &kind_code, kind)?;
        if past > 0 {
            let units = row.per_use() * past;
            group.past.push(PastRow { content: row.content.clone(), code, units, line: at });
        }
        if insured == 0 && !row.is_rate() {
            return Ok(());
        }
        let equipment = kind.is_some_and(|kind| kind.equipment);
        match group.rows.iter_mut().find(|other| !equipment && other.merges(&row)) {
            Some(same) => {
                same.lines.push(at);
                if let (Measure::Uses { uses, .. }, Measure::Uses { uses: more, .. }) = (&mut same.measure, &row.measure) {
                    *uses += more;
                    same.total = same.per_use() * same.uses();
                }
            }
            None => group.rows.push(row),
        }
        Ok(())
    }

    /// A line without a service code: a service outside the insurance, or an insured one that is not ready.
    fn line_without_code(&mut self, at: LineRef, line: &ServiceLine, content: &str, listed: bool) -> Result<(), Refusal> {
        let has_units = !line.units.is_blank() || !line.addition_rate.is_blank();
        if !has_units && (tariff::kind_in_text(content).is_some_and(|kind| kind.unlisted) || !listed) {
            if !tariff::kind_in_text(content).is_some_and(|kind| kind.unlisted) {
                let message = format!("{}はサービスコードも単位数もなく、事業所もサービス事業所にないので、別表に入れていません", name_of(line));
                self.warnings.push(Warning { message, span: at.span });
            }
            return Ok(());
        }
        Err(Refusal::new(RefusalKind::Missing, line.code.span().or(at.span), format!("{}にサービスコードがありません", name_of(line)))
            .help("サービスコード表の6桁のコードを書いてください"))
    }

    fn row(
        &self,
        at: LineRef,
        line: &ServiceLine,
        code: String,
        kind: Option<&'static ServiceKind>,
        addition: Option<&'static Addition>,
        uses: i64,
    ) -> Result<Option<CodeRow>, Refusal> {
        let units = readable(&line.units, "単位数")?.map(|units| i64::from(units.0));
        let rate = readable(&line.addition_rate, "加算率")?.map(|rate| i64::from(rate.0));
        let rate_after_discount = readable(&line.discounted_rate, "割引後率")?.map(|rate| i64::from(rate.0));
        let (measure, total) = match (units, rate) {
            (Some(_), Some(_)) => {
                return Err(Refusal::new(RefusalKind::Missing, line.addition_rate.span(), format!("{}に単位数と加算率の両方が書かれています", name_of(line)))
                    .help("1回の単位数か、率か、どちらか一方を書いてください"));
            }
            (None, None) => {
                return Err(Refusal::new(RefusalKind::Missing, at.span, format!("{}に単位数も加算率もありません", name_of(line)))
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
        let said = readable(&line.outside_limit, "対象外")?.map(|yes| yes.0);
        let is_rate = matches!(measure, Measure::Rate { .. });
        let outside = kind.is_some_and(|kind| kind.outside) || said.unwrap_or(is_rate || addition.is_some());
        Ok(Some(CodeRow {
            content: line.content.text().trim().to_owned(),
            code,
            settled: !is_rate,
            measure,
            outside,
            role: addition.and_then(|addition| addition.role),
            managed_per_use: readable(&line.managed_units, "給付管理単位数")?.map(|units| i64::from(units.0)).filter(|_| !is_rate && !outside),
            flat_share: readable(&line.flat_share, "定額")?.map(|yen| i64::from(yen.0)).filter(|_| !is_rate && !outside),
            total,
            over: 0,
            lines: vec![at],
        }))
    }

    fn count_stay(&mut self, line: &ServiceLine, counts: &[u8; 31]) {
        for (number, (uses, stay)) in (1..).zip(counts.iter().zip(&mut self.stays)) {
            *stay = (*stay).max(*uses);
            if *uses > 0 && line.past_30_days.has(number) {
                self.past_days[usize::try_from(number - 1).unwrap_or(0)] = true;
            }
        }
        for (day, span) in &line.past_30_days.days {
            if uses::get(counts, u32::from(day.0)) == 0 && self.mode == Mode::Planned {
                let message = format!("30日超の{}日が、予定に書かれていません", day.0);
                self.warnings.push(Warning { message, span: *span });
            }
        }
    }

    fn provider(&self, line: &'c ServiceLine) -> Option<(&'c Field<String>, &'c Provider)> {
        let name = line.provider.text().trim();
        let providers = self.input.providers?;
        providers.iter().find(|(key, _)| key.text() == name).or_else(|| {
            let plain = tariff::plain(name);
            providers.iter().find(|(key, _)| tariff::plain(key.text()) == plain)
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
        let Some((name, provider)) = provider else { return Err(self.unknown_provider(line)) };
        let name = name.text();
        if let Some(at) = self.groups.iter().position(|group| group.provider == name && group.kind_code == kind_code) {
            return Ok(&mut self.groups[at]);
        }
        let price = self.price(name, provider, kind_code, kind)?;
        let number = provider.number.get().map(|number| number.0.as_str());
        let group = Group { provider: name, number, kind_code: kind_code.to_owned(), kind, price, rows: Vec::new(), kind_over: 0, over: 0, past: Vec::new() };
        let at = self.groups.iter().rposition(|group| group.provider == name).map_or(self.groups.len(), |at| at + 1);
        self.groups.insert(at, group);
        Ok(&mut self.groups[at])
    }

    fn unknown_provider(&self, line: &ServiceLine) -> Refusal {
        let span = line.provider.span().or(line.span);
        if line.provider.is_blank() {
            return Refusal::new(RefusalKind::Missing, span, format!("{}に事業所がありません", name_of(line))).help("サービス事業所に書いた名前を書いてください");
        }
        let message = format!("「{}」がサービス事業所にありません", line.provider.text().trim());
        Refusal::new(RefusalKind::Missing, span, message).help("サービス事業所に、この名前で事業所番号と地域区分（または単価）を書いてください")
    }

    fn price(&mut self, name: &str, provider: &Provider, kind_code: &str, kind: Option<&'static ServiceKind>) -> Result<UnitPrice, Refusal> {
        let written = match &provider.price {
            None => None,
            Some(PriceByKind::All(price)) => Some(price),
            Some(PriceByKind::Kinds(prices)) => {
                let of_kind = |text: &str| tariff::kind_named(text).is_some_and(|kind| kind.code == kind_code) || tariff::plain(text).eq_ignore_ascii_case(kind_code);
                prices.iter().find(|(key, _)| of_kind(key.text())).map(|(_, price)| price)
            }
        };
        let month = self.input.month_value()?;
        let kind_name = kind.map_or(kind_code, |kind| kind.name.as_str());
        let from_table = kind.and_then(|kind| kind.class).and_then(|class| match (class, provider.area.value()) {
            (tariff::PriceClass::Fixed, _) => Some(tariff::price(crate::case::person::AreaGrade::Other, class, month)),
            (_, area) => area.map(|area| tariff::price(area, class, month)),
        });
        if from_table.is_some_and(|price| !price.known) {
            self.warn_table("1単位の単価の表");
        }
        if let Some(field) = written
            && let Some(price) = readable(field, "単価")?
        {
            let class = kind.and_then(|kind| kind.class);
            let differs = match (from_table, class) {
                (Some(table), _) if table.known => (table.value != price).then(|| format!("表の{}円", table.value)),
                (None, Some(class)) => (!tariff::class_prices(class, month).contains(&price)).then(|| "表のどの地域区分".to_owned()),
                _ => None,
            };
            if let Some(table) = differs {
                let message = format!("{name}の{kind_name}の単価{price}円は、{table}と違います。書かれた単価で計算しました");
                self.warnings.push(Warning { message, span: field.span() });
            }
            return Ok(price);
        }
        from_table.map(|price| price.value).ok_or_else(|| {
            let (message, help) = match kind.and_then(|kind| kind.class) {
                Some(_) => (format!("「{name}」の地域区分も単価もわかりません"), "サービス事業所に、地域区分（1級地～7級地、その他）か、単価を書いてください".to_owned()),
                None => (format!("{kind_name}の1単位の単価は表から決まりません"), format!("サービス事業所の「{name}」に、単価を書いてください（単価: {{{kind_name}: \"10.21\"}}）")),
            };
            Refusal::new(RefusalKind::Missing, provider.span, message).help(help)
        })
    }

    fn warn_table(&mut self, table: &str) {
        self.input.warn_table(table, self.warnings);
    }

    /// Tells a rate that differs from the tables.
    fn check_rate(&mut self, line: &ServiceLine, row: &CodeRow, kind_code: &str, content: &str, addition: Option<&Addition>) {
        let Measure::Rate { per_mille, .. } = row.measure else { return };
        let Some(written) = line.addition_rate.value() else { return };
        let span = line.addition_rate.span();
        let mut tell = |message: String| self.warnings.push(Warning { message, span });
        match addition.and_then(|addition| addition.role.map(|role| (addition, role))) {
            Some((_, AdditionRole::Treatment)) => {
                let Some(month) = self.input.month.month.value() else { return };
                let Some(rates) = tariff::treatment_rates(kind_code, month) else { return };
                if !rates.known {
                    self.warn_table("処遇改善加算率の表");
                    return;
                }
                let grade = grade_of(content);
                // 加算Ⅴ had fourteen transitional rates of its own until 令和7年3月.
                if grade == "V" {
                    return;
                }
                let of_grade = rates.value.grades.iter().filter(|(name, _)| grade.is_empty() || name.is_empty() || roman(name) == grade);
                let known: Vec<_> = of_grade.map(|(_, rate)| *rate).collect();
                if !known.contains(&written) {
                    let table = if known.is_empty() { "なし".to_owned() } else { known.iter().map(|rate| percent(i64::from(rate.0))).collect::<Vec<_>>().join("・") };
                    let doubt = if rates.value.certain { "" } else { "。この種類の表の値は未確認です" };
                    tell(format!("{}の加算率{}は、表（{table}）と違います{doubt}", name_of(line), percent(per_mille)));
                }
            }
            Some((addition, _)) if !addition.rates.is_empty() && !addition.rates.contains(&written) => {
                let table = addition.rates.iter().map(|rate| percent(i64::from(rate.0))).collect::<Vec<_>>().join("・");
                tell(format!("{}の加算率{}は、表（{table}）と違います", name_of(line), percent(per_mille)));
            }
            _ => {}
        }
    }
}

/// 「24.5%」
fn percent(per_mille: i64) -> String {
    let sign = if per_mille < 0 { "-" } else { "" };
    let (whole, tenth) = (per_mille.abs() / 10, per_mille.abs() % 10);
    if tenth == 0 { format!("{sign}{whole}%") } else { format!("{sign}{whole}.{tenth}%") }
}

/// The Roman number after 加算 in a plain text: 「訪問介護処遇改善加算II」 → II.
fn grade_of(content: &str) -> &str {
    content.rsplit_once("加算").map_or("", |(_, rest)| roman(rest.trim_start_matches('(')))
}

/// The Roman number that a text begins with.
fn roman(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches(['I', 'V', 'X']).len()]
}

/// 「身体介護２」 how a line is called in sentences.
fn name_of(line: &ServiceLine) -> String {
    match (line.content.is_blank(), line.code.is_blank()) {
        (false, _) => format!("「{}」", line.content.text().trim()),
        (true, false) => format!("「{}」", line.code.text().trim()),
        (true, true) => "この行".to_owned(),
    }
}

/// A code without spaces and full-width letters.
pub(super) fn clean_code(text: &str) -> String {
    let mut code = tariff::plain(text);
    code.make_ascii_uppercase();
    code
}

fn service_code(line: &ServiceLine) -> Result<Option<String>, Refusal> {
    let code = clean_code(line.code.text());
    if code.is_empty() {
        return Ok(None);
    }
    if code.len() == 6 && code.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Ok(Some(code));
    }
    Err(Refusal::new(RefusalKind::Unreadable, line.code.span(), format!("サービスコード「{}」は6桁ではありません", line.code.text().trim()))
        .help("種類2桁と項目4桁の、半角6文字で書いてください"))
}

/// A field's value; refused when something is written there that could not be read.
pub(super) fn readable<T: Copy>(field: &Field<T>, key: &str) -> Result<Option<T>, Refusal> {
    match field.value() {
        None if !field.is_blank() => {
            Err(Refusal::new(RefusalKind::Unreadable, field.span(), format!("{key}「{}」が読めないので、別表を計算できません", field.text().trim())))
        }
        value => Ok(value),
    }
}
