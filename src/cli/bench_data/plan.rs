//! The head of an invented plan and 第1表〜第3表.

use super::client::{Client, STAY, Slot};
use super::tables::{Need, Other, Support};
use super::yaml::Yaml;
use crate::calendar::{Date, Weekday, era, weekday_letter};

/// 「令和7年5月27日 ～ 令和8年4月30日」
fn period(from: Date, until: Date) -> String {
    format!("{} ～ {}", era::long(from), era::long(until))
}

/// 「火・金」
pub(super) fn letters(days: &[Weekday], between: &str) -> String {
    days.iter().map(|day| weekday_letter(*day)).collect::<Vec<_>>().join(between)
}

/// Fills the blanks of a text from `needs.toml`.
pub(super) fn fill(client: &Client, text: &str) -> String {
    let meals = letters(&client.meal_days, "・");
    text.replace("{家族}", client.relationship).replace("{医療機関}", client.clinic).replace("{配食}", &meals)
}

/// Numbered lines: 「① …」
pub(super) fn numbered<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let numbers = "①②③④⑤⑥⑦⑧⑨⑩".chars();
    numbers.zip(texts).map(|(number, text)| format!("{number} {text}")).collect()
}

/// The supports of a need that this client has, with their slots.
pub(super) fn supports<'c, 'p>(client: &'c Client<'p>, need: &'c Need) -> Vec<(&'c Support, &'c Slot<'p>)> {
    need.supports.iter().filter_map(|support| Some((support, client.slot(&support.usage)?))).collect()
}

/// Writes everything before 第4表.
pub(super) fn write(client: &Client) -> Yaml {
    let mut yaml = Yaml::default();
    head(client, &mut yaml);
    table_1(client, &mut yaml);
    table_2(client, &mut yaml);
    table_3(client, &mut yaml);
    yaml
}

fn head(client: &Client, yaml: &mut Yaml) {
    let dates = &client.dates;
    yaml.line(0, "# careplan bench-data が作った架空の計画。人物・事業所・番号・サービスコードはすべて架空。");
    if let Some(story) = &client.life.story {
        yaml.line(0, format!("# この間の出来事：{story}"));
    }
    yaml.pair(0, "様式", "香川県令和7年");
    if let Some(earlier) = &client.life.earlier {
        yaml.pair(0, "前の計画", earlier);
    }
    if let Some(change) = &client.life.change {
        yaml.line(0, "変更:");
        yaml.line(
            1,
            format!(
                "- {{日付: {}, 内容: {}, 軽微: はい, 理由: {}}}",
                era::long(change.on),
                change.content,
                change.reason
            ),
        );
    }
    yaml.line(0, "利用者:");
    yaml.pair(1, "氏名", format!("{} {}", client.surname[0], client.given[0]));
    yaml.pair(1, "フリガナ", format!("{} {}", client.surname[1], client.given[1]));
    yaml.pair(1, "性別", if client.woman { "女" } else { "男" });
    yaml.pair(1, "生年月日", era::long(client.born_on));
    yaml.pair(1, "住所", &client.address);
    yaml.pair(1, "保険者番号", "'379991'");
    yaml.pair(1, "保険者名", "架空市");
    yaml.pair(1, "被保険者番号", format!("'0009{:06}'", client.number));
    yaml.line(0, "居宅介護支援事業所:");
    yaml.pair(1, "名称", "社会福祉法人架空会 居宅介護支援事業所ひだまり");
    yaml.pair(1, "所在地", "香川県架空市架空町四丁目5番6号");
    yaml.pair(1, "電話", "087-000-0000");
    yaml.pair(1, "事業所番号", "'3799900001'");
    yaml.pair(1, "介護支援専門員", client.manager);
    yaml.line(0, "認定:");
    let status = if client.life.has_applied { "申請中" } else { "認定済" };
    let now = [
        ("状況", status.to_owned()),
        ("認定日", era::long(dates.certified_on)),
        ("有効期間", period(dates.valid_from, dates.certified_until)),
        ("要介護状態区分", format!("要介護{}", client.level)),
        ("審査会意見", "なし".to_owned()),
    ];
    let Some(before) = &client.life.certified_before else {
        now.iter().for_each(|(key, value)| yaml.pair(1, key, value));
        return;
    };
    // Every certification so far, the newest last.
    yaml.line(1, format!("- 状況: 認定済"));
    yaml.pair(2, "認定日", era::long(before.certified_on));
    yaml.pair(2, "有効期間", period(before.valid_from, before.certified_until));
    yaml.pair(2, "要介護状態区分", format!("要介護{}", before.level));
    yaml.pair(2, "審査会意見", "なし");
    yaml.line(1, format!("- 状況: {status}"));
    now[1..].iter().for_each(|(key, value)| yaml.pair(2, key, value));
}

fn table_1(client: &Client, yaml: &mut Yaml) {
    let dates = &client.dates;
    let planned = era::long(dates.planned_on);
    let wish = |at: usize| client.needs.get(at).map(|chosen| fill(client, &chosen.need.wish)).unwrap_or_default();
    let relationship = client.relationship;
    yaml.line(0, "第1表:");
    yaml.pair(1, "作成年月日", &planned);
    yaml.pair(1, "区分", if dates.initial { "[初回]" } else { "[継続]" });
    yaml.pair(1, "計画作成日", &planned);
    yaml.pair(1, "初回計画作成日", era::long(dates.first_planned_on));
    let family = if client.lives_together() {
        format!(
            "{relationship}（同居）：「夜のトイレと、転んで骨を折ることが心配。体が続くかぎり、家で一緒に暮らしたい。」"
        )
    } else {
        format!(
            "{relationship}（市内に別居、週1回訪問）：「仕事があり毎日は来られない。転倒が心配。本人の望みどおり、家での暮らしを支えたい。」"
        )
    };
    let findings: String = client.needs.iter().map(|chosen| fill(client, &chosen.need.finding)).collect();
    let mut analysis = vec![
        format!("本人：「{}{}」", wish(0), wish(1)),
        family,
        format!(
            "課題分析の結果：{}がある。{findings}これらを支えれば、自宅での暮らしを続けられる見込みがある。",
            client.condition.state
        ),
    ];
    if !client.life.since.is_empty() {
        analysis.push(format!("前の計画からの変化：{}", client.life.since.concat()));
    }
    yaml.block(1, "意向と課題分析", &analysis);
    let policies: Vec<&str> = client.needs.iter().map(|chosen| chosen.need.policy.as_str()).collect();
    let mut policy = vec!["住み慣れた家での暮らしを続けたいというご本人の思いを、チームで支えます。".to_owned()];
    policy.extend(numbered(policies).iter().map(|line| fill(client, line)));
    policy.push(format!(
        "【緊急時】{}ときは緊急と考え、119番通報のうえ、{relationship} {}（090-0000-{:04}）、主治医 {} {}医師（087-000-0001）へ連絡する。夜間・休日の連絡先：ひだまり（090-0000-0002）。",
        client.condition.sign,
        client.relative,
        client.number % 10_000,
        client.clinic,
        client.doctor,
    ));
    yaml.block(1, "援助の方針", &policy);
    if client.needs.iter().any(|chosen| chosen.need.housework) || client.slot("身体介護（昼）").is_some() {
        let reason = if client.lives_together() {
            format!(
                "{{その他: 同居の{relationship}は腰痛と日中の仕事があり、重い物の買い物と浴室の掃除ができないため}}"
            )
        } else {
            "一人暮らし".to_owned()
        };
        yaml.pair(1, "生活援助中心型の算定理由", reason);
    }
    yaml.pair(1, "同意", format!("{{日付: {planned}}}"));
}

fn table_2(client: &Client, yaml: &mut Yaml) {
    let dates = &client.dates;
    yaml.line(0, "第2表:");
    yaml.pair(1, "作成年月日", era::long(dates.planned_on));
    yaml.line(1, "ニーズ:");
    for chosen in &client.needs {
        let need = chosen.need;
        let supports = supports(client, need);
        let times = supports.iter().map(|(_, slot)| slot.weekdays.len()).max().unwrap_or(1).max(1).to_string();
        yaml.line(2, format!("- 課題: {}", fill(client, &need.statement)));
        yaml.line(3, "長期目標:");
        yaml.line(4, format!("- 目標: {}", fill(client, &need.long)));
        yaml.pair(5, "期間", period(dates.begins_on, dates.long_until));
        yaml.line(5, "短期目標:");
        yaml.line(6, format!("- 目標: {}", fill(client, chosen.short).replace("{回}", &times)));
        yaml.pair(7, "期間", period(dates.begins_on, dates.short_until));
        yaml.line(7, "援助:");
        for (support, slot) in supports {
            yaml.line(8, format!("- サービス内容: {}", fill(client, &support.content)));
            yaml.pair(9, "保険給付", "○");
            yaml.pair(9, "サービス種別", &slot.provider.kind.name);
            yaml.pair(9, "事業所", &slot.provider.name);
            yaml.pair(9, "頻度", frequency(slot));
        }
        if let Some(other) = &need.other {
            yaml.line(8, format!("- サービス内容: {}", other.content));
            yaml.pair(9, "サービス種別", &other.kind);
            yaml.pair(9, "事業所", fill(client, &other.provider));
            yaml.pair(9, "頻度", fill(client, &other.frequency));
        }
        yaml.line(8, format!("- サービス内容: {}", chosen.own));
        yaml.pair(9, "サービス種別", "本人");
        yaml.pair(9, "頻度", "毎日");
        yaml.line(8, format!("- サービス内容: {}", fill(client, &need.family)));
        yaml.pair(9, "サービス種別", format!("家族（{}）", client.relationship));
        yaml.pair(9, "頻度", if client.lives_together() { "毎日" } else { "週1回（日）" });
    }
}

fn frequency(slot: &Slot) -> String {
    if slot.usage == STAY {
        "月1回（2泊3日・第3金～日）".to_owned()
    } else if slot.weekdays.is_empty() {
        "毎日".to_owned()
    } else {
        format!("週{}回（{}）", slot.weekdays.len(), letters(&slot.weekdays, "・"))
    }
}

fn table_3(client: &Client, yaml: &mut Yaml) {
    yaml.line(0, "第3表:");
    yaml.pair(1, "作成年月日", era::long(client.dates.planned_on));
    yaml.line(1, "週間:");
    let mut entry = |days: &[Weekday], time: &str, words: &str| {
        yaml.line(2, format!("- {{曜日: [{}], 時間: '{time}', 内容: {words}}}", letters(days, ", ")));
    };
    for slot in &client.slots {
        let Some(time) = slot.time else { continue };
        let all = client.needs.iter().flat_map(|chosen| &chosen.need.supports);
        let words: Vec<&str> =
            all.filter(|support| support.usage == slot.usage).map(|support| support.words.as_str()).collect();
        entry(&slot.weekdays, time, &format!("{}（{}）", slot.provider.kind.name, words.join("・")));
    }
    let others = || client.needs.iter().filter_map(|chosen| chosen.need.other.as_ref());
    for week in others().filter_map(|other| other.week.as_ref()) {
        entry(&client.meal_days, &week.time, &week.words);
    }
    if !client.lives_together() {
        let visits: Vec<&str> = client.needs.iter().map(|chosen| chosen.need.visit.as_str()).collect();
        entry(&[Weekday::Sun], "10:00～12:00", &format!("{}の訪問（{}）", client.relationship, visits.join("・")));
    }
    day(client, yaml);
    yaml.pair(1, "週単位以外", beyond_week(client, others()));
}

/// 「主な日常生活上の活動」
fn day(client: &Client, yaml: &mut Yaml) {
    let relationship = client.relationship;
    let together = client.lives_together();
    let with = |alone: &str, together_words: String| if together { together_words } else { alone.to_owned() };
    let center = client.slots.iter().find(|slot| slot.provider.kind.name.starts_with("通所"));
    let bath = center.map_or_else(
        || "入浴・テレビ".to_owned(),
        |slot| format!("体をふく・テレビ（入浴は{}の通所で）", letters(&slot.weekdays, "・")),
    );
    let activities = [
        ("2:00", with("トイレ（自分で。5時頃にもう1回）", format!("トイレ（{relationship}が見守り、5時頃にもう1回）"))),
        ("6:30", with("起床・着替え・洗面", format!("起床・着替え・洗面（{relationship}は6時起床）"))),
        ("8:15", with("朝食・服薬", format!("朝食・服薬（{relationship}が用意）"))),
        ("12:15", with("昼食・服薬", format!("昼食・服薬（{relationship}が用意）"))),
        ("13:00", "昼寝".to_owned()),
        ("16:30", "お茶・体を動かす".to_owned()),
        ("18:30", with("夕食・服薬", format!("夕食・服薬（{relationship}と一緒に）"))),
        ("20:00", bath),
        ("21:00", with("就寝", format!("就寝（{relationship}は22時30分）"))),
    ];
    yaml.line(1, "日常生活:");
    for (time, words) in activities {
        yaml.line(2, format!("- {{時刻: '{time}', 内容: {words}}}"));
    }
}

fn beyond_week<'c>(client: &Client, others: impl Iterator<Item = &'c Other>) -> String {
    let mut words = Vec::new();
    let equipment = client.slots.iter().filter(|slot| slot.time.is_none() && slot.usage != STAY);
    let equipment: Vec<&str> = equipment.map(|slot| slot.usage).collect();
    if !equipment.is_empty() {
        words.push(format!("福祉用具貸与（{}：毎日）", equipment.join("・")));
    }
    if client.slot(STAY).is_some() {
        words.push(format!("{STAY}（月1回2泊3日：第3金～日）"));
    }
    words.extend(others.filter_map(|other| other.beyond.as_deref()).map(|beyond| fill(client, beyond)));
    if words.is_empty() { "なし".to_owned() } else { words.join("、") }
}
