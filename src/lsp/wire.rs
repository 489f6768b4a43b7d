//! Our words in the protocol's, and back: URIs, places, and the shapes of answers.

use super::Host;
use super::actions::Action;
use super::blanks::PLACE;
use super::completion::{Proposal, Sort};
use super::document::Document;
use super::units::{Spot, Units};
use super::view::Symbol;
use crate::profile::Judgement;
use crate::report::{Diagnostic, Severity};
use crate::rules::Certainty;
use crate::source::edit::TextEdit;
use crate::source::{SourceFile, Span, to_u32};
use lsp_types as lsp;
use serde_json::{Value, json};
use std::fmt::Write;
use std::str::FromStr;

/// What is answered; anything else is refused.
pub(super) const METHODS: &[&str] = &[
    "textDocument/diagnostic",
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/codeAction",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/inlayHint",
    "textDocument/documentLink",
    "textDocument/codeLens",
];

/// 「印刷」 and 「画面」: what stands above the tables.
pub(super) const COMMANDS: &[&str] = &["careplan.print", "careplan.watch"];

/// Whether the editor can count columns in bytes.
pub(super) fn offers_utf8(params: &Value) -> bool {
    let offered = params.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
    offered.is_some_and(|offered| offered.iter().any(|unit| unit == "utf-8"))
}

/// What the server can do.
pub(super) fn answer(utf8: bool, runs_commands: bool) -> Value {
    let mut answer = json!({
        "capabilities": {
            "positionEncoding": if utf8 { "utf-8" } else { "utf-16" },
            "textDocumentSync": { "openClose": true, "change": 1, "save": { "includeText": false } },
            "diagnosticProvider": { "identifier": "careplan", "interFileDependencies": true, "workspaceDiagnostics": false },
            "hoverProvider": true,
            "completionProvider": { "triggerCharacters": [":", " ", "-", "{", ",", "["] },
            "codeActionProvider": { "codeActionKinds": ["quickfix", "refactor.rewrite"] },
            "definitionProvider": true,
            "referencesProvider": true,
            "renameProvider": { "prepareProvider": true },
            "documentSymbolProvider": true,
            "foldingRangeProvider": true,
            "inlayHintProvider": true,
            "documentLinkProvider": {},
            "codeLensProvider": {},
        },
        "serverInfo": { "name": "careplan", "version": env!("CARGO_PKG_VERSION") },
    });
    if runs_commands {
        answer["capabilities"]["executeCommandProvider"] = json!({ "commands": COMMANDS });
    }
    answer
}

/// Asks to be told when a YAML file changes on the disk: an office's file, another program's plan.
pub(super) fn watched_files() -> Value {
    let options = json!({ "watchers": [{ "globPattern": "**/*.{yaml,yml}" }] });
    let registration = json!({ "id": "yaml", "method": "workspace/didChangeWatchedFiles", "registerOptions": options });
    json!({ "registrations": [registration] })
}

/// A URI of the protocol.
pub(super) fn uri(text: &str) -> Option<lsp::Uri> {
    lsp::Uri::from_str(text).ok()
}

/// The path of a `file:` URI; anything else by its own name.
pub(super) fn path_of(uri: &str) -> String {
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, more)) = rest.split_first() {
        let hex = more
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let (b'%', Some(byte)) = (first, hex) {
            bytes.push(byte);
            rest = &more[2..];
        } else {
            bytes.push(first);
            rest = more;
        }
    }
    let path = String::from_utf8_lossy(&bytes).into_owned();
    // /C:/plan.yaml of Windows.
    match path.as_bytes() {
        [b'/', drive, b':', ..] if drive.is_ascii_alphabetic() => path[1..].to_owned(),
        _ => path,
    }
}

/// The `file:` URI of a path.
pub(super) fn uri_of(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "file:///" });
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}"); // a string takes everything
        }
    }
    uri
}

/// The last part of a URI's path.
pub(super) fn file_name(uri: &str) -> String {
    path_of(uri).rsplit('/').next().unwrap_or_default().to_owned()
}

/// The path of a file beside another.
pub(super) fn beside(path: &str, name: &str) -> String {
    let folder = path.rfind(['/', '\\']).map_or("", |at| &path[..=at]);
    format!("{folder}{}", name.strip_prefix("./").unwrap_or(name))
}

fn position(spot: Spot) -> lsp::Position {
    lsp::Position { line: spot.line, character: spot.column }
}

fn range(file: &SourceFile, units: Units, span: Span) -> lsp::Range {
    let (start, end) = units.range(file, span);
    lsp::Range { start: position(start), end: position(end) }
}

/// Edits of a file.
pub(super) fn edits(file: &SourceFile, units: Units, edits: &[TextEdit]) -> Vec<lsp::TextEdit> {
    let place = |at: usize| position(units.spot(file, to_u32(at)));
    let edit = |edit: &TextEdit| lsp::TextEdit {
        range: lsp::Range { start: place(edit.start), end: place(edit.end) },
        new_text: edit.text.clone(),
    };
    edits.iter().map(edit).collect()
}

/// Everything that is told about a plan.
pub(super) fn diagnostics(document: &Document, units: Units, uri: &str, host: &dyn Host) -> Vec<lsp::Diagnostic> {
    let wire = Wire { document, units, uri, host };
    let mistakes = document.checked.told_by_reading().map(|mistake| wire.diagnostic(mistake, None));
    let judged =
        document.checked.judgements.iter().map(|judgement| wire.diagnostic(&judgement.diagnostic, Some(judgement)));
    mistakes.chain(judged).collect()
}

/// A text with its places as stops of a snippet; the last one is where the cursor stays.
fn snippet(text: &str) -> String {
    let n_places = text.matches(PLACE).count();
    let mut place = 0;
    let mut out = String::with_capacity(text.len() + 4 * n_places);
    for c in text.chars() {
        match c {
            PLACE => {
                place = if place + 1 == n_places { 0 } else { place + 1 };
                let _ = write!(out, "${{{place}}}"); // a string takes everything
            }
            '\\' | '$' | '}' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// Lines that can be folded, from 1 in ours.
pub(super) fn folds(folds: &[(usize, usize)]) -> Vec<lsp::FoldingRange> {
    let fold = |(first, last): &(usize, usize)| lsp::FoldingRange {
        start_line: to_u32(first - 1),
        end_line: to_u32(last - 1),
        ..lsp::FoldingRange::default()
    };
    folds.iter().map(fold).collect()
}

/// A plan and how its editor counts.
pub(super) struct Wire<'d> {
    pub(super) document: &'d Document,
    pub(super) units: Units,
    pub(super) uri: &'d str,
    pub(super) host: &'d dyn Host,
}

impl Wire<'_> {
    /// The byte of the position that a request names.
    pub(super) fn offset(&self, params: &Value) -> Option<u32> {
        self.at(params.get("position")?)
    }

    /// The bytes of the range that a request names.
    pub(super) fn range_of(&self, params: &Value) -> Option<(u32, u32)> {
        let range = params.get("range")?;
        Some((self.at(range.get("start")?)?, self.at(range.get("end")?)?))
    }

    fn at(&self, position: &Value) -> Option<u32> {
        let position: lsp::Position = serde_json::from_value(position.clone()).ok()?;
        Some(self.units.offset(self.document.file(), Spot { line: position.line, column: position.character }))
    }

    /// A place of the plan's own file.
    pub(super) fn range(&self, span: Span) -> lsp::Range {
        range(self.document.file(), self.units, span)
    }

    /// A place of the plan or of a file that it names.
    pub(super) fn location(&self, span: Span) -> Option<lsp::Location> {
        let file = self.document.checked.sources.file_of(span)?;
        let own = span.file == self.document.checked.case.id;
        let uri = if own { self.uri.to_owned() } else { uri_of(&beside(&path_of(self.uri), file.name())) };
        Some(lsp::Location { uri: self::uri(&uri)?, range: range(file, self.units, span) })
    }

    /// Proposals as the protocol has them, in our order: each takes the place of the word that is being typed.
    pub(super) fn completion(&self, proposals: Vec<Proposal>, word: Span, snippets: bool) -> Value {
        let range = self.range(word);
        let item = |(at, proposal): (usize, Proposal)| {
            let (new_text, format) = if snippets {
                (snippet(&proposal.insert), lsp::InsertTextFormat::SNIPPET)
            } else {
                // Editors without snippets put a single line in at most; what belongs below, an action brings.
                let line = proposal.insert.trim_start_matches('\n').lines().next().unwrap_or_default();
                (line.replace(PLACE, ""), lsp::InsertTextFormat::PLAIN_TEXT)
            };
            lsp::CompletionItem {
                kind: Some(match proposal.sort {
                    Sort::Key => lsp::CompletionItemKind::PROPERTY,
                    Sort::Choice => lsp::CompletionItemKind::ENUM_MEMBER,
                    Sort::Word => lsp::CompletionItemKind::VALUE,
                }),
                sort_text: Some(format!("{at:04}")),
                filter_text: (proposal.filter != proposal.label).then_some(proposal.filter),
                documentation: (!proposal.detail.is_empty()).then_some(lsp::Documentation::String(proposal.detail)),
                text_edit: Some(lsp::CompletionTextEdit::Edit(lsp::TextEdit { range, new_text })),
                insert_text_format: Some(format),
                insert_text_mode: Some(lsp::InsertTextMode::AS_IS),
                label: proposal.label,
                ..lsp::CompletionItem::default()
            }
        };
        let items: Vec<lsp::CompletionItem> = proposals.into_iter().enumerate().map(item).collect();
        json!(items)
    }

    /// Findings as an answer.
    pub(super) fn report(&self) -> Value {
        json!({ "kind": "full", "items": diagnostics(self.document, self.units, self.uri, self.host) })
    }

    pub(super) fn hover(text: String) -> lsp::Hover {
        let contents = lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: text };
        lsp::Hover { contents: lsp::HoverContents::Markup(contents), range: None }
    }

    fn diagnostic(&self, told: &Diagnostic, judgement: Option<&Judgement>) -> lsp::Diagnostic {
        let elsewhere = !told.span.is_detached() && told.span.file != self.document.checked.case.id;
        let span = if elsewhere { Span::DETACHED } else { told.span };
        let waived = judgement.is_some_and(|judgement| judgement.waived.is_some());
        let reminder = judgement.is_some_and(|judgement| judgement.rule.certainty == Certainty::Reminder);
        let severity = match told.severity {
            _ if waived || reminder => lsp::DiagnosticSeverity::HINT,
            Severity::Error => lsp::DiagnosticSeverity::ERROR,
            Severity::Warning => lsp::DiagnosticSeverity::WARNING,
            Severity::Info => lsp::DiagnosticSeverity::INFORMATION,
        };
        let related = told.related.iter().filter_map(|label| {
            Some(lsp::DiagnosticRelatedInformation {
                location: self.location(label.span)?,
                message: label.message.clone(),
            })
        });
        let page = judgement.and_then(|judgement| self.host.page(judgement.rule));
        let page = page.and_then(|page| Some(lsp::CodeDescription { href: uri(&uri_of(&page))? }));
        let notes: Vec<&str> = told.notes.iter().map(String::as_str).collect();
        lsp::Diagnostic {
            range: self.range(span),
            severity: Some(severity),
            code: Some(lsp::NumberOrString::String(told.code.to_owned())),
            code_description: page,
            source: Some("careplan".to_owned()),
            message: std::iter::once(told.message.as_str()).chain(notes).collect::<Vec<_>>().join("\n"),
            related_information: Some(related.collect()),
            tags: waived.then(|| vec![lsp::DiagnosticTag::UNNECESSARY]),
            data: None,
        }
    }

    /// Actions; those that mend something name it.
    pub(super) fn actions(&self, actions: Vec<Action>) -> Vec<Value> {
        let told = diagnostics(self.document, self.units, self.uri, self.host);
        let file = self.document.file();
        let value = |action: Action| {
            let mended: Vec<&lsp::Diagnostic> = told
                .iter()
                .filter(|told| {
                    action.mends.is_some_and(|(code, span)| {
                        told.code == Some(lsp::NumberOrString::String(code.to_owned()))
                            && told.range == self.range(span)
                    })
                })
                .collect();
            json!({
                "title": action.title,
                "kind": action.kind,
                "isPreferred": action.preferred,
                "diagnostics": mended,
                "edit": { "changes": { self.uri: edits(file, self.units, &action.edits) } },
            })
        };
        actions.into_iter().map(value).collect()
    }

    /// The outline.
    pub(super) fn symbols(&self, symbols: Vec<Symbol>) -> Vec<Value> {
        let value = |symbol: Symbol| {
            let name = if symbol.name.is_empty() { "（空欄）".to_owned() } else { symbol.name };
            json!({
                "name": name,
                "kind": 19,
                "range": self.range(symbol.span),
                "selectionRange": self.range(symbol.head),
                "children": self.symbols(symbol.children),
            })
        };
        symbols.into_iter().map(value).collect()
    }

    pub(super) fn hint(&self, at: u32, label: &str) -> Value {
        json!({ "position": position(self.units.spot(self.document.file(), at)), "label": label, "paddingLeft": true })
    }

    pub(super) fn link(&self, span: Span, name: &str) -> Option<lsp::DocumentLink> {
        let target = uri(&uri_of(&beside(&path_of(self.uri), name)))?;
        Some(lsp::DocumentLink { range: self.range(span), target: Some(target), tooltip: None, data: None })
    }

    /// 「印刷」 and 「画面」 above a table: commands of the editor's extension.
    pub(super) fn lenses(&self, span: Span, table: &str) -> Vec<lsp::CodeLens> {
        let lens = |title: &str, command: &str| lsp::CodeLens {
            range: self.range(span),
            command: Some(lsp::Command {
                title: title.to_owned(),
                command: command.to_owned(),
                arguments: Some(vec![self.uri.into(), table.into()]),
            }),
            data: None,
        };
        vec![lens("印刷", "careplan.print"), lens("画面", "careplan.watch")]
    }
}
