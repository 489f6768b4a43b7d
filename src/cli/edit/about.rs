//! What is told about a field beside it, and the words that it may be completed from: what an editor is told, too.

use super::desk::{Desk, refusal};
use crate::cli::load::from_bytes;
use crate::lsp;
use crate::preview::Answer;
use crate::source::edit::{Path as Place, Value};
use crate::writing::{kind_at, path_from_json, said, value_at};
use serde_json::{Value as Json, json};

/// The most fields of one request: a card has fewer.
const MOST: usize = 32;

/// Tells about the values at the paths of the request, in their order.
pub(super) fn about(desk: &Desk, body: &Json) -> Result<Answer, Answer> {
    let paths = body["paths"].as_array().filter(|paths| (1..=MOST).contains(&paths.len()));
    let paths = paths.ok_or_else(|| refusal(400, "読めない要求です"))?;
    let text = desk.now(&Json::Null)?;
    let case = from_bytes(&desk.plan, text.as_bytes()).case;
    let root = value_at(&text, &Place::default());
    let today = chrono::Local::now().date_naive();
    let told = paths.iter().map(|path| {
        let mut keys: Vec<String> =
            path.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect();
        let Some(key) = keys.pop() else { return Json::Null };
        let meant = path_from_json(path).and_then(|path| {
            let Some(Value::Text(text)) = root.at(&path.0) else { return None };
            Some(said(kind_at(&path)?, text))
        });
        let about = lsp::about(&keys, &key);
        let words = lsp::words(&case, &keys, &key, today);
        json!({
            "says": about.as_ref().map(|about| about.says),
            "example": about.as_ref().and_then(|about| about.example),
            "clauses": about.iter().flat_map(|about| &about.clauses).map(|(guide, clause)| json!({
                "guide": guide.cited_as, "at": clause.at, "says": clause.says,
            })).collect::<Vec<_>>(),
            "said": meant,
            "words": words.iter().map(|word| json!({ "word": word.word, "what": word.what })).collect::<Vec<_>>(),
        })
    });
    Ok(Answer { status: 200, body: json!({ "about": told.collect::<Vec<_>>() }) })
}
