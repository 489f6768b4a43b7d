//! 「新しい利用者」: a new plan, begun from the board with a name and an office.
//!
//! It is what `careplan new` writes, with what was said filled in. The file lies in the folder itself and nowhere else, and
//! never takes the place of another.

use super::super::Wake;
use super::clients::Clients;
use crate::cli::files::Door;
use crate::cli::load::from_bytes;
use crate::cli::names::{folded, safe};
use crate::cli::new;
use crate::cli::plans::is_yaml;
use crate::preview::{Answer, Desk};
use crate::source::edit::{Path as Place, Value};
use crate::writing::{Wish, write};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use unicode_normalization::UnicodeNormalization;

/// The longest answer to a question, in characters.
const LONGEST: usize = 200;

/// Begins plans in a folder.
pub(super) struct Beginner {
    folder: PathBuf,
    clients: Arc<Clients>,
    wake: Sender<Wake>,
    /// One at a time: two that fold to one name must not both be new.
    turn: Mutex<()>,
}

impl Desk for Beginner {
    fn answer(&self, name: &str, body: &Json) -> Answer {
        let begun =
            if name == "new" { self.begin(body) } else { Err(refusal(404, "そのような操作はありません")) };
        begun.unwrap_or_else(|refused| refused)
    }
}

fn refusal(status: u16, message: impl Into<String>) -> Answer {
    Answer { status, body: json!({ "message": message.into() }) }
}

impl Beginner {
    pub(super) fn new(folder: PathBuf, clients: Arc<Clients>, wake: Sender<Wake>) -> Self {
        Self { folder, clients, wake, turn: Mutex::default() }
    }

    fn begin(&self, body: &Json) -> Result<Answer, Answer> {
        let said = |key: &str| match &body[key] {
            Json::Null => Ok(String::new()),
            Json::String(text) if text.chars().count() <= LONGEST => Ok(text.trim().to_owned()),
            _ => Err(refusal(400, "読めない要求です")),
        };
        let number: String = said("number")?.nfkc().filter(|c| !c.is_whitespace()).collect();
        let name = said("name")?;
        if name.is_empty() {
            return Err(refusal(422, "氏名を書いてください"));
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.named(&said("file")?, &number)?;
        // Two towns may give one number, and a plan may be begun anew; but nobody takes one that is there unknowingly.
        let others = self.clients.numbered(&number);
        if !others.is_empty() && body["same_number"] != true {
            let others = others.join("」「");
            let message = format!(
                "この被保険者番号の計画書がもうあります（「{others}」）。番号を確かめてください。同じ番号でも作るときは、もう一度「作る」を押してください"
            );
            return Err(Answer { status: 409, body: json!({ "message": message, "same_number": true }) });
        }
        let at = |part: &str, key: &str| Place::default().key(part).key(key);
        let mut wishes = vec![
            (at("利用者", "氏名"), name),
            (at("利用者", "フリガナ"), said("kana")?),
            (at("利用者", "被保険者番号"), number.clone()),
        ];
        let office = said("office_file")?;
        if office.is_empty() {
            wishes.push((at("居宅介護支援事業所", "名称"), said("office")?));
            wishes.push((at("居宅介護支援事業所", "介護支援専門員"), said("manager")?));
        } else if self.clients.offices().contains(&office) {
            wishes.push((Place::default().key("居宅介護支援事業所"), office));
        } else {
            return Err(refusal(422, "その事業所のファイルは、フォルダーにありません"));
        }
        let wishes = wishes.into_iter().filter(|(_, text)| !text.is_empty());
        let wishes: Vec<Wish> = wishes.map(|(path, text)| Wish::Set { path, value: Value::text(text) }).collect();
        let text = write(new::PLAN, &wishes).map_err(|refused| refusal(422, refused.message))?;
        if let Some(problem) = from_bytes(&path, text.as_bytes()).case.problems.first() {
            let help = problem.help.as_ref().map(|help| format!("。{help}")).unwrap_or_default();
            return Err(refusal(422, format!("{}{help}", problem.message)));
        }
        new::begin(&path, &text, false, &Door::firm(Vec::new())).map_err(|error| refusal(422, format!("{error:#}")))?;
        let id = self.clients.welcome(&path, &number);
        // The loop has ended: nobody shows a board any more.
        let _ = self.wake.send(Wake::Changed);
        Ok(Answer { status: 200, body: json!({ "id": id }) })
    }

    /// The file of a new plan: as the user types, else by the number. It is a name in the folder and leads nowhere else.
    fn named(&self, typed: &str, number: &str) -> Result<PathBuf, Answer> {
        let typed: String = typed.nfc().collect();
        let ending = [".yaml", ".yml"].into_iter().find(|ending| {
            let at = typed.len().saturating_sub(ending.len());
            typed.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(ending))
        });
        let stem = ending.map_or(typed.as_str(), |ending| &typed[..typed.len() - ending.len()]);
        let stem = if stem.is_empty() { number } else { stem };
        if stem.is_empty() {
            return Err(refusal(422, "被保険者番号か、ファイルの名前を書いてください"));
        }
        let name = safe(stem, ".yaml");
        if name != format!("{stem}.yaml") {
            return Err(refusal(422, format!("その名前はファイルに使えません。「{name}」なら使えます")));
        }
        let entries = std::fs::read_dir(&self.folder)
            .map_err(|error| refusal(500, format!("フォルダーを読めません：{}", crate::cli::status::why(&error))))?;
        // Another system, or a drive that the folder is copied to, would take the two for one; and `b.yml` has the same PDF.
        let alike = |other: &Path| {
            let is_plan = is_yaml(other) && folded(&other.with_extension("yaml").to_string_lossy()) == folded(&name);
            is_plan || folded(&other.to_string_lossy()) == folded(&name)
        };
        if let Some(other) = entries.flatten().map(|entry| entry.file_name()).find(|other| alike(Path::new(other))) {
            let other = other.to_string_lossy();
            return Err(refusal(422, format!("「{other}」が既にあります（上書きはしません）。別の名前にしてください")));
        }
        Ok(self.folder.join(name))
    }
}
