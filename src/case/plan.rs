//! 「居宅サービス計画書」（１）（２）: wishes, policy, needs, goals and what is done for them.

use crate::calendar::{Date, Period};
use crate::case::values::YesNo;
use crate::source::read::{BadValue, Scalar};
use crate::source::schema::SchemaBuilder;
use crate::source::yaml::{Kind, Node};
use crate::source::{Field, List, Read, Reader, Span};
use crate::{choice, record};
use serde_json::{Value, json};

choice! {
    /// 「初回・紹介・継続」
    pub enum Occasion, "区分" {
        /// 初回：当該事業所が初めて支援する。
        Initial = "初回",
        /// 紹介：他の事業所・施設から紹介された。
        Referred = "紹介",
        /// 継続：それ以外。
        Continued = "継続",
    }
}

record! {
    /// 「居宅サービス計画書（１）」 第１表。必要な事項を全て書き、日付などの整合性をとる。
    pub struct CarePlan1 {
        /// 「作成年月日」 この表を作成した日。
        "作成年月日" => issued_on: Field<Date>,
        /// 「初回・紹介・継続」 一覧で書く。初回：この事業所が初めて支援する。紹介：他の事業所や施設から紹介された。継続：それ以外。紹介と継続は両方に○が付くことがある。
        "区分" => occasions: List<Field<Occasion>>,
        /// 「居宅サービス計画作成（変更）日」 計画を作成または変更した日。
        "計画作成日" => planned_on: Field<Date>,
        /// 「初回居宅サービス計画作成日」 この事業所が初めて作成した日。
        "初回計画作成日" => first_planned_on: Field<Date>,
        /// 「利用者及び家族の生活に対する意向を踏まえた課題分析の結果」 どのような生活をしたいか、本人と家族の意向（異なるときは分けて）と、持っている力や生活環境の評価を含む課題分析の結果。自立支援のために解決すべき課題がわかるように書く。
        "意向と課題分析" => assessment: Field<String>,
        /// 「総合的な援助の方針」 課題（ニーズ）に対し、ケアチームがどのような援助を行うか。起こりうる緊急事態、その対応機関と連絡先、どのような場合を緊急と考えるか、対応の方法も書くことが望ましい。
        "援助の方針" => policy: Field<String>,
        /// 「生活援助中心型の算定理由」 一人暮らし、家族等が障害、疾病等、または {その他: 事情}。その他は事情を簡潔に（家族が高齢で難しい家事がある、介護疲れで共倒れのおそれがある など）。
        "生活援助中心型の算定理由" => housework_reason: HouseworkReason,
        /// 「居宅サービス計画書原案について説明を受け、同意します。」 同意した日と署名。
        "同意" => consent: Option<Consent>,
    }
}

record! {
    /// 「同意」 署名がなければ、紙に署名してもらう。
    pub struct Consent {
        /// 「年月日」 同意した日。担当者会議の日から、サービスを始める日まで。
        "日付" => signed_on: Field<Date>,
        /// 「署名」 電磁的に同意を得たときなど、印字する署名。書かなければ、紙に署名してもらう欄になる。
        "署名" => signer: Field<String>,
    }
}

/// 「生活援助中心型の算定理由」
#[derive(Clone, Debug, Default)]
pub struct HouseworkReason {
    /// Which of the three.
    pub choice: Option<HouseworkChoice>,
    /// 「その他」 の事情.
    pub other: Field<String>,
    /// Where it stands; detached when missing.
    pub span: Span,
}

choice! {
    /// The three printed reasons.
    pub enum HouseworkChoice, "算定理由" {
        /// １．一人暮らし
        LivesAlone = "一人暮らし" | "1" | "1.一人暮らし" | "1人暮らし" | "ひとり暮らし" | "独り暮らし" | "一人ぐらし" | "独居",
        /// ２．家族等が障害、疾病等
        FamilyUnable = "家族等が障害、疾病等" | "家族等が障害・疾病等" | "2" | "2.家族等が障害、疾病等",
        /// ３．その他
        Other = "その他" | "3" | "3.その他",
    }
}

impl HouseworkReason {
    /// The reasons that are said by their words alone; その他 needs the circumstances.
    pub const WORDS: [&str; 2] = [HouseworkChoice::LivesAlone.printed(), HouseworkChoice::FamilyUnable.printed()];
}

impl Read for HouseworkReason {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        let Kind::Map(entries) = &node.kind else {
            let choice: Field<HouseworkChoice> = Field::read(node, reader);
            let span = if choice.is_blank() { Span::DETACHED } else { node.span };
            return Self { choice: choice.value(), other: Field::default(), span };
        };
        let mut reason = Self { span: node.span, ..Self::default() };
        for entry in entries {
            match entry.key.as_str() {
                "その他" => {
                    reason.choice = Some(HouseworkChoice::Other);
                    reason.other = Field::read(&entry.value, reader);
                }
                key if reader.is_common(key) => reader.common(node.span, entry),
                _ => reader.unknown_key(node, entry, &["その他"]),
            }
        }
        reason
    }

    fn schema(_: &mut SchemaBuilder) -> Value {
        json!({ "anyOf": [
            { "enum": [Self::WORDS[0], Self::WORDS[1], "", null] },
            {
                "type": "object",
                "properties": { "その他": { "type": ["string", "null"], "description": "「３．その他」 の事情。" } },
                "required": ["その他"],
                "additionalProperties": false,
            },
        ] })
    }
}

record! {
    /// 「居宅サービス計画書（２）」 第２表。
    pub struct CarePlan2 {
        /// 「作成年月日」 この表を作成した日。
        "作成年月日" => issued_on: Field<Date>,
        /// 「生活全般の解決すべき課題（ニーズ）」 課題分析の結果をもとに、優先順位の高い順に書く。
        "ニーズ" => needs: List<Need>,
    }
}

record! {
    /// 「生活全般の解決すべき課題（ニーズ）」
    pub struct Need {
        /// 「課題」 解決できる課題を「～したい」「～できるようになりたい」「～の状態である」のように書く。行っているケアの内容や介護目標そのものを課題にしない。
        "課題" => statement: Field<String>,
        /// 「長期目標」 課題に対応して、最終的に目指す目標や結果。
        "長期目標" => goals: List<LongTermGoal>,
    }
}

record! {
    /// 「長期目標」 利用者を主語にする。サービスの内容を目標にしない。
    pub struct LongTermGoal {
        /// 「長期目標」 利用者を主語にする（家族や介護者を主語にしない）。サービスの内容を目標にしない。
        "目標" => statement: Field<String>,
        /// 「（期間）」 始期は計画作成日と整合させ、認定の有効期間に収める。期間切れに注意する。
        "期間" => period: Field<Period>,
        /// 「当初期間」 初めに設定した期間。今の期間の下に（ ）で示す（書かなくてもよい）。
        "当初期間" => first_period: Field<Period>,
        /// 「短期目標」 長期目標を達成するための段階的な目標。
        "短期目標" => goals: List<ShortTermGoal>,
    }
}

record! {
    /// 「短期目標」 実現でき、評価できる具体的な目標。概ね3か月。
    pub struct ShortTermGoal {
        /// 「短期目標」 実現でき、評価できる具体的な目標。誰でも同じイメージができるように書く。サービスの内容を目標にしない。
        "目標" => statement: Field<String>,
        /// 「（期間）」 長期目標の期間の中で段階的に（概ね3か月）。期間切れに注意する。
        "期間" => period: Field<Period>,
        /// 「援助内容」 短期目標を達成するために、誰が何をどれだけ行うか。
        "援助" => supports: List<Support>,
    }
}

record! {
    /// 「援助内容」 本人の取組み、家族や地域の援助、保険給付以外のサービスも書く。
    pub struct Support {
        /// 「サービス内容」 短期目標を達成するために必要で最適な内容を、何に気をつけるかまで具体的に、事業者に正確に伝わるように書く。福祉用具は必要な理由も書く。
        "サービス内容" => content: Field<String>,
        /// 「※１ 保険給付対象かどうかの区分」 保険給付の対象なら ○。
        "保険給付" => covered: Field<Covered>,
        /// 「サービス種別」 訪問介護、通所介護など。本人が取り組むこと、家族や地域の援助、保険給付以外のサービスも：本人、家族（長女）など。
        "サービス種別" => kind: Field<String>,
        /// 「※２ 当該サービス提供を行う事業所」 事業所の名前。本人・家族には書かない。
        "事業所" => provider: Field<String>,
        /// 「頻度」 週2回（月・木）、月1回（第3土）、毎日 など。「適宜」でなく、数か曜日を書く。
        "頻度" => frequency: Field<String>,
        /// 「期間」 短期目標の期間と連動させる。書かなければ短期目標の期間を印字する。
        "期間" => period: Field<Period>,
    }
}

impl Support {
    /// Whether it is marked as paid by the insurance (○).
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.covered.value().is_some_and(|covered| covered.0)
    }
}

/// 「※１ 保険給付対象かどうかの区分」
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered(pub bool);

impl Scalar for Covered {
    const WHAT: &'static str = "保険給付の区分";

    fn parse(text: &str) -> Result<Self, BadValue> {
        match text.trim() {
            "×" | "✕" | "-" | "－" | "―" => Ok(Self(false)),
            other => YesNo::parse(other).map(|YesNo(yes)| Self(yes)).map_err(|_| {
                BadValue::new(format!("「{other}」は保険給付の区分として読めません"))
                    .help("対象なら ○、対象でなければ空のままにしてください")
            }),
        }
    }

    fn schema() -> Value {
        json!({ "enum": ["○", "", true, false, null] })
    }
}
