//! 「サービス利用票」 a month of services: planned and actual days, and what the annex needs to be computed.

use super::CareLevel;
use super::days::{DayList, DaySet, MovedDays};
use super::person::{InsuredNumber, InsurerNumber};
use super::values::{Count, DayCount, PerMille, Percent, Units, Yen, YesNo};
use crate::calendar::{Date, Month, MonthPeriod, TimeRange};
use crate::source::read::Named;
use crate::source::{Field, List};
use crate::{choice, record};

record! {
    /// 「第６表」 一か月のサービス利用票。
    pub struct MonthlyService {
        /// 「年月」 サービスを利用する月。
        "年月" => month: Field<Month>,
        /// 「作成年月日」 利用者等が同意した日。
        "作成年月日" => issued_on: Field<Date>,
        /// 「届出年月日」 居宅サービス計画作成依頼届出書を出した日。
        "届出年月日" => notified_on: Field<Date>,
        /// 「保険者番号」 この月の保険者。書いてあれば、後で「利用者」を改めてもこの月は変わらない。
        "保険者番号" => insurer_number: Field<InsurerNumber>,
        /// 「保険者名」 この月の保険者。
        "保険者名" => insurer_name: Field<String>,
        /// 「被保険者番号」 この月の番号。
        "被保険者番号" => insured_number: Field<InsuredNumber>,
        /// 「要介護状態区分」 この月（月の途中で変わったときは変わる前）の区分。書いてあれば、後で「認定」を改めてもこの月は変わらない。
        "要介護状態区分" => level: Field<CareLevel>,
        /// 「変更後要介護状態区分」 月の途中で変わったとき。
        "変更後要介護状態区分" => changed_level: Field<CareLevel>,
        /// 「変更日」
        "変更日" => level_changed_on: Field<Date>,
        /// 「区分支給限度基準額」 単位／月。書かなければ要介護状態区分から決まる。
        "区分支給限度基準額" => limit: Field<Units>,
        /// 「限度額適用期間」
        "限度額適用期間" => limit_period: Field<MonthPeriod>,
        /// 「前月までの短期入所利用日数」
        "前月までの短期入所利用日数" => short_stay_days_before: Field<DayCount>,
        /// 「給付率」 この月の率。書いてあれば、後で計画の「給付率」を改めてもこの月は変わらない。
        "給付率" => benefit_rate: Field<Percent>,
        /// 「種類支給限度基準額」 サービス種類ごとの単位数。市町村が定めているときだけ。
        "種類支給限度基準額" => kind_limits: Named<Field<Units>>,
        /// 「処遇改善の超過分」 請求する（初めの値）・しない。
        "処遇改善の超過分" => treatment_excess: Field<TreatmentExcess>,
        /// 「サ提強の超過」 累計（初めの値）・按分。サービス提供体制強化加算など1回ごとの対象外の加算の、限度を超える分の数え方。
        "サ提強の超過" => use_excess: Field<UseExcess>,
        /// 「超過の割り振り」 区分支給限度基準を超える単位を、どの事業所のどのサービスが負うか。
        "超過の割り振り" => allotments: List<Allotment>,
        /// 「種類超過の割り振り」 種類支給限度基準を超える単位の割り振り。
        "種類超過の割り振り" => kind_allotments: List<Allotment>,
        /// 「実績の超過の割り振り」 実績で計算するときの割り振り。
        "実績の超過の割り振り" => actual_allotments: List<Allotment>,
        /// 「30日超の処遇改善」 30日を超える短期入所の分にも処遇改善加算を計算するか。
        "30日超の処遇改善" => treatment_past_30_days: Field<YesNo>,
        /// 「サービス」 事業所とサービスコードごとに一行。
        "サービス" => lines: List<ServiceLine>,
    }
}

impl MonthlyService {
    /// Whether two slips of one month may stand beside each other: both name their insurer, and it or the insured number differs.
    #[must_use]
    pub fn is_beside(&self, other: &Self) -> bool {
        let insurers = [self, other].map(|block| block.insurer_number.plain());
        let insured = [self, other].map(|block| block.insured_number.plain());
        let all = |texts: &[&str; 2]| texts.iter().all(|text| !text.is_empty());
        all(&insurers) && (insurers[0] != insurers[1] || all(&insured) && insured[0] != insured[1])
    }

    /// Whether a line is left over from a service that is not there in this month: 実績 aside, its own 開始–終了 lies outside, or
    /// it is a rate whose provider has no service of that kind. Such a line is nobody's service and its provider no receiver.
    #[must_use]
    pub fn is_left_over(&self, line: &ServiceLine) -> bool {
        if !line.actual.is_missing() {
            return false;
        }
        if self.is_outside(line) {
            return true;
        }
        let kind = |line: &ServiceLine| line.code.plain().chars().take(2).collect::<String>();
        let (own, provider) = (kind(line), line.provider.plain());
        let is_base = |other: &ServiceLine| {
            other.addition_rate.is_blank()
                && kind(other) == own
                && other.provider.plain() == provider
                && (!other.actual.is_missing() || !self.is_outside(other))
        };
        !line.addition_rate.is_blank() && !own.is_empty() && !self.lines.iter().any(is_base)
    }

    /// Whether a line ends before the month or begins after it.
    fn is_outside(&self, line: &ServiceLine) -> bool {
        self.month.value().is_some_and(|month| {
            line.ends_on.value().is_some_and(|end| end < month.first_day())
                || line.starts_on.value().is_some_and(|start| start > month.last_day())
        })
    }
}

choice! {
    /// 「処遇改善の超過分」 whether the additions on units over the limit are charged to the client.
    pub enum TreatmentExcess, "処遇改善の超過分" {
        /// 請求する
        Charged = "請求する",
        /// しない
        NotCharged = "しない" | "請求しない",
    }
}

choice! {
    /// 「祝日」 whether a line runs on public holidays.
    pub enum HolidayRule, "祝日の扱い" {
        /// 休み
        Closed = "休み",
        /// 通常
        Open = "通常",
    }
}

choice! {
    /// 「算定単位」 what a service code is counted by.
    pub enum CountedPer, "算定単位" {
        /// 1回につき
        Use = "1回" | "1回につき",
        /// 1日につき
        Day = "1日" | "1日につき",
        /// 1月につき
        Month = "1月" | "1月につき" | "1か月" | "1ヶ月",
    }
}

choice! {
    /// 「サ提強の超過」 how many uses of an addition a use are self-paid when the limit is exceeded.
    pub enum UseExcess, "サ提強の超過" {
        /// 累計: as many as basic services that do not lie wholly inside the limit, counted by date.
        Cumulative = "累計",
        /// 按分: in proportion to the units.
        Proportional = "按分",
    }
}

record! {
    /// 「サービス」 第６表の一行（予定と実績）。
    pub struct ServiceLine {
        /// 「提供時間帯」 福祉用具や加算には書かない。
        "提供時間帯" => time: Field<TimeRange>,
        /// 「サービス内容」 サービスコード表の略称。
        "サービス内容" => content: Field<String>,
        /// 「サービスコード」 6桁。
        "サービスコード" => code: Field<String>,
        /// 「事業所名」 サービス事業所に書いた名前。
        "事業所" => provider: Field<String>,
        /// 「算定単位」 1回・1日・1月。1月のサービスコードは、予定が何日でも月に1回と数える。福祉用具貸与や小規模多機能などには書かなくてよい。
        "算定単位" => counted_per: Field<CountedPer>,
        /// 「単位数」 1回（福祉用具は1か月）の単位数。減算は負の数。
        "単位数" => units: Field<Units>,
        /// 「半月」 福祉用具貸与を月の途中で始めた・終えた月に、1か月の単位数の半分で算定する。書かなければ、単位数のとおりに算定する。
        "半月" => half_month: Field<YesNo>,
        /// 「割引後率」 5%引きなら 95。
        "割引後率" => discounted_rate: Field<Percent>,
        /// 「加算率」 24.5%、-10% のように。
        "加算率" => addition_rate: Field<PerMille>,
        /// 「算定対象」 加算率をかけるサービスコードの一覧。書かなければ同じ事業所・種類の全部。
        "算定対象" => base_codes: List<Field<String>>,
        /// 「対象外」 区分支給限度額の管理の対象外かどうか。
        "対象外" => outside_limit: Field<YesNo>,
        /// 「給付管理単位数」 1回の単位数。大規模型の通所などで、実際の単位数と違うとき。
        "給付管理単位数" => managed_units: Field<Units>,
        /// 「定額利用者負担単価金額」 1回の円。総合事業の定額のサービスだけ。
        "定額" => flat_share: Field<Yen>,
        /// 「30日超」 連続30日を超える短期入所の日。予定にも書く。
        "30日超" => past_30_days: DayList,
        /// 「用具名称（機種名）」 福祉用具貸与。
        "用具名称" => equipment: Field<String>,
        /// 「TAISコード」
        "TAISコード" => tais_code: Field<String>,
        /// 「届出コード」
        "届出コード" => notified_code: Field<String>,
        /// 「予定」 [2, 9]、{2: 1, 9: 2}、毎日、{曜日: [火, 金]}、{第: [2, 4], 曜日: 水}、{第: 最終, 曜日: 金}。
        "予定" => planned: DaySet,
        /// 「実績」 書き方は予定と同じ。
        "実績" => actual: DaySet,
        /// 「祝日」 休み・通常（初めの値）。
        "祝日" => holidays: Field<HolidayRule>,
        /// 「休み」 利用しない日の一覧。
        "休み" => off_days: DayList,
        /// 「追加」 加えて利用する日の一覧。
        "追加" => extra_days: DayList,
        /// 「振替」 {元の日: 替わりの日}。
        "振替" => moved_days: MovedDays,
        /// 「開始」 この日から。
        "開始" => starts_on: Field<Date>,
        /// 「終了」 この日まで。
        "終了" => ends_on: Field<Date>,
    }
}

impl ServiceLine {
    /// 「身体介護２」 how it is called in sentences: by its content, else its code.
    #[must_use]
    pub fn called(&self) -> String {
        match (self.content.is_blank(), self.code.is_blank()) {
            (false, _) => format!("「{}」", self.content.text().trim()),
            (true, false) => format!("「{}」", self.code.text().trim()),
            (true, true) => "この行".to_owned(),
        }
    }

    /// 「予定未記入」 whether days are still to be written: 予定 stands there empty, or there is neither 予定 nor 実績. A line with
    /// 実績 only (an urgent visit) is whole, one with 追加 has its days, 予定: [] says that there are none, and 加算率 needs none.
    #[must_use]
    pub fn is_unplanned(&self) -> bool {
        let is_silent = self.planned.is_missing() && self.extra_days.days.is_empty();
        let stands_empty = !self.planned.span.is_detached();
        self.addition_rate.is_blank() && is_silent && (stands_empty || self.actual.is_missing())
    }
}

record! {
    /// 「超過の割り振り」 一件。
    pub struct Allotment {
        /// 「事業所」
        "事業所" => provider: Field<String>,
        /// 「サービス種類」 訪問介護 などの名前、またはコードの初めの2文字。
        "サービス種類" => kind: Field<String>,
        /// 「サービスコード」 一行を指すとき。
        "サービスコード" => code: Field<String>,
        /// 「単位数」 負う単位数。
        "単位数" => units: Field<Units>,
        /// 「回数」 大規模型の通所で、限度を超える回数。
        "回数" => uses: Field<Count>,
    }
}
