//! 「国の記載要領（令和3年）」 what the national notice asks of each cell, in the project's own short words.
//!
//! A second guide beside the prefecture's, to show what one costs: this file and a line in `GUIDES`. It cites the rules that
//! exist. Its wording is known here from published descriptions of the forms, so only places that name a table and a
//! cell are given, no numbers of articles.

use super::Verdict::{ByForm, NotApplicable, Reminder, Rules};
use super::{Clause, Guide, clause};

/// The guide.
pub static GUIDE: Guide = Guide {
    name: "国令和3年",
    cited_as: "国 記載要領",
    source: "介護保険最新情報 Vol.958（令和3年3月31日）の標準様式と記載要領",
    clauses: &[TABLE_1, TABLE_2, TABLE_3, TABLE_4, TABLE_5, SLIP],
    strictness: &[],
};

const TABLE_1: &[Clause] = &[
    clause(
        "第1表 作成年月日ほか",
        "見出しの項目を全て書く",
        Rules(&["CP001", "CP002", "CP003", "CP005", "CP006", "CP050", "CP004"]),
    ),
    clause(
        "第1表 初回・紹介・継続",
        "該当するものに○を付ける。紹介と継続は両方に付くことがある",
        Rules(&["CP102", "CP103"]),
    ),
    clause(
        "第1表 認定済・申請中",
        "申請中は、新規・区分変更の申請中、更新の結果待ちのとき",
        Rules(&["CP006", "CP007", "CP015"]),
    ),
    clause(
        "第1表 計画作成（変更）日",
        "計画を作成または変更した日を書く",
        Rules(&["CP104", "CP105", "CP106", "CP011", "CP012"]),
    ),
    clause("第1表 認定の有効期間", "被保険者証から写す", Rules(&["CP009", "CP010", "CP011", "CP012", "CP008"])),
    clause("第1表 要介護状態区分", "被保険者証から写す", Rules(&["CP006", "CP016"])),
    clause(
        "第1表 意向を踏まえた課題分析の結果",
        "利用者と家族の意向と、課題分析の結果を書く",
        Rules(&["CP110", "CP111", "CP112", "CP113", "CP114"]),
    ),
    clause("第1表 審査会の意見", "被保険者証に記載があれば転記する", Rules(&["CP120", "CP251"])),
    clause(
        "第1表 総合的な援助の方針",
        "チームが行う援助の方針と、緊急時の対応を書く",
        Rules(&["CP121", "CP123", "CP122"]),
    ),
    clause(
        "第1表 生活援助中心型の算定理由",
        "該当する番号に○を付け、その他は事情を書く",
        Rules(&["CP130", "CP131", "CP133", "CP134", "CP650", "CP132"]),
    ),
    clause("第1表 同意", "原案を説明し、文書で同意を得る", Rules(&["CP140", "CP023", "CP024"])),
];

const TABLE_2: &[Clause] = &[
    clause("第2表 課題", "解決すべき課題を優先順位の順に書く", Rules(&["CP202", "CP203", "CP204", "CP205"])),
    clause("第2表 長期目標", "最終的に目指す目標を書き、期間を添える", Rules(&["CP210", "CP212", "CP216"])),
    clause(
        "第2表 短期目標",
        "段階的で実現可能な目標を書き、期間を添える",
        Rules(&["CP210", "CP214", "CP217", "CP227"]),
    ),
    clause("第2表 期間", "終わりが定められないときは書かなくてよい", NotApplicable("許容の文")),
    clause(
        "第2表 サービス内容",
        "短期目標のために必要な内容を、家族の援助や保険給付以外も含めて書く",
        Rules(&["CP230", "CP243", "CP244"]),
    ),
    clause("第2表 ※1", "保険給付の対象に○を付す", Rules(&["CP232", "CP233"])),
    clause("第2表 サービス種別・※2", "種別と、提供する事業所を書く", Rules(&["CP231", "CP234"])),
    clause("第2表 頻度・期間", "頻度と、続けることが適切な期間を書く", Rules(&["CP235", "CP236", "CP237", "CP241"])),
    clause("第2表 福祉用具", "貸与・販売が必要な理由を書く", Rules(&["CP245", "CP246", "CP247"])),
];

const TABLE_3: &[Clause] = &[
    clause("第3表 週間", "第2表のサービスを週の表に書く", Rules(&["CP302", "CP303", "CP304", "CP305", "CP306"])),
    clause("第3表 時間の軸", "時間と曜日の軸は入れ替えてもよい", ByForm("曜日を横、時間を縦に印刷する")),
    clause("第3表 主な日常生活上の活動", "起床から就寝まで、平均的な一日を書く", Rules(&["CP315", "CP316"])),
    clause("第3表 週単位以外のサービス", "隔週・月単位のサービスを書く", Rules(&["CP310", "CP311"])),
];

const TABLE_4: &[Clause] = &[
    clause("第4表 開催", "新規・更新・区分変更・計画の変更で開催する", Rules(&["CP401", "CP402", "CP403"])),
    clause(
        "第4表 会議出席者",
        "出席者と、利用者・家族の出席を書く",
        Rules(&["CP417", "CP414", "CP410", "CP411", "CP412"]),
    ),
    clause("第4表 欠席", "出席できない人の理由と意見を書く", Rules(&["CP418", "CP419", "CP413"])),
    clause(
        "第4表 検討した項目・検討内容",
        "番号を対応させ、医療系サービスでは主治医の意見も書く",
        Rules(&["CP421", "CP422", "CP427"]),
    ),
    clause("第4表 残された課題", "残された課題と次回の開催時期を書く", Rules(&["CP425", "CP426"])),
];

const TABLE_5: &[Clause] = &[
    clause(
        "第5表 年月日・項目",
        "日付と、情報収集の手段（訪問先、発信・受信）を書く",
        Rules(&["CP502", "CP504", "CP515", "CP505", "CP506", "CP507", "CP508"]),
    ),
    clause("第5表 内容", "モニタリングの訪問と結果を書く", Rules(&["CP530", "CP531", "CP532", "CP533", "CP534"])),
    clause("第5表 内容", "計画の交付、担当者とのやりとりを書く", Rules(&["CP520", "CP521", "CP522", "CP250"])),
    clause("第5表 内容", "略語や曖昧な表現を避け、誰もが理解できるように書く", Rules(&["CP513", "CP514"])),
];

const SLIP: &[Clause] = &[
    clause(
        "第6表 見出し",
        "被保険者証などから写す",
        Rules(&["CP609", "CP610", "CP607", "CP608", "CP611", "CP612", "CP613"]),
    ),
    clause("第6表 作成年月日", "利用者が同意した日を書く", Rules(&["CP601", "CP602", "CP603"])),
    clause(
        "第6表 サービス",
        "計画に基づいて、事業所・サービスコードごとに書く",
        Rules(&[
            "CP620", "CP621", "CP542", "CP604", "CP622", "CP623", "CP624", "CP625", "CP626", "CP631", "CP639", "CP652",
            "CP655", "CP630", "CP632", "CP633", "CP634", "CP614", "CP638",
        ]),
    ),
    clause(
        "第6表 短期入所",
        "連続30日、有効期間の概ね半数を超えない",
        Rules(&["CP651", "CP653", "CP712", "CP710", "CP711"]),
    ),
    clause("第6表 実績", "月の終わりに実績を書く", Rules(&["CP640", "CP641", "CP642", "CP643", "CP644"])),
    clause(
        "第6表 用具名称・TAISコード",
        "令和7年4月から、福祉用具貸与の名称とコードを書く",
        Rules(&["CP635", "CP636"]),
    ),
    clause("第7表 区分支給限度", "超える単位数を割り振り、利用者負担を計算する", Rules(&["CP702", "CP703", "CP704"])),
    clause("第7表 計算", "費用総額・請求額・利用者負担を計算する", ByForm("第6表から計算して印刷する")),
    clause("第7表 確認", "実績による給付管理票と合わせる", Reminder("給付管理票は計画書の外にある")),
];
