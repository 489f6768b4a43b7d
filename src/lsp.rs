//! `careplan lsp`: a language server over stdin and stdout.
//!
//! Synchronous: reading and checking a plan takes about a millisecond, so a message is answered before the next one is
//! looked at, and of several changes that wait only the last text is checked. This file, [`wire`], [`rename`] and
//! [`transport`] alone speak the protocol (lsp-server, lsp-types); the others speak of bytes and texts. Nothing is logged and
//! nothing leaves the machine; other files are read through [`Host`], whose one implementation is the program's.

mod about;
mod actions;
mod blanks;
mod completion;
mod document;
mod hover;
mod names;
mod outline;
mod rename;
mod shapes;
pub mod transport;
mod typing;
mod units;
mod view;
mod wire;
mod words;

pub use about::{About, about};
pub use words::{Word, words};

use document::Document;
use units::Units;

use crate::billing::codes::CodeList;
use crate::calendar::{Date, Month};
use crate::rules::Rule;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types as lsp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the server asks of the machine.
pub trait Host {
    /// The bytes of a file that a plan names, or a sentence that says why there are none.
    ///
    /// # Errors
    /// When it cannot be read, or may not be named by a plan.
    fn beside(&self, plan: &str, name: &str) -> Result<Vec<u8>, String>;

    /// The names of the YAML files beside a plan.
    fn plans_beside(&self, plan: &str) -> Vec<String>;

    /// Whether a plan that follows one holds in a month, so that no slip of that month belongs into it.
    fn is_followed(&self, _plan: &str, _month: Month) -> bool {
        false
    }

    /// The machine's day, for completion alone.
    fn today(&self) -> Date;

    /// The user's own list of service codes, where there is one.
    fn codes(&self) -> Option<&CodeList> {
        None
    }

    /// The path of a page that explains a rule, for editors that open it from a finding; none where it can't be written.
    fn page(&self, rule: &'static Rule) -> Option<String>;

    /// Prints a plan as it is saved, or shows its forms beside it ([`wire::COMMANDS`]), and says what was done.
    ///
    /// # Errors
    /// A sentence that says why not.
    fn run(&self, command: &str, plan: &str) -> Result<String, String>;
}

/// A running server.
struct Server<'h> {
    host: &'h dyn Host,
    units: Units,
    connection: &'h Connection,
    /// Whether the editor asks for findings itself.
    pulls: bool,
    /// Whether the editor makes stops of the places in what is put in.
    snippets: bool,
    /// Open files by their URI: version and text.
    texts: BTreeMap<String, (i32, String)>,
    /// Plans among them, as they were read last.
    plans: BTreeMap<String, Document>,
    /// Files that changed and were not read yet.
    stale: Vec<String>,
    /// Requests of ours.
    sent: i32,
    /// Whether the editor can tell us of files that change on the disk.
    watches: bool,
}

/// Serves one editor until it says goodbye.
///
/// # Errors
/// When the connection breaks.
pub fn serve(connection: &Connection, host: &dyn Host) -> Result<(), Box<dyn Error + Sync + Send>> {
    let Some((id, params)) = first(connection)? else { return Ok(()) };
    let utf8 = wire::offers_utf8(&params);
    // An editor's extension of ours has these commands itself.
    let has_commands = params.pointer("/initializationOptions/commands") == Some(&Value::Bool(true));
    connection.sender.send(Response::new_ok(id, wire::answer(utf8, !has_commands)).into())?;
    let units = if utf8 { Units::Utf8 } else { Units::Utf16 };
    let can = |pointer: &str| params.pointer(pointer).is_some_and(|can| !can.is_null() && *can != Value::Bool(false));
    let mut server = Server {
        host,
        units,
        connection,
        // Who asks for findings would show those that are pushed a second time.
        pulls: can("/capabilities/textDocument/diagnostic"),
        snippets: can("/capabilities/textDocument/completion/completionItem/snippetSupport"),
        texts: BTreeMap::new(),
        plans: BTreeMap::new(),
        stale: Vec::new(),
        sent: 0,
        watches: can("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
    };
    let mut leaving = false;
    loop {
        // What waits is taken in before anything is checked: of ten keystrokes the last text counts.
        let message = if let Ok(message) = connection.receiver.try_recv() {
            message
        } else {
            server.refresh()?;
            let Ok(message) = connection.receiver.recv() else { return Ok(()) };
            message
        };
        match message {
            Message::Request(request) => {
                leaving |= request.method == "shutdown";
                let response = if leaving {
                    Response::new_ok(request.id, Value::Null)
                } else {
                    server.refresh()?;
                    server.request_safely(request)
                };
                connection.sender.send(response.into())?;
            }
            Message::Notification(notification) if notification.method == "exit" => return Ok(()),
            Message::Notification(notification) => server.notified(notification)?,
            Message::Response(_) => {}
        }
    }
}

/// The request that every editor begins with; none where it leaves before. What else it asks is not answered yet, and its words
/// are not quoted.
fn first(connection: &Connection) -> Result<Option<(RequestId, Value)>, Box<dyn Error + Sync + Send>> {
    for message in &connection.receiver {
        match message {
            Message::Request(request) if request.method == "initialize" => {
                return Ok(Some((request.id, request.params)));
            }
            Message::Request(request) => {
                let why = "initialize が先です".to_owned();
                let refused = Response::new_err(request.id, ErrorCode::ServerNotInitialized as i32, why);
                connection.sender.send(refused.into())?;
            }
            Message::Notification(notification) if notification.method == "exit" => break,
            Message::Notification(_) | Message::Response(_) => {}
        }
    }
    Ok(None)
}

fn params<P: DeserializeOwned>(value: Value) -> Option<P> {
    serde_json::from_value(value).ok()
}

fn result(value: impl Serialize) -> Option<Value> {
    serde_json::to_value(value).ok()
}

impl Server<'_> {
    fn notified(&mut self, notification: Notification) -> Result<(), Box<dyn Error + Sync + Send>> {
        match notification.method.as_str() {
            "initialized" if self.watches => self.ask("client/registerCapability", wire::watched_files())?,
            "textDocument/didOpen" => {
                let Some(opened) = params::<lsp::DidOpenTextDocumentParams>(notification.params) else { return Ok(()) };
                let document = opened.text_document;
                self.put(document.uri.as_str(), document.version, document.text);
            }
            "textDocument/didChange" => {
                let Some(changed) = params::<lsp::DidChangeTextDocumentParams>(notification.params) else {
                    return Ok(());
                };
                let document = changed.text_document;
                if let Some(change) = changed.content_changes.into_iter().next_back() {
                    self.put(document.uri.as_str(), document.version, change.text);
                }
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                // A file that plans name may have changed on the disk.
                self.stale.extend(self.plans.keys().cloned());
                if self.pulls {
                    self.ask("workspace/diagnostic/refresh", Value::Null)?;
                }
            }
            "textDocument/didClose" => {
                let Some(closed) = params::<lsp::DidCloseTextDocumentParams>(notification.params) else {
                    return Ok(());
                };
                let uri = closed.text_document.uri;
                self.texts.remove(uri.as_str());
                self.plans.remove(uri.as_str());
                self.tell(&lsp::PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version: None })?;
                self.stale.extend(self.plans.keys().cloned());
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, uri: &str, version: i32, text: String) {
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        self.texts.insert(uri.to_owned(), (version, text));
        self.stale.push(uri.to_owned());
        // Plans that name this file stand on its text from now on.
        let name = wire::file_name(uri);
        let naming =
            self.plans.iter().filter(|(_, plan)| plan.checked.case.links.iter().any(|link| link.ends_with(&name)));
        self.stale.extend(naming.map(|(uri, _)| uri.clone()));
    }

    /// Reads and checks what changed, and tells the editor.
    fn refresh(&mut self) -> Result<(), Box<dyn Error + Sync + Send>> {
        let mut stale = std::mem::take(&mut self.stale);
        stale.sort();
        stale.dedup();
        for uri in stale {
            let Some((version, text)) = self.texts.get(&uri).cloned() else { continue };
            let before = self.plans.remove(&uri);
            let path = wire::path_of(&uri);
            let fetch = |name: &str| self.fetch(&uri, name);
            let Ok(document) =
                catch_unwind(AssertUnwindSafe(|| Document::new(&path, &text, &fetch, self.host.codes(), before)))
            else {
                continue;
            };
            if !self.pulls {
                let diagnostics = wire::diagnostics(&document, self.units, &uri, self.host);
                if let Some(uri) = wire::uri(&uri) {
                    self.tell(&lsp::PublishDiagnosticsParams { uri, diagnostics, version: Some(version) })?;
                }
            }
            self.plans.insert(uri, document);
        }
        Ok(())
    }

    /// A file that a plan names: as it is open in the editor, else from the disk.
    fn fetch(&self, plan: &str, name: &str) -> Result<Vec<u8>, String> {
        let plan = wire::path_of(plan);
        let path = wire::beside(&plan, name);
        let open = self.texts.iter().find(|(uri, _)| wire::path_of(uri) == path);
        open.map_or_else(|| self.host.beside(&plan, name), |(_, (_, text))| Ok(text.clone().into_bytes()))
    }

    fn tell(&self, params: &lsp::PublishDiagnosticsParams) -> Result<(), Box<dyn Error + Sync + Send>> {
        let notification = Notification::new("textDocument/publishDiagnostics".to_owned(), params);
        Ok(self.connection.sender.send(notification.into())?)
    }

    /// Asks the editor for something; its answer is of no interest.
    fn ask(&mut self, method: &str, params: Value) -> Result<(), Box<dyn Error + Sync + Send>> {
        self.sent += 1;
        let request = Request::new(self.sent.into(), method.to_owned(), params);
        Ok(self.connection.sender.send(request.into())?)
    }

    /// Answers; a fault of ours costs one answer, not the server.
    fn request_safely(&self, request: Request) -> Response {
        let id = request.id.clone();
        catch_unwind(AssertUnwindSafe(|| self.request(request))).unwrap_or_else(|_| {
            Response::new_err(id, ErrorCode::InternalError as i32, "careplan の不具合です".to_owned())
        })
    }

    fn request(&self, request: Request) -> Response {
        let Request { id, method, params } = request;
        if method == "workspace/executeCommand" {
            return self.execute(id, &params);
        }
        if method == "textDocument/rename" {
            return self.rename(id, &params);
        }
        match self.answer(&method, &params) {
            Some(value) => Response::new_ok(id, value),
            None if wire::METHODS.contains(&method.as_str()) => Response::new_ok(id, Value::Null),
            None => Response::new_err(id, ErrorCode::MethodNotFound as i32, format!("{method} は使えません")),
        }
    }

    /// 「印刷」 and 「画面」 for editors that leave commands to the server.
    fn execute(&self, id: RequestId, params: &Value) -> Response {
        let command = params.get("command").and_then(Value::as_str).unwrap_or_default();
        let uri = params.pointer("/arguments/0").and_then(Value::as_str).unwrap_or_default();
        if !wire::COMMANDS.contains(&command) || uri.is_empty() {
            let message = format!("「{command}」という操作はありません");
            return Response::new_err(id, ErrorCode::InvalidParams as i32, message);
        }
        match self.host.run(command, &wire::path_of(uri)) {
            Ok(done) => {
                let told = Notification::new("window/showMessage".to_owned(), json!({ "type": 3, "message": done }));
                let _ = self.connection.sender.send(told.into()); // a connection that broke is seen by the loop
                Response::new_ok(id, Value::Null)
            }
            Err(why) => Response::new_err(id, ErrorCode::RequestFailed as i32, why),
        }
    }

    fn answer(&self, method: &str, value: &Value) -> Option<Value> {
        let uri = value.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or_default().to_owned();
        let document = self.plans.get(&uri)?;
        let wire = wire::Wire { document, units: self.units, uri: &uri, host: self.host };
        let offset = || wire.offset(value);
        match method {
            "textDocument/diagnostic" => result(wire.report()),
            "textDocument/hover" => result(wire::Wire::hover(hover::hover(document, offset()?)?)),
            "textDocument/completion" => {
                let files = self.host.plans_beside(&wire::path_of(&uri));
                let beside =
                    completion::Surroundings { today: self.host.today(), files: &files, codes: self.host.codes() };
                let (proposals, word) = completion::complete(document, offset()?, &beside);
                result(wire.completion(proposals, word, self.snippets))
            }
            "textDocument/codeAction" => {
                let (start, end) = wire.range_of(value)?;
                let is_followed = |month| self.host.is_followed(&wire::path_of(&uri), month);
                result(wire.actions(actions::actions(document, self.host.codes(), &is_followed, start, end)))
            }
            "textDocument/definition" => {
                let at = offset()?;
                let span = match names::name_at(document, at) {
                    Some(name) => names::definition(document, &name),
                    None => names::topic(document, at),
                };
                result(wire.location(span?)?)
            }
            "textDocument/references" => {
                let name = names::name_at(document, offset()?)?;
                result(
                    names::references(document, &name)
                        .into_iter()
                        .filter_map(|span| wire.location(span))
                        .collect::<Vec<_>>(),
                )
            }
            "textDocument/prepareRename" => {
                let at = offset()?;
                let name = names::name_at(document, at)?;
                let span =
                    names::references(document, &name).into_iter().find(|span| span.start <= at && at <= span.end)?;
                result(wire.range(span))
            }
            "textDocument/documentSymbol" => result(wire.symbols(view::symbols(document))),
            "textDocument/foldingRange" => result(wire::folds(&view::folds(document))),
            "textDocument/inlayHint" => {
                let (start, end) = wire.range_of(value)?;
                let hints = view::hints(document).into_iter().filter(|(at, _)| start <= *at && *at <= end);
                result(hints.map(|(at, label)| wire.hint(at, &label)).collect::<Vec<_>>())
            }
            "textDocument/documentLink" => {
                let links = view::links(document).into_iter();
                result(links.filter_map(|(span, name)| wire.link(span, &name)).collect::<Vec<_>>())
            }
            "textDocument/codeLens" => {
                let tables = view::tables(document).into_iter();
                result(tables.flat_map(|(span, table)| wire.lenses(span, &table)).collect::<Vec<_>>())
            }
            _ => None,
        }
    }
}
