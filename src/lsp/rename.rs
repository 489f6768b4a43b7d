//! A new name for a provider or a person, in every file that would else be left with the old one.

use super::document::Document;
use super::names::{self, Written};
use super::{Server, result, wire};
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
        let why = names::refused(document, &old, new);
        Some(why.map_or_else(|| self.everywhere(document, uri, &old, new), Err))
    }

    /// All of them or none: a file that were left out would be left with a name that is nobody's.
    fn everywhere(&self, document: &Document, uri: &str, old: &str, new: &str) -> Result<Map<String, Value>, String> {
        let plan = wire::path_of(uri);
        let mut changes = Map::new();
        let mut change = |uri: String, written: &Written, edits: &[TextEdit]| {
            if !edits.is_empty() {
                changes.insert(uri, result(wire::edits(&written.file, self.units, edits)).unwrap_or_default());
            }
        };
        for (id, file) in document.checked.sources.iter() {
            let (uri, written) = if id == document.checked.case.id {
                (uri.to_owned(), Written::shown(plan.rsplit(['/', '\\']).next().unwrap_or(&plan), file.text()))
            } else {
                self.written(&plan, file.name())?
            };
            change(uri, &written, &written.renamed(old, new)?);
        }
        let office = names::office_of(document, old).unwrap_or_default();
        let others = self.host.plans_beside(&plan).into_iter().filter(|name| *name != office);
        for name in others.filter(|_| !office.is_empty()) {
            let (uri, written) = self.written(&plan, &name)?;
            change(uri, &written, &written.renamed_with(&office, old, new)?);
        }
        Ok(changes)
    }

    /// A file beside the plan. What an editor shows counts, saved or not.
    fn written(&self, plan: &str, name: &str) -> Result<(String, Written), String> {
        let uri = wire::uri_of(&wire::beside(plan, name));
        if let Some((_, text)) = self.texts.get(&uri) {
            return Ok((uri, Written::shown(name, text)));
        }
        let bytes = self.host.beside(plan, name);
        let bytes = bytes.map_err(|why| format!("「{name}」を読めないので、名前を変えませんでした（{why}）"))?;
        Ok((uri, Written::on_disk(name, &bytes)))
    }
}
