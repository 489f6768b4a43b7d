//! What must hold of the live page whatever is sent to it: it answers on, and tells nothing to who lacks the secret.

use super::fuzz;
use crate::random::Random;
use careplan::preview::{Access, Preview, Room, Site, Snapshot, serve};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const SECRET: &str = "架空の秘密";

const PARTS: &[&str] = &[
    "GET ",
    "POST ",
    "HEAD ",
    "/",
    "/state",
    "/events",
    "/pages/x.svg",
    "/current.pdf",
    "/..%2f",
    "/%00",
    "?token=",
    TOKEN,
    " HTTP/1.1",
    " HTTP/9.9",
    "\r\n",
    "\n",
    "\r\n\r\n",
    "Host: ",
    "127.0.0.1",
    "localhost",
    ":PORT",
    "Host: 127.0.0.1:PORT\r\n",
    "Cookie: careplan-PORT=",
    "Origin: http://evil.example\r\n",
    "Origin: null\r\n",
    "Sec-Fetch-Site: cross-site\r\n",
    "Content-Length: 5\r\n",
    "Content-Length: -1\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Upgrade: h2c\r\n",
    "Expect: 100-continue\r\n",
    "Connection: close\r\n",
    "X: ",
    "\0",
    "あ",
    "\u{FEFF}",
    "0000000000000000000000000000000000000000",
    ";",
    "=",
    "&",
];

fn ask(port: u16, request: &str, patience: Duration) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    let _ = stream.write_all(request.as_bytes());
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = Vec::new();
    // An answer that goes on (events) is cut; one that never comes is none.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn any_request_is_answered_or_closed_and_learns_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let preview = Arc::new(Preview::default());
    preview.publish(Snapshot { name: SECRET.to_owned(), ..Snapshot::default() });
    let access = Access::new(TOKEN.to_owned(), port, None);
    let site = Site::Plan(Room { preview, desk: None, has_board: false });
    std::thread::spawn(move || serve(listener, site, access, 64));
    let usual = format!("GET /state HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n");
    let known = format!("{usual}Cookie: careplan-{port}={TOKEN}\r\n\r\n");
    let make = |random: &mut Random| {
        let mut request = if random.one_in(3) { String::new() } else { usual.clone() };
        for _ in 0..random.below(12) {
            let part = random.pick(PARTS).replace("PORT", &port.to_string());
            let at = random.below(request.chars().count() + 1);
            let at = request.char_indices().nth(at).map_or(request.len(), |(at, _)| at);
            request.insert_str(at, &part.repeat(if random.one_in(30) { 2_000 } else { 1 }));
        }
        request + "\r\n\r\n"
    };
    fuzz("requests", 300, make, |request| {
        let answer = ask(port, request, Duration::from_millis(300));
        assert!(request.contains(TOKEN) || !answer.contains(SECRET), "{request:?} is told:\n{answer}");
        assert!(!answer.starts_with("HTTP/1.1 5"), "{request:?}:\n{answer}");
    });
    // Streams of events that the cases above left open are counted until the page notices: who is known asks again, as a browser does.
    let told = std::iter::repeat_with(|| ask(port, &known, Duration::from_secs(10)))
        .take(20)
        .inspect(|answer| {
            if !answer.contains(SECRET) {
                std::thread::sleep(Duration::from_millis(500));
            }
        })
        .any(|answer| answer.contains(SECRET));
    assert!(told, "who is known is told no more");
}
