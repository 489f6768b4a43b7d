//! 第4表 and 第5表 of an invented plan: the meeting, and what was done before and after it.

use super::client::Client;
use super::life::{Note, Visit};
use super::month;
use super::plan::{fill, numbered};
use super::yaml::Yaml;
use crate::calendar::{Date, Month, era};
use chrono::Days;

/// Writes both.
pub(super) fn write(client: &Client, yaml: &mut Yaml) {
    table_4(client, yaml);
    table_5(client, yaml);
}

fn table_4(client: &Client, yaml: &mut Yaml) {
    let dates = &client.dates;
    let held = era::long(dates.planned_on);
    yaml.line(0, "第4表:");
    yaml.line(1, format!("- 作成年月日: {held}"));
    yaml.pair(2, "開催日", &held);
    yaml.pair(2, "開催場所", "利用者の自宅");
    yaml.pair(2, "開催時間", "14:00～15:00");
    yaml.pair(2, "開催回数", if dates.initial { "第1回".to_owned() } else { format!("第{}回", 2 + client.number % 9) });
    yaml.pair(2, "出席", format!("{{本人: ○, 家族: ○, 続柄: {}}}", client.relationship));
    yaml.pair(2, "備考", "主治医は診療のため欠席（文書で照会）");
    yaml.line(2, "出席者:");
    let mut attendee = |line: String| yaml.line(3, format!("- {{{line}}}"));
    attendee(format!("職種: 本人, 氏名: {} {}", client.surname[0], client.given[0]));
    attendee(format!("職種: {}, 氏名: {}", client.relationship, client.relative));
    attendee(format!("所属: 居宅介護支援事業所ひだまり, 職種: 介護支援専門員, 氏名: {}", client.manager));
    for provider in client.providers() {
        attendee(format!("所属: {}, 職種: {}, 氏名: {}", provider.name, provider.kind.staff, provider.staff));
    }
    attendee(format!("所属: {}, 職種: 医師, 氏名: {} 進, 欠席: 診療のため", client.clinic, client.doctor));

    let needs = || client.needs.iter().map(|chosen| chosen.need);
    let [asked, answered] = doctor_asked(client);
    let inquiry = format!("主治医の意見（照会：{}文書、回答 {}）", era::long(asked), era::long(answered));
    let topics = needs().map(|need| need.topic.as_str()).chain([inquiry.as_str(), "緊急時の対応"]);
    let purpose = if dates.initial {
        "新規の居宅サービス計画原案の検討"
    } else {
        "短期目標の評価と居宅サービス計画の変更"
    };
    yaml.block(2, "検討した項目", &[format!("（目的：{purpose}）"), numbered(topics).join("　")]);
    let opinion = format!("主治医の意見：「計画のサービスを利用して差し支えない。{}」", client.condition.advice);
    let emergency = format!("連絡の順は{}、ひだまりとする。夜間は119番を先とする。", client.relationship);
    let discussion = needs().map(|need| need.discussion.as_str()).chain([opinion.as_str(), emergency.as_str()]);
    let mut discussion: Vec<String> = numbered(discussion).iter().map(|line| fill(client, line)).collect();
    if let Some(need) = client.life.reached {
        let reached = fill(client, &need.statement);
        discussion
            .push(format!("前の計画の「{reached}」は、短期目標を達成し、支えがなくても続けられているため終了とする。"));
    }
    yaml.block(2, "検討内容", &discussion);
    let conclusions = needs()
        .map(|need| need.conclusion.as_str())
        .chain(["主治医の意見を全ての事業所で共有する。", "連絡先の表を電話のそばに貼る。"]);
    yaml.pair(2, "結論", fill(client, &numbered(conclusions).join("　")));
    let next = era::month(Month::of(dates.short_until));
    yaml.block(
        2,
        "残された課題",
        &[
            "地域に夕方の配食と夜間の見守りの担い手がなく、社会資源として未充足である。".to_owned(),
            format!("次回：{next}下旬（短期目標の終了時）、状態の変化があれば随時。"),
        ],
    );
}

/// When the doctor was asked, and when the answer came.
fn doctor_asked(client: &Client) -> [Date; 2] {
    [7, 6].map(|days| client.dates.planned_on - Days::new(days))
}

fn table_5(client: &Client, yaml: &mut Yaml) {
    let dates = &client.dates;
    let planned = dates.planned_on;
    let manager = client.manager.split(' ').next().unwrap_or_default();
    let relationship = client.relationship;
    let doctor = format!("{} {}医師", client.clinic, client.doctor);
    let names: Vec<&str> = client.providers().iter().map(|provider| provider.name.as_str()).collect();
    let given: Vec<&str> =
        names[..names.len() - usize::from(client.life.forgets_a_provider && names.len() > 1)].to_vec();
    let mut log: Vec<Note> = Vec::new();
    let mut entry = |on: Date, time: &'static str, means: &'static str, content: String| {
        log.push(Note { on, time, means, content });
    };
    entry(planned - Days::new(14), "10:00", "訪問（自宅）", first_visit(client));
    let [asked, answered] = doctor_asked(client);
    entry(
        asked,
        "16:00",
        "FAX（送信）",
        format!("{doctor}へ、計画に入れるサービスの可否と運動・入浴の注意点について意見を照会した。"),
    );
    entry(
        answered,
        "13:30",
        "FAX（受信）",
        format!("{doctor}より回答。計画のサービスの利用は差し支えない。{}", client.condition.advice),
    );
    entry(planned, "14:00", "会議（自宅）", "サービス担当者会議を開催。内容は第4表のとおり。".to_owned());
    let charge = if month::exceeds(client) {
        "区分支給限度基準額を超える分が全額自己負担となることと、その額も利用票・別表で説明した。"
    } else {
        ""
    };
    // Whoever was visited since the plan was made agreed to the slip then.
    let first = client.life.slips.first().filter(|slip| slip.agreed_on == Some(planned) && client.life.is_long);
    let slip = first.map_or("第6・7表".to_owned(), |slip| format!("{}月分の利用票・別表", slip.month.month()));
    entry(
        planned,
        "15:10",
        "訪問（自宅）",
        format!("居宅サービス計画書（第1～3表、{slip}）の目標と負担額を説明し、同意を得て本人に交付した。{charge}"),
    );
    entry(
        planned + Days::new(1),
        "9:30",
        "FAX（送信）",
        format!(
            "計画書を次の各事業所へ交付した。・{}　主治医（{doctor}）にも交付した。各事業所に個別サービス計画の提出を依頼した。",
            given.join("　・")
        ),
    );
    for Visit { on, remark } in &client.life.visits {
        let results: String = client.needs.iter().map(|chosen| fill(client, &chosen.need.result)).collect();
        // The slip of a month is explained at the visit of the month before, as long as there is one.
        let next = Month::of(*on).next();
        let is_made = !client.life.is_long
            || client.life.slips.iter().any(|slip| slip.month == next && slip.agreed_on == Some(*on));
        let slip = match (is_made, client.life.is_long) {
            (false, _) => String::new(),
            (true, false) => "翌月の利用票を説明し、同意を得た。".to_owned(),
            (true, true) => format!("{}月分の利用票・別表を説明し、同意を得て交付した。", next.month()),
        };
        entry(
            *on,
            "15:30",
            "訪問（自宅）",
            format!(
                "モニタリング。{remark}{results}本人「この調子で続けたい」。{relationship}も継続を希望し、目標を続ける。{slip}"
            ),
        );
    }
    log.extend(client.life.notes.iter().cloned());
    log.sort_by_key(|note| (note.on, note.time.len(), note.time));
    yaml.line(0, "第5表:");
    for Note { on, time, means, content } in log {
        yaml.line(1, format!("- 年月日: {}", era::long(on)));
        yaml.pair(2, "時刻", format!("'{time}'"));
        yaml.pair(2, "項目", means);
        yaml.pair(2, "内容", content);
        yaml.pair(2, "記載者", manager);
    }
}

fn first_visit(client: &Client) -> String {
    let relationship = client.relationship;
    let wish = client.needs.first().map(|chosen| fill(client, &chosen.need.wish)).unwrap_or_default();
    let wish = wish.trim_end_matches('。');
    if client.dates.initial {
        format!(
            "契約・重要事項の説明（複数の事業所の紹介や選定の理由を求められることを含む）を行い、文書に署名を受けた。本人・{relationship}と面接し課題分析を行った。サービスごとに2か所以上の資料を示し、本人が選んだ。本人「{wish}」。"
        )
    } else {
        format!(
            "短期目標の終了に当たり、本人・{relationship}と面接し課題分析を行った。モニタリングも行い、目標は概ね達成している。本人「{wish}」。{relationship}「続けて来てもらえると助かる」。"
        )
    }
}
