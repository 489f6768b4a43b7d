//! People and offices: the client, the family, doctors, the care management office, providers.

use crate::calendar::Date;
use crate::case::by_month::ByMonth;
use crate::case::delivery::Delivery;
use crate::case::values::UnitPrice;
use crate::source::edit::is_yamls_own;
use crate::source::read::{BadValue, Named, Scalar};
use crate::source::schema::SchemaBuilder;
use crate::source::yaml::{Kind, Node};
use crate::source::{Field, Read, Reader};
use crate::{choice, record};
use serde_json::{Value, json};

choice! {
    /// 「性別」
    pub enum Sex, "性別" {
        /// 男
        Male = "男" | "男性",
        /// 女
        Female = "女" | "女性",
    }
}

record! {
    /// 「利用者」 被保険者証にあるとおりに写す。
    pub struct Client {
        /// 「利用者名・被保険者氏名」 外字・異体字もそのまま書ける。
        "氏名" => name: Field<String>,
        /// 「フリガナ」 第６表・第７表に印字する。
        "フリガナ" => kana: Field<String>,
        /// 「性別」 男 または 女。
        "性別" => sex: Field<Sex>,
        /// 「生年月日」 昭和18年3月12日、S18.3.12、1943-03-12 のように。
        "生年月日" => born_on: Field<Date>,
        /// 「住所」 住民票の住所。住んでいる所が違うときは書き添える。
        "住所" => address: Field<String>,
        /// 「電話」 利用者の電話番号（書かなくてもよい）。
        "電話" => phone: Field<String>,
        /// 「保険者番号」 6桁。初めの0も書く。
        "保険者番号" => insurer_number: Field<InsurerNumber>,
        /// 「保険者名」 市町村または広域連合の名前。
        "保険者名" => insurer_name: Field<String>,
        /// 「被保険者番号」 10桁。初めの0も書く。生活保護単独（みなし2号）はHと9桁。
        "被保険者番号" => insured_number: Field<InsuredNumber>,
        /// 「独居」 一人暮らしかどうか（書かなくてもよい）。
        "独居" => lives_alone: Field<super::values::YesNo>,
    }
}

/// Who a plan is about, as far as two plans can be told apart by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    insurer: String,
    /// 被保険者番号, empty where none is written.
    pub number: String,
    name: String,
    born_on: Option<Date>,
}

impl Client {
    /// Who it is.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity {
            insurer: self.insurer_number.plain().to_owned(),
            number: self.insured_number.plain().to_owned(),
            name: self.name.plain().to_owned(),
            born_on: self.born_on.value(),
        }
    }
}

impl Identity {
    /// Whether two plans are certainly not one person's. A number stays when the name is another (marriage, a letter put right), and a
    /// name when the number is (another insurer, a slip of the pen); of namesakes the day of birth tells. What is not written tells
    /// nothing.
    #[must_use]
    pub fn is_other_than(&self, other: &Self) -> bool {
        let differ = |one: &str, two: &str| (!one.is_empty() && !two.is_empty()).then(|| one != two);
        // Numbers are unique under one insurer only.
        let numbers = differ(&self.number, &other.number)
            .map(|numbers| numbers || differ(&self.insurer, &other.insurer).unwrap_or_default());
        match (numbers, differ(&self.name, &other.name)) {
            (Some(false), _) | (None, None) => false,
            (_, Some(false)) => self.born_on.is_some() && other.born_on.is_some() && self.born_on != other.born_on,
            (Some(true), _) | (None, Some(true)) => true,
        }
    }
}

record! {
    /// 「家族」 一人。
    pub struct FamilyMember {
        /// 「氏名」 外字・異体字もそのまま書ける。
        "氏名" => name: Field<String>,
        /// 「続柄」 利用者から見た続柄：妻、長男 など。
        "続柄" => relationship: Field<String>,
        /// 「同居」 利用者と同居しているか（はい・いいえ）。
        "同居" => lives_together: Field<super::values::YesNo>,
        /// 「電話」 電話番号。
        "電話" => phone: Field<String>,
    }
}

record! {
    /// 「主治医」 一人。
    pub struct Physician {
        /// 「氏名」 外字・異体字もそのまま書ける。
        "氏名" => name: Field<String>,
        /// 「医療機関」 病院・診療所の名前。
        "医療機関" => institution: Field<String>,
        /// 「電話」 電話番号。
        "電話" => phone: Field<String>,
    }
}

record! {
    /// 「緊急連絡先」 一件。
    pub struct EmergencyContact {
        /// 「氏名」 外字・異体字もそのまま書ける。
        "氏名" => name: Field<String>,
        /// 「続柄」 利用者から見た続柄：妻、長男 など。
        "続柄" => relationship: Field<String>,
        /// 「電話」 電話番号。
        "電話" => phone: Field<String>,
    }
}

record! {
    /// 「居宅介護支援事業所」 計画を作成する事業所。
    pub struct Office {
        /// 「居宅介護支援事業者・事業所名」 法人名と事業所名。
        "名称" => name: Field<String>,
        /// 「事業所所在地」 事業所の住所。
        "所在地" => address: Field<String>,
        /// 「電話」 電話番号。
        "電話" => phone: Field<String>,
        /// 「FAX」 事業所のFAX番号（書かなくてもよい）。
        "FAX" => fax: Field<String>,
        /// 「事業所番号」 10桁。初めの0も書く。
        "事業所番号" => number: Field<ProviderNumber>,
        /// 「居宅サービス計画作成者氏名」 計画を作成する介護支援専門員。
        "介護支援専門員" => care_manager: Field<String>,
        /// 「介護支援専門員番号」 8桁。給付管理票に印字する（書かなければ空欄）。
        "介護支援専門員番号" => care_manager_number: Field<String>,
        /// 「常勤換算」 介護支援専門員の常勤換算の人数：3.1 のように（書かなくてもよい）。一人当たりの利用者の数を見るとき。
        "常勤換算" => full_time_equivalent: Field<String>,
        /// 「交付」 誰に、どの表を、どの順で渡すか（careplan packet）。書いた項目だけが、初めの値に代わる。
        "交付" => delivery: Option<Delivery>,
    }
}

record! {
    /// 「サービス事業所」 一つ。
    pub struct Provider {
        /// 「事業所番号」 10桁。初めの0も書く。
        "事業所番号" => number: Field<ProviderNumber>,
        /// 「FAX」 送付状に印字するFAX番号（書かなくてもよい）。
        "FAX" => fax: Field<String>,
        /// 「法人」 運営する法人の名前（書かなくてもよい）。全員の計画を、法人ごとの割合で見るとき。
        "法人" => corporation: Field<String>,
        /// 「地域区分」 事業所の所在地の級地：1級地～7級地、その他。1単位の単価が決まる。変わるときは {2024-04: 7級地, 2027-04: 6級地}。
        "地域区分" => area: ByMonth<AreaGrade>,
        /// 「単価」 地域区分の表によらないときの1単位の単価（円）。サービス種類ごとに書いてもよい。
        "単価" => price: Option<PriceByKind>,
        /// 「送付方法」 提供票の送り方。FAX なら、FAXで読める大きさの字で組む。
        "送付方法" => sent_by: Field<SentBy>,
    }
}

choice! {
    /// 「送付方法」 how a provider gets its 提供票.
    pub enum SentBy, "送付方法" {
        /// FAX
        Fax = "FAX" | "ＦＡＸ" | "ファックス" | "ファクス",
        /// 手渡し
        ByHand = "手渡し" | "持参",
        /// 郵送
        Mail = "郵送" | "郵便",
        /// 電子
        Electronic = "電子" | "メール" | "ケアプランデータ連携",
    }
}

choice! {
    /// 「地域区分」 which price of a unit holds at the provider's place.
    pub enum AreaGrade, "地域区分" {
        /// 1級地
        Grade1 = "1級地",
        /// 2級地
        Grade2 = "2級地",
        /// 3級地
        Grade3 = "3級地",
        /// 4級地
        Grade4 = "4級地",
        /// 5級地
        Grade5 = "5級地",
        /// 6級地
        Grade6 = "6級地",
        /// 7級地
        Grade7 = "7級地",
        /// その他
        Other = "その他" | "その他地域",
    }
}

/// 「単価」 one price for all kinds of service, or one a kind.
#[derive(Clone, Debug)]
pub enum PriceByKind {
    /// One price.
    All(Field<UnitPrice>),
    /// Kind (name or the code's first two characters) → price.
    Kinds(Named<Field<UnitPrice>>),
}

impl Default for PriceByKind {
    fn default() -> Self {
        Self::All(Field::default())
    }
}

impl Read for PriceByKind {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        match &node.kind {
            Kind::Map(_) => Self::Kinds(Named::read(node, reader)),
            Kind::Scalar(_) if reader.slip(node) => Self::default(),
            _ => Self::All(Field::read(node, reader)),
        }
    }

    fn schema(_: &mut SchemaBuilder) -> Value {
        let price = UnitPrice::schema();
        json!({ "anyOf": [price, { "type": "object", "additionalProperties": price }] })
    }
}

/// Something written in the plan itself, or the name of another YAML file that holds it.
#[derive(Clone, Debug, Default)]
pub enum Linked<T> {
    /// Not there.
    #[default]
    Missing,
    /// Written here, or taken from the named file.
    Here(T),
    /// The name of a file that was not read (yet).
    File(Field<String>),
}

impl<T> Linked<T> {
    /// The value, when it is known.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Here(value) => Some(value),
            Self::Missing | Self::File(_) => None,
        }
    }
}

impl<T: Read> Read for Linked<T> {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        match &node.kind {
            Kind::Null => Self::Missing,
            Kind::Scalar(text) if text.trim().is_empty() => Self::Missing,
            Kind::Scalar(_) if reader.slip(node) => Self::Missing,
            Kind::Scalar(_) => Self::File(Field::read(node, reader)),
            Kind::Seq(_) | Kind::Map(_) => Self::Here(T::read(node, reader)),
        }
    }

    fn schema(builder: &mut SchemaBuilder) -> Value {
        let here = T::schema(builder);
        json!({ "anyOf": [here, { "type": "string", "description": "別のYAMLファイルの名前（計画書のあるフォルダーから）" }] })
    }
}

macro_rules! number_name {
    ($(#[doc = $doc:literal])+ $name:ident, $what:literal, $rule:literal, $valid:expr) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(pub String);

        impl Scalar for $name {
            const WHAT: &'static str = $what;

            /// Its shape is a rule's business: a number copied wrongly still prints, and is told. A word of YAML's is none.
            fn parse(text: &str) -> Result<Self, BadValue> {
                let clean = crate::source::plain(text);
                let is_number = clean.len() <= 20 && clean.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                if !is_number || is_yamls_own(&clean) {
                    return Err(BadValue::new(format!("「{}」は{}として読めません", text.trim(), $what)).help($rule));
                }
                Ok(Self(clean))
            }

            fn schema() -> Value {
                json!({ "type": ["string", "integer", "null"], "description": $rule })
            }
        }

        impl $name {
            /// Whether it has the shape that such a number must have.
            #[must_use]
            pub fn is_well_formed(&self) -> bool {
                let valid: fn(&str) -> bool = $valid;
                valid(&self.0)
            }
        }
    };
}

fn all_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

number_name! {
    /// 「保険者番号」 six digits.
    InsurerNumber, "保険者番号", "6桁の数字で書いてください", |text| text.len() == 6 && all_digits(text)
}
number_name! {
    /// 「被保険者番号」 ten digits, or H and nine digits (生活保護単独).
    InsuredNumber, "被保険者番号", "10桁の数字、またはHと9桁の数字で書いてください",
    |text| text.len() == 10 && all_digits(text.strip_prefix('H').unwrap_or(text))
}
number_name! {
    /// 「事業所番号」 ten digits, the third of which may be a letter; none that is taken for a digit.
    ProviderNumber, "事業所番号", "10桁の番号で書いてください", |text| {
        let is_letter = |c: char| c.is_ascii_uppercase() && !matches!(c, 'I' | 'O');
        text.len() == 10 && text.char_indices().all(|(at, c)| c.is_ascii_digit() || at == 2 && is_letter(c))
    }
}
