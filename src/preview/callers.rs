//! Connections: how many there may be and how long one may keep silent. Every program and user of the machine can connect
//! without knowing the secret; held open in numbers, connections would use up the descriptors with which plans are read.

use axum::serve::Listener;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
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

/// Takes connections while there is a seat for them; those beyond wait outside.
pub(super) struct Callers {
    listener: TcpListener,
    seats: Arc<Semaphore>,
}

impl Callers {
    pub(super) fn new(listener: TcpListener, most: usize) -> Self {
        Self { listener, seats: Arc::new(Semaphore::new(most)) }
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
        let patience = Box::pin(tokio::time::sleep(FIRST));
        (Caller { stream, patience, _seat: seat }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One connection. Only what is sent to it counts as life: what it sends itself could come a byte at a time for ever.
pub(super) struct Caller {
    stream: TcpStream,
    patience: Pin<Box<Sleep>>,
    _seat: Option<OwnedSemaphorePermit>,
}

impl Caller {
    /// Waits no longer than patience lasts.
    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        ready!(self.patience.as_mut().poll(cx));
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
