//! How messages travel: framed by `Content-Length`, in and out.
//!
//! lsp-server's own reader believes any length and ends the talk at the first message that is not quite JSON. This one gives
//! up where the frame itself is lost, and else answers and goes on: half a surrogate, as JavaScript sends it of a cut emoji,
//! costs one character. Nothing that was sent is ever quoted.

use crossbeam_channel::{Receiver, Sender, bounded};
use lsp_server::{Connection, ErrorCode, Message};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::io::{self, BufRead, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

/// The largest message in MB. Editors keep longer texts (50 MB in VS Code) to themselves.
const LARGEST: u64 = 64;
/// The longest head of a message in bytes.
const HEAD: u64 = 8192;

/// What a character is read as that is none.
const LOST: &str = "\\ufffd";

/// Why the talk with the editor ended before its goodbye.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// What came is no message: no length, or the end of what is sent in the midst of it.
    #[error("エディターからの知らせを読めません（途中で切れているか、LSPの形ではありません）")]
    Frame,
    /// More than anybody types.
    #[error("エディターからの知らせが大きすぎます（{} MB。{LARGEST} MB まで読みます）", bytes.div_ceil(1 << 20))]
    TooLarge {
        /// The size that was announced.
        bytes: u64,
    },
    /// The pipe broke.
    #[error("エディターとのやりとりが途切れました：{0}")]
    Pipe(io::ErrorKind),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => Self::Frame,
            kind => Self::Pipe(kind),
        }
    }
}

/// The threads that read and write.
pub struct Threads {
    reader: JoinHandle<Result<(), Broken>>,
    writer: JoinHandle<io::Result<()>>,
}

impl Threads {
    /// Waits until everything is written.
    ///
    /// # Errors
    /// What ended the talk, if not a goodbye.
    pub fn join(self) -> Result<(), Broken> {
        let fault = |_| Broken::Pipe(io::ErrorKind::Other); // a fault of ours in that thread
        // Where nothing can be written any more, nobody waits for what might still come.
        self.writer.join().map_err(fault)??;
        self.reader.join().map_err(fault)?
    }
}

/// A connection over these two pipes.
///
/// # Errors
/// The machine gives no thread for one of them.
pub fn over(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
) -> io::Result<(Connection, Threads)> {
    let output = Arc::new(Mutex::new(output));
    let (sender, outgoing) = bounded(0);
    let (incoming, receiver) = bounded(0);
    let answers = Arc::clone(&output);
    let reader = Builder::new().spawn(move || read(input, &answers, &incoming))?;
    let writer = Builder::new().spawn(move || write(&outgoing, &output))?;
    Ok((Connection { sender, receiver }, Threads { reader, writer }))
}

fn write(messages: &Receiver<Message>, output: &Mutex<impl Write>) -> io::Result<()> {
    messages.iter().try_for_each(|message| message.write(&mut *output.lock().unwrap_or_else(PoisonError::into_inner)))
}

fn read(mut input: impl BufRead, output: &Mutex<impl Write>, server: &Sender<Message>) -> Result<(), Broken> {
    while let Some(body) = next(&mut input)? {
        match message(&body) {
            Ok(message) => {
                let exits = matches!(&message, Message::Notification(said) if said.method == "exit");
                if server.send(message).is_err() || exits {
                    break; // the server has ended already, and says why
                }
            }
            Err(Some(answer)) => {
                let text = answer.to_string();
                let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
                write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
                output.flush()?;
            }
            Err(None) => {}
        }
    }
    Ok(())
}

/// The bytes of the next message; none at the end of what is sent.
fn next(input: &mut impl BufRead) -> Result<Option<Vec<u8>>, Broken> {
    let mut head = input.by_ref().take(HEAD);
    let mut size = None;
    let mut begun = false;
    loop {
        let mut line = Vec::new();
        head.read_until(b'\n', &mut line)?;
        if line.is_empty() && !begun && head.limit() == HEAD {
            return Ok(None);
        }
        begun = true;
        let line = line.strip_suffix(b"\r\n").and_then(|line| std::str::from_utf8(line).ok()).ok_or(Broken::Frame)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or(Broken::Frame)?;
        if name.eq_ignore_ascii_case("Content-Length") {
            size = Some(value.trim().parse::<u64>().map_err(|_| Broken::Frame)?);
        }
    }
    let size = size.ok_or(Broken::Frame)?;
    if size > LARGEST << 20 {
        return Err(Broken::TooLarge { bytes: size });
    }
    // Room is taken as the bytes come, not as they are announced.
    let mut body = Vec::new();
    let read = input.take(size).read_to_end(&mut body)?;
    if read as u64 == size { Ok(Some(body)) } else { Err(Broken::Frame) }
}

/// A message, or what is answered to one that cannot be read; none where nobody waits for an answer.
///
/// Of what the editor tells the rest is taken in, with a sign that no font has for each broken character: so the text stays as
/// long as the editor's, and the plan's own findings say where it is. What it asks is not answered by half.
fn message(body: &[u8]) -> Result<Message, Option<Value>> {
    let text = String::from_utf8_lossy(body);
    let whole = whole(&text);
    let broken = matches!(whole, Cow::Owned(_)) || matches!(text, Cow::Owned(_));
    let refused = |id: Value, code: ErrorCode, why: &str| {
        Err(Some(json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code as i32, "message": why } })))
    };
    let Ok(value) = serde_json::from_str::<Value>(&whole) else {
        return refused(
            Value::Null,
            ErrorCode::ParseError,
            "エディターからの知らせを読めません（JSONの形ではありません）",
        );
    };
    let id = value.get("id").cloned();
    if let (true, Some(id), true) = (broken, &id, value.get("method").is_some()) {
        let why = "壊れた文字（絵文字の半分など）が含まれているため、できません。その文字を消してください";
        return refused(id.clone(), ErrorCode::ParseError, why);
    }
    if let (Some(_), None) = (value.as_object(), value.get("method")) {
        // An answer to something of ours, which nobody reads.
        return serde_json::from_value(value).map_err(|_| None);
    }
    match serde_json::from_value(value) {
        Ok(message) if id.is_none() || !matches!(message, Message::Notification(_)) => Ok(message),
        // Somebody may wait for an answer by a number that the library does not take for one.
        _ => {
            let why = "エディターからの知らせを読めません（LSPの形ではありません）";
            refused(id.unwrap_or_default(), ErrorCode::InvalidRequest, why)
        }
    }
}

/// JSON without halves of surrogates, which Rust's texts cannot hold.
fn whole(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = text[at..].find('\\') {
        at += found;
        let unit = |at: usize| {
            let hex = text.get(at..at + 6)?.strip_prefix("\\u")?;
            u16::from_str_radix(hex, 16).ok()
        };
        at += match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                out.push_str(&text[copied..at]);
                out.push_str(LOST);
                copied = at + 6;
                6
            }
            (Some(_), _) => 6,
            // Whatever is escaped is no escape itself.
            (None, _) => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn halves_of_surrogates_alone_are_replaced() {
        for (text, mended) in [
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ud83d\ud83d\ude00x""#, r#""\ufffd\ud83d\ude00x""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d介\D800""#, r#""\\\ufffd介\D800""#),
            (r#""\ud83""#, r#""\ud83""#),
            ("\\", "\\"),
            ("\\介\\u+123", "\\介\\u+123"),
        ] {
            assert_eq!(whole(text), mended);
        }
    }
}
