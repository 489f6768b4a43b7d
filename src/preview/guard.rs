//! Who may look: a plan holds health data, and loopback is shared by every program and user of the machine.

use axum::http::{HeaderMap, Method, StatusCode, header};
use std::sync::{Arc, Mutex, PoisonError};

/// What a request must show.
#[derive(Clone, Debug)]
pub struct Access {
    /// The secret of this session, 128 bits as hexadecimal digits.
    pub token: String,
    /// What the browser is started with instead, good once: a command line can be read by every user of the machine.
    ticket: Arc<Mutex<Option<String>>>,
    /// Hosts (with port) under which the page may be asked for.
    pub hosts: Vec<String>,
    /// The name of the cookie. Browsers keep one set of cookies for all ports of a host: with one name for all, a second
    /// plan that is watched would lock out the page of the first.
    cookie: String,
    /// Whether the page may write.
    writes: bool,
    /// Whether an editor may show the page inside itself.
    embedded: bool,
}

/// Where an editor shows pages: the frames of VS Code, on the desktop and served from this machine. No other page may.
const EDITORS: &str = "frame-ancestors 'self' vscode-webview: vscode-file: http://127.0.0.1:* http://localhost:*";

/// What to do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Answer it.
    Welcome,
    /// It carries the token in its address: set the cookie and send it to the bare address.
    SetCookie,
    /// Refuse it.
    Refuse(StatusCode),
}

impl Access {
    /// Access under a secret at a port of the loopback addresses, and under `host` when the user asked for another.
    #[must_use]
    pub fn new(token: String, port: u16, host: Option<&str>) -> Self {
        let mut hosts: Vec<String> =
            ["127.0.0.1", "localhost", "[::1]"].iter().map(|name| format!("{name}:{port}")).collect();
        hosts.extend(host.map(|name| format!("{name}:{port}")));
        Self {
            token,
            ticket: Arc::default(),
            hosts,
            cookie: format!("careplan-{port}"),
            writes: false,
            embedded: false,
        }
    }

    /// The same, with a ticket that lets in whoever shows it first.
    #[must_use]
    pub fn with_ticket(self, ticket: String) -> Self {
        Self { ticket: Arc::new(Mutex::new(Some(ticket))), ..self }
    }

    /// Whether an address lets in: by the secret, or by the ticket, which then is void.
    fn lets_in(&self, asked: &str) -> bool {
        let mut ticket = self.ticket.lock().unwrap_or_else(PoisonError::into_inner);
        same(asked, &self.token) || ticket.take_if(|ticket| same(asked, ticket)).is_some()
    }

    /// The same for a page that may write: on the loopback addresses only.
    #[must_use]
    pub fn to_write(token: String, port: u16) -> Self {
        Self { writes: true, ..Self::new(token, port, None) }
    }

    /// The same, for a page that only looks and that an editor may show inside itself.
    #[must_use]
    pub fn embedded(self, embedded: bool) -> Self {
        Self { embedded: embedded && !self.writes, ..self }
    }

    /// The policy of our answers, where an editor may frame them.
    pub(super) fn policy(&self, own: &str) -> String {
        if self.embedded { own.replace("frame-ancestors 'self'", EDITORS) } else { own.to_owned() }
    }

    /// Judges a request by its method, address and headers. A foreign page in the user's own browser can send requests
    /// here, and can make its own name point here: hence Host and Origin, besides the secret.
    pub(super) fn judge(&self, method: &Method, query: Option<&str>, headers: &HeaderMap) -> Verdict {
        let writes = self.writes && method == Method::POST;
        if method != Method::GET && !writes {
            return Verdict::Refuse(StatusCode::METHOD_NOT_ALLOWED);
        }
        // Two of them would leave it to luck which one is looked at.
        let several = |name: header::HeaderName| headers.get_all(name).iter().nth(1).is_some();
        if several(header::HOST) || several(header::ORIGIN) {
            return Verdict::Refuse(StatusCode::FORBIDDEN);
        }
        let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let host = text(header::HOST).unwrap_or_default();
        if !self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host)) {
            return Verdict::Refuse(StatusCode::FORBIDDEN);
        }
        let own = |origin: &str| {
            origin.strip_prefix("http://").is_some_and(|rest| self.hosts.iter().any(|known| known == rest))
        };
        if headers.contains_key(header::ORIGIN) && !text(header::ORIGIN).is_some_and(own) {
            return Verdict::Refuse(StatusCode::FORBIDDEN);
        }
        if writes && (query.is_some() || !Self::may_write(host, headers)) {
            return Verdict::Refuse(StatusCode::FORBIDDEN);
        }
        let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
        let asked = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("token=")));
        if asked.is_some_and(|asked| self.lets_in(asked)) {
            return Verdict::SetCookie;
        }
        // A frame of an editor is another site's; what it shows has the secret all the same.
        let in_editor = self.embedded && headers.get("sec-fetch-dest").is_some_and(|dest| dest == "iframe");
        if !in_editor && site.is_some_and(|site| site == "cross-site" || site == "same-site") {
            return Verdict::Refuse(StatusCode::FORBIDDEN);
        }
        let cookies = text(header::COOKIE).unwrap_or_default();
        let shown =
            cookies.split(';').filter_map(|pair| pair.trim().split_once('=')).find(|(name, _)| *name == self.cookie);
        match shown {
            Some((_, value)) if same(value, &self.token) => Verdict::Welcome,
            _ => Verdict::Refuse(StatusCode::FORBIDDEN),
        }
    }

    /// Whether a request to write comes from our own page: a browser says where it comes from, a form of another site
    /// cannot set the header, and no form can send JSON.
    fn may_write(host: &str, headers: &HeaderMap) -> bool {
        let is = |name: &str, wanted: &str| {
            let mut all = headers.get_all(name).iter();
            all.next().is_some_and(|value| value == wanted) && all.next().is_none()
        };
        is("origin", &format!("http://{host}"))
            && is("sec-fetch-site", "same-origin")
            && is("x-careplan", "1")
            && is("content-type", "application/json")
    }

    /// The header that hands the secret to the browser.
    pub(super) fn cookie(&self) -> String {
        // Inside an editor the page is a third party; Secure holds on the loopback addresses, and None asks for it.
        let site = if self.embedded { "None; Secure" } else { "Strict" };
        format!("{}={}; HttpOnly; SameSite={site}; Path=/", self.cookie, self.token)
    }
}

/// Compares without telling by the time it takes how much was right.
fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "default-src 'none'; frame-ancestors 'self'";

    fn judged(access: &Access, headers: &[(&'static str, &'static str)]) -> Verdict {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.insert(*name, header::HeaderValue::from_static(value));
        }
        access.judge(&Method::GET, None, &all)
    }

    #[test]
    fn a_ticket_lets_in_once_and_the_secret_always() {
        let access = Access::to_write("secret".to_owned(), 7).with_ticket("ticket".to_owned());
        let headers = HeaderMap::from_iter([(header::HOST, header::HeaderValue::from_static("127.0.0.1:7"))]);
        let judged = |query| access.clone().judge(&Method::GET, Some(query), &headers);
        assert_eq!(judged("token=secret"), Verdict::SetCookie);
        assert_eq!(judged("token=ticke"), Verdict::Refuse(StatusCode::FORBIDDEN));
        assert_eq!(judged("token=ticket"), Verdict::SetCookie);
        assert_eq!(judged("token=ticket"), Verdict::Refuse(StatusCode::FORBIDDEN));
        assert_eq!(judged("token=secret"), Verdict::SetCookie);
        // The browser is given the secret, not what it was started with.
        assert!(access.cookie().contains("=secret;"));
    }

    #[test]
    fn an_editor_may_frame_the_page_only_when_asked_and_never_one_that_writes() {
        let host = ("host", "127.0.0.1:7");
        let in_frame =
            [host, ("cookie", "careplan-7=s"), ("sec-fetch-site", "cross-site"), ("sec-fetch-dest", "iframe")];
        let plain = Access::new("s".to_owned(), 7, None);
        assert_eq!(plain.policy(OWN), OWN);
        assert!(plain.cookie().contains("SameSite=Strict"));
        assert_eq!(judged(&plain, &in_frame), Verdict::Refuse(StatusCode::FORBIDDEN));
        let embedded = plain.embedded(true);
        assert!(
            embedded.policy(OWN).contains("vscode-webview:") && embedded.cookie().contains("SameSite=None; Secure")
        );
        assert_eq!(judged(&embedded, &in_frame), Verdict::Welcome);
        // A frame without the secret, and what another page asks for itself, are refused as before.
        assert_eq!(judged(&embedded, &[in_frame[0], in_frame[2], in_frame[3]]), Verdict::Refuse(StatusCode::FORBIDDEN));
        assert_eq!(judged(&embedded, &in_frame[..3]), Verdict::Refuse(StatusCode::FORBIDDEN));
        let writes = Access::to_write("s".to_owned(), 7).embedded(true);
        assert_eq!(writes.policy(OWN), OWN);
        assert_eq!(judged(&writes, &in_frame), Verdict::Refuse(StatusCode::FORBIDDEN));
    }
}
