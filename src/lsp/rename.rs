//! A new name for a provider or a person, in every file that would else be left with the old one.

use super::{Server, names, result, wire};
use crate::source::SourceFile;
use crate::source::edit::TextEdit;
use lsp_server::{ErrorCode, RequestId, Response};
use serde_json::{Map, Value, json};

impl Server<'_> {
    /// A new name, or a sentence that says why not.
    pub(super) fn rename(&self, id: RequestId, value: &Value) -> Response {
        match self.renamed(value) {
            Some(Err(why)) => Response::new_err(id, ErrorCode::RequestFailed as i32, why),
            Some(Ok(changes)) => Response::new_ok(id, json!({ "changes": changes })),
            None => Response::new_ok(id, Value::Null),
        }
    }

    /// The edits of a new name: in the plan, in the files that it names, and in the plans beside it that name the same office.
    fn renamed(&self, value: &Value) -> Option<Result<Map<String, Value>, String>> {
        let uri = value.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or_default();
        let document = self.plans.get(uri)?;
        let wire = wire::Wire { document, units: self.units, uri, host: self.host };
        let old = names::name_at(document, wire.offset(value)?)?;
        let new = value.get("newName")?.as_str()?.trim();
        if let Some(why) = names::refused(document, &old, new) {
            return Some(Err(why));
        }
        let plan = wire::path_of(uri);
        let mut changes = Map::new();
        let mut change = |uri: String, file: &SourceFile, edits: &[TextEdit]| {
            if !edits.is_empty() {
                changes.insert(uri, result(wire::edits(file, self.units, edits)).unwrap_or_default());
            }
        };
        for (id, file) in document.checked.sources.iter() {
            let own = id == document.checked.case.id;
            let uri = if own { uri.to_owned() } else { wire::uri_of(&wire::beside(&plan, file.name())) };
            change(uri, file, &names::renamed(id, file, &old, new).unwrap_or_default());
        }
        let office = names::office_of(document, &old).unwrap_or_default();
        let others = self.host.plans_beside(&plan).into_iter().filter(|name| *name != office);
        for name in others.filter(|_| !office.is_empty()) {
            let uri = wire::uri_of(&wire::beside(&plan, &name));
            // What an editor shows counts, saved or not.
            let open = self.texts.get(&uri).map(|(_, text)| text.clone());
            let read = || self.host.beside(&plan, &name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            let Ok(text) = open.map_or_else(read, Ok) else { continue };
            let file = SourceFile::new(name.as_str(), text.as_str());
            match names::renamed_with(&file, &office, &old, new) {
                Ok(edits) => change(uri, &file, &edits),
                Err(why) => return Some(Err(why)),
            }
        }
        Some(Ok(changes))
    }
}
