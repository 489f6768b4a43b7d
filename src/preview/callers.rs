//! Connections: how many there may be and how long one may keep silent. Every program and user of the machine can connect
//! without knowing the secret; held open in numbers, connections would use up the descriptors with which plans are read.
//!
//! Who has said all and waits for an answer is not silent: what was taken in is done, however slow the disk, and who asked hears
//! of it.

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// How long a connection may take to have its first request answered.
const FIRST: Duration = Duration::from_secs(5);

/// How long one that was answered may stay without another answer: open pages hear something every fifteen seconds.
const SILENCE: Duration = Duration::from_secs(40);

/// How often a connection whose answer is being made is looked at.
const WORKING: Duration = Duration::from_secs(1);

/// Takes connections while there is a seat for them; those beyond wait outside.
pub(super) struct Callers {
    listener: TcpListener,
    seats: Arc<Semaphore>,
    first: Duration,
}

impl Callers {
    pub(super) fn new(listener: TcpListener, most: usize) -> Self {
        Self { listener, seats: Arc::new(Semaphore::new(most)), first: FIRST }
    }
}

/// What a request knows of its connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Line(Arc<AtomicUsize>);

/// As long as it lives, an answer is being made, and its connection is not let go.
pub(super) struct Work(Line);

impl Line {
    /// Says that a request has been taken in whole and is worked on.
    pub(super) fn work(&self) -> Work {
        self.0.fetch_add(1, Ordering::Relaxed);
        Work(self.clone())
    }

    fn is_busy(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Connected<IncomingStream<'_, Callers>> for Line {
    fn connect_info(stream: IncomingStream<'_, Callers>) -> Self {
        stream.io().line.clone()
    }
}

impl Listener for Callers {
    type Io = Caller;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Caller, SocketAddr) {
        // Nobody ever closes the semaphore: without a seat nobody could be let in either.
        let seat = Arc::clone(&self.seats).acquire_owned().await.ok();
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // A small event must not wait until the last one is acknowledged; where that cannot be set, it comes a little later.
        let _ = stream.set_nodelay(true);
        let patience = Box::pin(tokio::time::sleep(self.first));
        (Caller { stream, patience, line: Line::default(), _seat: seat }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One connection. Only what is sent to it counts as life: what it sends itself could come a byte at a time for ever.
pub(super) struct Caller {
    stream: TcpStream,
    patience: Pin<Box<Sleep>>,
    line: Line,
    _seat: Option<OwnedSemaphorePermit>,
}

impl Caller {
    /// Waits no longer than patience lasts.
    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        ready!(self.patience.as_mut().poll(cx));
        while self.line.is_busy() {
            self.patience.as_mut().reset(Instant::now() + WORKING);
            ready!(self.patience.as_mut().poll(cx));
        }
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn sent<T>(&mut self, sent: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if sent.is_pending() {
            return self.wait(cx);
        }
        self.patience.as_mut().reset(Instant::now() + SILENCE);
        sent
    }
}

impl AsyncRead for Caller {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_read(cx, buffer) {
            Poll::Pending => self.wait(cx),
            read @ Poll::Ready(_) => read,
        }
    }
}

impl AsyncWrite for Caller {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.sent(sent, cx)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.sent(sent, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::extract::ConnectInfo;
    use axum::routing::get;
    use std::io::{Read as _, Write as _};

    /// What a connection hears whose answer takes far longer than its patience.
    fn heard(port: u16, path: &str) -> String {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut heard = String::new();
        // One that is let go may be told so by an error.
        let _ = stream.read_to_string(&mut heard);
        heard
    }

    #[test]
    fn who_waits_for_an_answer_that_is_being_made_is_not_let_go() {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        listener.set_nonblocking(true).unwrap();
        let slow = || tokio::time::sleep(Duration::from_millis(1500));
        let working = move |ConnectInfo(line): ConnectInfo<Line>| async move {
            let _work = line.work();
            slow().await;
            "done"
        };
        let idle = move || async move {
            slow().await;
            "done"
        };
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let callers = Callers { first: Duration::from_millis(50), ..Callers::new(listener, 8) };
                let routes = Router::new().route("/working", get(working)).route("/idle", get(idle));
                axum::serve(callers, routes.into_make_service_with_connect_info::<Line>()).await
            })
        });
        assert!(heard(port, "/working").ends_with("done"));
        assert_eq!(heard(port, "/idle"), "");
    }
}
