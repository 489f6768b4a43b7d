//! Which field of which form writes which value of the plan: the one table.
//!
//! A test proves that every value that changes a printed sheet stands here, and that every printed text comes from a
//! line of it (`tests/it/writable.rs`). The words of a choice are those of the plan's own type; of 様式, which are data of
//! `profile`, the test says that they are all here.

use super::Kind::{Choice, Choices, Date, Days, Lines, List, Mark, Month, Number, Period, Text, Time};
use super::{Kind, Writable};
use crate::calendar::WEEKDAY_LETTERS;
use crate::case::certification::{CareLevel, CertificationStatus};
use crate::case::month::{CountedPer, HolidayRule, TreatmentExcess, UseExcess};
use crate::case::person::{AreaGrade, SentBy, Sex};
use crate::case::plan::{HouseworkReason, Occasion};
use crate::case::print::{ConsentLine, Honorific};
use crate::case::values::YesNo;

const fn line(
    form: &'static str,
    field: &'static str,
    path: &'static str,
    kind: Kind,
    label: &'static str,
) -> Writable {
    Writable { form, field, path, kind, label }
}

const LEVELS: Kind = Choice(CareLevel::WORDS);
const STATUS: Kind = Choice(CertificationStatus::WORDS);
const WEEKDAYS: Kind = Choices(&WEEKDAY_LETTERS);
const YES_NO: Kind = Choice(&YesNo::WORDS);

const SHEET: &str = "sheet";
const P1: &str = "care-plan-1";
const P2: &str = "care-plan-2";
const P3: &str = "weekly-schedule";
const P4: &str = "meeting-summary";
const P5: &str = "support-log";
const P6: &str = "service-slip";
const P7: &str = "slip-annex";

/// The table, in the order of the forms.
#[rustfmt::skip]
pub const FIELDS: &[Writable] = &[
    line(SHEET, "name", "利用者.氏名", Text, "利用者名"),
    line(SHEET, "honorific", "印字.敬称", Choice(Honorific::WORDS), "敬称"),

    line(P1, "issued_on", "第1表.作成年月日", Date, "作成年月日"),
    line(P1, "occasions", "第1表.区分", Choices(Occasion::WORDS), "初回・紹介・継続"),
    line(P1, "status", "認定.状況", STATUS, "認定済・申請中"),
    line(P1, "born_on", "利用者.生年月日", Date, "生年月日"),
    line(P1, "address", "利用者.住所", Text, "住所"),
    line(P1, "author", "居宅介護支援事業所.介護支援専門員", Text, "居宅サービス計画作成者氏名"),
    line(P1, "office", "居宅介護支援事業所.名称", Text, "居宅介護支援事業者・事業所名"),
    line(P1, "office", "居宅介護支援事業所.所在地", Text, "所在地"),
    line(P1, "office", "居宅介護支援事業所.電話", Text, "電話"),
    line(P1, "planned_on", "第1表.計画作成日", Date, "居宅サービス計画作成（変更）日"),
    line(P1, "first_planned_on", "第1表.初回計画作成日", Date, "初回居宅サービス計画作成日"),
    line(P1, "certified_on", "認定.認定日", Date, "認定日"),
    line(P1, "valid_period", "認定.有効期間", Period, "認定の有効期間"),
    line(P1, "level", "認定.要介護状態区分", LEVELS, "要介護状態区分"),
    line(P1, "assessment", "第1表.意向と課題分析", Lines, "利用者及び家族の生活に対する意向を踏まえた課題分析の結果"),
    line(P1, "committee_opinion", "認定.審査会意見", Lines, "介護認定審査会の意見及びサービスの種類の指定"),
    line(P1, "policy", "第1表.援助の方針", Lines, "総合的な援助の方針"),
    line(P1, "reason", "第1表.生活援助中心型の算定理由", Choice(&HouseworkReason::WORDS), "生活援助中心型の算定理由"),
    line(P1, "reason_other", "第1表.生活援助中心型の算定理由.その他", Text, "生活援助中心型の算定理由（その他）"),
    line(P1, "consent", "印字.同意欄", Choice(ConsentLine::WORDS), "同意欄"),
    line(P1, "consent_date", "第1表.同意.日付", Date, "同意の日"),
    line(P1, "signer", "第1表.同意.署名", Text, "署名"),

    line(P2, "issued_on", "第2表.作成年月日", Date, "作成年月日"),
    line(P2, "need", "第2表.ニーズ[].課題", Lines, "生活全般の解決すべき課題（ニーズ）"),
    line(P2, "long_goal", "第2表.ニーズ[].長期目標[].目標", Lines, "長期目標"),
    line(P2, "long_period", "第2表.ニーズ[].長期目標[].期間", Period, "長期目標の期間"),
    line(P2, "long_period", "第2表.ニーズ[].長期目標[].当初期間", Period, "当初の期間"),
    line(P2, "short_goal", "第2表.ニーズ[].長期目標[].短期目標[].目標", Lines, "短期目標"),
    line(P2, "short_period", "第2表.ニーズ[].長期目標[].短期目標[].期間", Period, "短期目標の期間"),
    line(P2, "content", "第2表.ニーズ[].長期目標[].短期目標[].援助[].サービス内容", Lines, "サービス内容"),
    line(P2, "covered", "第2表.ニーズ[].長期目標[].短期目標[].援助[].保険給付", Mark, "※１ 保険給付の対象"),
    line(P2, "kind", "第2表.ニーズ[].長期目標[].短期目標[].援助[].サービス種別", Lines, "サービス種別"),
    line(P2, "provider", "第2表.ニーズ[].長期目標[].短期目標[].援助[].事業所", Lines, "※２ 事業所"),
    line(P2, "frequency", "第2表.ニーズ[].長期目標[].短期目標[].援助[].頻度", Lines, "頻度"),
    line(P2, "period", "第2表.ニーズ[].長期目標[].短期目標[].援助[].期間", Period, "援助の期間"),

    line(P3, "issued_on", "第3表.作成年月日", Date, "作成年月日"),
    line(P3, "block", "第3表.週間[].内容", Lines, "内容"),
    line(P3, "block", "第3表.週間[].曜日", WEEKDAYS, "曜日"),
    line(P3, "block", "第3表.週間[].時間", Time, "時間"),
    line(P3, "block", "第3表.週間[].事業所", Text, "事業所"),
    line(P3, "block", "第3表.週間[].サービスコード", Text, "サービスコード"),
    line(P3, "block", "第3表.週間[].単位数", Number, "単位数"),
    line(P3, "activity", "第3表.日常生活[].時刻", Text, "時刻"),
    line(P3, "activity", "第3表.日常生活[].内容", Text, "主な日常生活上の活動"),
    line(P3, "non_weekly", "第3表.週単位以外", Lines, "週単位以外のサービス"),

    line(P4, "issued_on", "第4表[].作成年月日", Date, "作成年月日"),
    line(P4, "author", "居宅介護支援事業所.介護支援専門員", Text, "居宅サービス計画作成者（担当者）氏名"),
    line(P4, "held_on", "第4表[].開催日", Date, "開催日"),
    line(P4, "venue", "第4表[].開催場所", Text, "開催場所"),
    line(P4, "time", "第4表[].開催時間", Text, "開催時間"),
    line(P4, "ordinal", "第4表[].開催回数", Text, "開催回数"),
    line(P4, "client_present", "第4表[].出席.本人", Mark, "本人の出席"),
    line(P4, "family_present", "第4表[].出席.家族", Mark, "家族の出席"),
    line(P4, "relationship", "第4表[].出席.続柄", Text, "出席した家族の続柄"),
    line(P4, "remarks", "第4表[].備考", Lines, "※備考"),
    line(P4, "attendee_post", "第4表[].出席者[].所属", Text, "所属"),
    line(P4, "attendee_post", "第4表[].出席者[].職種", Text, "職種"),
    line(P4, "attendee_name", "第4表[].出席者[].氏名", Text, "氏名"),
    line(P4, "attendee_name", "第4表[].出席者[].欠席", Text, "欠席の理由"),
    line(P4, "topics", "第4表[].検討した項目", Lines, "検討した項目"),
    line(P4, "discussion", "第4表[].検討内容", Lines, "検討内容"),
    line(P4, "conclusion", "第4表[].結論", Lines, "結論"),
    line(P4, "open_issues", "第4表[].残された課題", Lines, "残された課題（次回の開催時期）"),

    line(P5, "issued_on", "第5表の作成年月日", Date, "作成年月日"),
    line(P5, "creator", "居宅介護支援事業所.介護支援専門員", Text, "居宅サービス計画作成者氏名"),
    line(P5, "day", "第5表[].年月日", Date, "年月日"),
    line(P5, "day", "第5表[].時刻", Text, "時刻"),
    line(P5, "means", "第5表[].項目", Lines, "項目"),
    line(P5, "content", "第5表[].内容", Lines, "内容"),
    line(P5, "content", "第5表[].記載者", Text, "記載者"),

    line(P6, "status", "認定.状況", STATUS, "認定済・申請中"),
    line(P6, "month", "第6表[].年月", Month, "利用する月"),
    line(P6, "insurer_number", "利用者.保険者番号", Text, "保険者番号"),
    line(P6, "insurer_name", "利用者.保険者名", Text, "保険者名"),
    line(P6, "month_insurer_number", "第6表[].保険者番号", Text, "保険者番号（この月）"),
    line(P6, "month_insurer_name", "第6表[].保険者名", Text, "保険者名（この月）"),
    line(P6, "month_insured_number", "第6表[].被保険者番号", Text, "被保険者番号（この月）"),
    line(P6, "office", "居宅介護支援事業所.名称", Text, "居宅介護支援事業者事業所名"),
    line(P6, "manager", "居宅介護支援事業所.介護支援専門員", Text, "担当者名"),
    line(P6, "phone", "居宅介護支援事業所.電話", Text, "電話"),
    line(P6, "issued_on", "第6表[].作成年月日", Date, "作成年月日"),
    line(P6, "insured_number", "利用者.被保険者番号", Text, "被保険者番号"),
    line(P6, "kana", "利用者.フリガナ", Text, "フリガナ"),
    line(P6, "notified_on", "第6表[].届出年月日", Date, "届出年月日"),
    line(P6, "born_on", "利用者.生年月日", Date, "生年月日"),
    line(P6, "sex", "利用者.性別", Choice(Sex::WORDS), "性別"),
    line(P6, "level", "認定.要介護状態区分", LEVELS, "要介護状態区分"),
    line(P6, "month_level", "第6表[].要介護状態区分", LEVELS, "要介護状態区分（この月）"),
    line(P6, "changed_level", "第6表[].変更後要介護状態区分", LEVELS, "変更後の要介護状態区分"),
    line(P6, "changed_on", "第6表[].変更日", Date, "変更日"),
    line(P6, "limit", "第6表[].区分支給限度基準額", Number, "区分支給限度基準額"),
    line(P6, "allotment", "第6表[].超過の割り振り[].事業所", Text, "事業所"),
    line(P6, "allotment", "第6表[].超過の割り振り[].サービス種類", Text, "サービス種類"),
    line(P6, "allotment", "第6表[].超過の割り振り[].サービスコード", Text, "サービスコード"),
    line(P6, "allotment", "第6表[].超過の割り振り[].単位数", Number, "単位数"),
    line(P6, "allotment", "第6表[].超過の割り振り[].回数", Number, "回数"),
    line(P6, "actual_allotment", "第6表[].実績の超過の割り振り[].事業所", Text, "事業所"),
    line(P6, "actual_allotment", "第6表[].実績の超過の割り振り[].サービス種類", Text, "サービス種類"),
    line(P6, "actual_allotment", "第6表[].実績の超過の割り振り[].サービスコード", Text, "サービスコード"),
    line(P6, "actual_allotment", "第6表[].実績の超過の割り振り[].単位数", Number, "単位数"),
    line(P6, "actual_allotment", "第6表[].実績の超過の割り振り[].回数", Number, "回数"),
    line(P6, "limit_period", "第6表[].限度額適用期間", Text, "限度額適用期間"),
    line(P6, "days_before", "第6表[].前月までの短期入所利用日数", Number, "前月までの短期入所利用日数"),
    line(P6, "time", "第6表[].サービス[].提供時間帯", Time, "提供時間帯"),
    line(P6, "content", "第6表[].サービス[].サービス内容", Text, "サービス内容"),
    line(P6, "content", "第6表[].サービス[].サービスコード", Text, "サービスコード"),
    line(P6, "content", "第6表[].サービス[].単位数", Number, "単位数"),
    line(P6, "content", "第6表[].サービス[].算定単位", Choice(CountedPer::WORDS), "算定単位"),
    line(P6, "content", "第6表[].サービス[].半月", YES_NO, "半月分"),
    line(P6, "content", "第6表[].サービス[].割引後率", Text, "割引後率"),
    line(P6, "content", "第6表[].サービス[].加算率", Text, "加算率"),
    line(P6, "content", "第6表[].サービス[].算定対象", List, "加算率をかけるサービスコード"),
    line(P6, "content", "第6表[].サービス[].対象外", YES_NO, "区分支給限度基準額の対象外"),
    line(P6, "content", "第6表[].サービス[].給付管理単位数", Number, "給付管理単位数"),
    line(P6, "content", "第6表[].サービス[].定額", Number, "定額利用者負担単価金額"),
    line(P6, "content", "第6表[].サービス[].祝日", Choice(HolidayRule::WORDS), "祝日"),
    line(P6, "content", "第6表[].サービス[].休み", List, "休みの日"),
    line(P6, "content", "第6表[].サービス[].追加", List, "追加の日"),
    line(P6, "content", "第6表[].サービス[].30日超", List, "30日を超える短期入所の日"),
    line(P6, "content", "第6表[].サービス[].開始", Date, "開始"),
    line(P6, "content", "第6表[].サービス[].終了", Date, "終了"),
    line(P6, "provider", "第6表[].サービス[].事業所", Text, "サービス事業者 事業所名"),
    line(P6, "item", "第6表[].サービス[].用具名称", Text, "用具名称（機種名）"),
    line(P6, "code", "第6表[].サービス[].TAISコード", Text, "TAISコード"),
    line(P6, "code", "第6表[].サービス[].届出コード", Text, "届出コード"),
    line(P6, "planned", "第6表[].サービス[].予定", Days, "予定"),
    line(P6, "actual", "第6表[].サービス[].実績", Days, "実績"),

    line(P7, "issued_on", "第6表[].作成年月日", Date, "作成年月日"),
    line(P7, "insured_number", "利用者.被保険者番号", Text, "被保険者番号"),
    line(P7, "month_insured_number", "第6表[].被保険者番号", Text, "被保険者番号（この月）"),
    line(P7, "provider", "サービス事業所.{}.事業所番号", Text, "事業所番号"),
    line(P7, "provider", "サービス事業所.{}.地域区分", Choice(AreaGrade::WORDS), "地域区分"),
    line(P7, "provider", "サービス事業所.{}.FAX", Text, "FAX"),
    line(P7, "provider", "サービス事業所.{}.送付方法", Choice(SentBy::WORDS), "提供票の送付方法"),
    line(P7, "month", "第6表[].年月", Month, "利用する月"),
    line(P7, "month", "給付率", Number, "給付率（％）"),
    line(P7, "month", "第6表[].給付率", Number, "給付率（この月だけ）"),
    line(P7, "month", "第6表[].処遇改善の超過分", Choice(TreatmentExcess::WORDS), "処遇改善の超過分"),
    line(P7, "month", "第6表[].サ提強の超過", Choice(UseExcess::WORDS), "サ提強の超過"),
    line(P7, "month", "第6表[].30日超の処遇改善", YES_NO, "30日超の処遇改善"),
];

/// What is printed nowhere as such and yet decides what is printed: the page keeps it in a panel of its own.
#[rustfmt::skip]
pub const SETTINGS: &[Writable] = &[
    line(SHEET, "settings", "様式", Choice(&["香川県令和7年", "香川県令和4年", "国令和3年", "国令和7年"]), "様式"),
    line(SHEET, "settings", "原案", YES_NO, "原案（同意を得る前）"),
    line(SHEET, "settings", "印字.敬称", Choice(Honorific::WORDS), "敬称"),
    line(SHEET, "settings", "印字.同意欄", Choice(ConsentLine::WORDS), "同意欄"),
    line(SHEET, "settings", "給付率", Number, "給付率（％）"),
    line(SHEET, "settings", "利用者.電話", Text, "利用者の電話"),
    line(SHEET, "settings", "居宅介護支援事業所.事業所番号", Text, "居宅介護支援事業所の番号"),
    line(SHEET, "settings", "居宅介護支援事業所.FAX", Text, "居宅介護支援事業所のFAX"),
    line(SHEET, "settings", "利用者.独居", YES_NO, "一人暮らし"),
    line(SHEET, "people", "家族[].氏名", Text, "氏名"),
    line(SHEET, "people", "家族[].続柄", Text, "続柄"),
    line(SHEET, "people", "家族[].同居", YES_NO, "同居"),
    line(SHEET, "people", "家族[].電話", Text, "電話"),
    line(SHEET, "people", "主治医[].氏名", Text, "氏名"),
    line(SHEET, "people", "主治医[].医療機関", Text, "医療機関"),
    line(SHEET, "people", "主治医[].電話", Text, "電話"),
    line(SHEET, "people", "緊急連絡先[].氏名", Text, "氏名"),
    line(SHEET, "people", "緊急連絡先[].続柄", Text, "続柄"),
    line(SHEET, "people", "緊急連絡先[].電話", Text, "電話"),
];
