//! The server: GET, and POST where somebody sits at the desk; no store, nothing from disk.
//!
//! What is served is a [`Site`]: one plan at the root, or a board at the root and each client's plan below `/clients/ID/`.
//! One guard stands before both. The pages of a plan ask for all that they need relative to themselves, so they are the
//! same in either place.

use super::callers::{Callers, Line};
use super::desk::{Answer, Desk};
use super::guard::{Access, Verdict};
use super::news::News;
use super::site::{Room, Site};
use super::{Snapshot, folder};
use crate::fonts::Face;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

/// What the page is made of where it may write: its modules, by what they do.
const MODULES: &[(&str, &str)] = &[
    ("main.js", include_str!("edit/main.js")),
    ("wire.js", include_str!("edit/wire.js")),
    ("slots.js", include_str!("edit/slots.js")),
    ("field.js", include_str!("edit/field.js")),
    ("keys.js", include_str!("edit/keys.js")),
    ("words.js", include_str!("edit/words.js")),
    ("about.js", include_str!("edit/about.js")),
    ("menu.js", include_str!("edit/menu.js")),
    ("report.js", include_str!("edit/report.js")),
    ("card.js", include_str!("edit/card.js")),
    ("commit.js", include_str!("edit/commit.js")),
    ("calendar.js", include_str!("edit/calendar.js")),
    ("grid.js", include_str!("edit/grid.js")),
    ("gesture.js", include_str!("edit/gesture.js")),
    ("week.js", include_str!("edit/week.js")),
    ("rows.js", include_str!("edit/rows.js")),
    ("undo.js", include_str!("edit/undo.js")),
    ("tools.js", include_str!("edit/tools.js")),
];
const WRITING: &str = include_str!("edit/edit.css");

/// The most that a request may say, bytes.
const MOST: usize = 256 << 10;

const PAGE: &str = include_str!("page.html");
/// What is shared with the board stands first.
const SCRIPT: &str = concat!(include_str!("base.js"), include_str!("page.js"));
const STYLE: &str = concat!(include_str!("base.css"), include_str!("page.css"));

/// What the page may load: its own script, style, pictures and PDF, and nothing of anybody else's.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      frame-src 'self'; object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The most requests that are answered at one time; more wait, so that nobody can use up the program's memory.
const AT_ONCE: usize = 64;

#[derive(Clone)]
pub(super) struct Shared {
    pub(super) site: Site,
    access: Arc<Access>,
    seats: Arc<tokio::sync::Semaphore>,
}

/// Serves until the process ends, so many connections at a time. Runs on the calling thread.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(listener: TcpListener, site: Site, access: Access, most: usize) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let callers = Callers::new(tokio::net::TcpListener::from_std(listener)?, most);
        axum::serve(callers, router(site, access).into_make_service_with_connect_info::<Line>()).await
    })
}

fn router(site: Site, access: Access) -> Router {
    let seats = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    let routes = match &site {
        Site::Plan(_) => sheets(Router::new(), ""),
        Site::Folder(_) => sheets(folder::board(Router::new()), "/clients/{client}"),
    };
    let shared = Shared { site, access: Arc::new(access), seats };
    routes
        .fallback(|| async { refusal(StatusCode::NOT_FOUND) })
        .layer(from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

/// The pages of a plan, below an address.
fn sheets(routes: Router<Shared>, root: &str) -> Router<Shared> {
    let at = |path: &str| format!("{root}{path}");
    routes
        .route(&at("/"), get(page))
        .route(&at("/edit/{name}"), get(module))
        .route(&at("/edit.css"), get(|| async { text("text/css; charset=utf-8", WRITING) }))
        .route(&at("/form.ttf"), get(font))
        .route(&at("/do/{name}"), post(write))
        .route(&at("/page.js"), get(|| async { text("text/javascript; charset=utf-8", SCRIPT) }))
        .route(&at("/page.css"), get(|| async { text("text/css; charset=utf-8", STYLE) }))
        .route(&at("/state"), get(state))
        .route(&at("/events"), get(events))
        .route(&at("/pages/{name}"), get(picture))
        .route(&at("/current.pdf"), get(pdf))
}

/// What an address names besides the client.
#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Whose plan an address is about: that of the whole server, or of the client that it names.
#[derive(Deserialize)]
struct Whose {
    client: Option<String>,
}

impl FromRequestParts<Shared> for Room {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Response> {
        let Path(Whose { client }) =
            Path::from_request_parts(parts, shared).await.map_err(|_| refusal(StatusCode::NOT_FOUND))?;
        shared.site.room(client.as_deref()).ok_or_else(|| refusal(StatusCode::NOT_FOUND))
    }
}

/// Asks every request who it is, and gives every answer the same strict headers.
async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let verdict = shared.access.judge(request.method(), request.uri().query(), request.headers());
    let mut response = match verdict {
        Verdict::Welcome => match shared.seats.acquire().await {
            Ok(_seat) => next.run(request).await,
            Err(_) => refusal(StatusCode::SERVICE_UNAVAILABLE),
        },
        Verdict::SetCookie => hand_over(&shared.access, request.uri().query().unwrap_or_default()),
        Verdict::Refuse(status) => refusal(status),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&shared.access.policy(POLICY)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Sets the cookie and drops the secret from the address bar; other wishes in the address stay.
fn hand_over(access: &Access, query: &str) -> Response {
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("token=") && !pair.is_empty()).collect();
    let target = if rest.is_empty() { "/".to_owned() } else { format!("/?{}", rest.join("&")) };
    (StatusCode::SEE_OTHER, [(header::LOCATION, target), (header::SET_COOKIE, access.cookie())]).into_response()
}

pub(super) fn text(kind: &'static str, body: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

pub(super) fn refusal(status: StatusCode) -> Response {
    let body = match status {
        StatusCode::NOT_FOUND => "ここには何もありません。",
        StatusCode::METHOD_NOT_ALLOWED => "この操作はできません。",
        StatusCode::PAYLOAD_TOO_LARGE => "一度に書けるのは256 KBまでです。",
        StatusCode::BAD_REQUEST => "読めない要求です。",
        _ => "このページは、careplan が表示したアドレスからだけ開けます。",
    };
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response()
}

/// The page; one that may write brings its modules, one of several leads back to the board.
async fn page(room: Room) -> Response {
    let mut page = PAGE.to_owned();
    if room.desk.is_some() {
        let more = "<link rel=\"stylesheet\" href=\"edit.css\">\n\
                    <script type=\"module\" src=\"edit/main.js\"></script>\n</head>";
        page = page.replace("</head>", more);
    }
    if room.has_board {
        page = page.replace("<header>", "<header>\n  <a id=\"board\" href=\"../../\">← 一覧</a>");
    }
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// The font of the forms, where the machine has none of that name: what is typed looks as it will be printed.
async fn font(room: Room) -> Response {
    if room.desk.is_none() {
        return refusal(StatusCode::NOT_FOUND);
    }
    ([(header::CONTENT_TYPE, "font/ttf")], Body::from(Face::Mincho.bytes())).into_response()
}

async fn module(room: Room, Path(Named { name }): Path<Named>) -> Response {
    let known = MODULES.iter().find(|(known, _)| *known == name).filter(|_| room.desk.is_some());
    known.map_or_else(|| refusal(StatusCode::NOT_FOUND), |(_, source)| text("text/javascript; charset=utf-8", source))
}

/// Hands what is written to the desk of a plan.
async fn write(
    room: Room,
    Path(Named { name }): Path<Named>,
    ConnectInfo(line): ConnectInfo<Line>,
    body: Body,
) -> Response {
    hand_in(room.desk, name, line, body).await
}

/// Hands what is written to a desk.
pub(super) async fn hand_in(desk: Option<Arc<dyn Desk>>, name: String, line: Line, body: Body) -> Response {
    let Some(desk) = desk else { return refusal(StatusCode::METHOD_NOT_ALLOWED) };
    let mut bytes = Vec::new();
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        // A caller who falls silent has not written too much.
        let Ok(part) = part else { return refusal(StatusCode::BAD_REQUEST) };
        if bytes.len() + part.len() > MOST {
            return refusal(StatusCode::PAYLOAD_TOO_LARGE);
        }
        bytes.extend_from_slice(&part);
    }
    let Ok(said) = serde_json::from_slice(&bytes) else { return refusal(StatusCode::BAD_REQUEST) };
    let _work = line.work();
    let asked = tokio::task::spawn_blocking(move || desk.answer(&name, &said)).await;
    let Ok(Answer { status, body }) = asked else { return refusal(StatusCode::INTERNAL_SERVER_ERROR) };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

async fn state(room: Room) -> Response {
    let body = serde_json::to_vec(&*room.preview.snapshot()).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// What is new whenever there is something: a page that had to ask for it first would show it later. A slow reader skips to
/// the newest, so that nothing is queued for it; what it was sent last is remembered here, so that it never lacks anything.
async fn events(Room { preview, .. }: Room) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // Generation 0 is that of a session that has shown nothing yet.
    let mut last: Option<Arc<Snapshot>> = None;
    let stream = WatchStream::new(preview.subscribe()).filter(|generation| *generation > 0).map(move |_| {
        let snapshot = preview.snapshot();
        let state = serde_json::to_string(&News::between(last.as_deref(), &snapshot)).unwrap_or_default();
        last = Some(Arc::clone(&snapshot));
        Ok(Event::default().id(snapshot.generation.to_string()).event("state").data(state))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

async fn picture(room: Room, Path(Named { name }): Path<Named>) -> Response {
    match room.preview.page(name.strip_suffix(".svg").unwrap_or_default()) {
        Some(page) => ([(header::CONTENT_TYPE, "image/svg+xml")], Body::from(page.picture.svg())).into_response(),
        None => refusal(StatusCode::NOT_FOUND),
    }
}

async fn pdf(room: Room) -> Response {
    match &room.preview.snapshot().pdf {
        Some(bytes) => ([(header::CONTENT_TYPE, "application/pdf")], Body::from(bytes.to_vec())).into_response(),
        None => refusal(StatusCode::NOT_FOUND),
    }
}
