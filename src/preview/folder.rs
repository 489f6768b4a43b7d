//! The pages of a board: itself, what changed, and somebody new.

use super::callers::Line;
use super::server::{Shared, hand_in, refusal, text};
use super::site::{Folder, Site};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

const PAGE: &str = include_str!("board.html");
const SCRIPT: &str = concat!(include_str!("base.js"), include_str!("board.js"));
const STYLE: &str = concat!(include_str!("base.css"), include_str!("board.css"));

/// The folder of a site that has one.
struct Office(Arc<Folder>);

impl FromRequestParts<Shared> for Office {
    type Rejection = Response;

    async fn from_request_parts(_: &mut Parts, shared: &Shared) -> Result<Self, Response> {
        match &shared.site {
            Site::Folder(folder) => Ok(Self(Arc::clone(folder))),
            Site::Plan(_) => Err(refusal(StatusCode::NOT_FOUND)),
        }
    }
}

/// The board's pages, at the root.
pub(super) fn board(routes: Router<Shared>) -> Router<Shared> {
    routes
        .route("/", get(|| async { text("text/html; charset=utf-8", PAGE) }))
        .route("/board.js", get(|| async { text("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/board.css", get(|| async { text("text/css; charset=utf-8", STYLE) }))
        .route("/state", get(state))
        .route("/events", get(events))
        .route("/do/{name}", post(write))
}

async fn state(Office(folder): Office) -> Response {
    let (_, body) = folder.board.since(0, |change| serde_json::to_vec(change).unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// All lines first, then whatever changed. A slow reader is sent what changed since the last that it took.
async fn events(Office(folder): Office) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let board = Arc::clone(&folder.board);
    let mut seen = 0;
    let stream = WatchStream::new(board.subscribe()).filter(|generation| *generation > 0).map(move |_| {
        let (now, change) = board.since(seen, |change| serde_json::to_string(change).unwrap_or_default());
        seen = now;
        Ok(Event::default().event("board").data(change))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

/// Hands what is written to the board's desk.
async fn write(
    Office(folder): Office,
    Path(name): Path<String>,
    ConnectInfo(line): ConnectInfo<Line>,
    body: Body,
) -> Response {
    hand_in(folder.desk.clone(), name, line, body).await
}
