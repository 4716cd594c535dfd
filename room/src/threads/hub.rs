//! Between those who post and those who read: pages kept in memory, and what is new, by server-sent events.
//!
//! One task for each thread that has readers asks the store what changed and encodes it once for all of them; it is
//! woken by posts of this process and looks every two seconds for those of others. A reader comes with the number of
//! the last change seen, so that nothing is lost between a page and its events, nor when a connection breaks.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body::Frame;
use store::ThreadId;
use store::threads::{Comment, List};
use tokio::sync::{Notify, broadcast};

use super::piece::{self, Pieces};
use crate::App;

/// How often a thread with readers is looked at, for what other processes posted.
const LOOK: Duration = Duration::from_secs(2);
/// How often a quiet connection says that it is alive.
const ALIVE: Duration = Duration::from_secs(25);
/// Frames a slow reader may be behind before the rest is asked of the store again.
const BEHIND: usize = 16;
/// Changes in one frame.
const IN_A_FRAME: u32 = 50;
/// Bytes of pages kept in memory: some 100 full ones.
const KEPT_BYTES: usize = 32 << 20;

/// What readers of this process share.
#[derive(Debug, Default)]
pub struct Hub {
    rooms: Mutex<HashMap<ThreadId, Room>>,
    pages: Mutex<Pages>,
    is_closing: AtomicBool,
    closing: Notify,
}

#[derive(Debug)]
struct Room {
    frames: broadcast::Sender<Changes>,
    bell: Arc<Notify>,
}

/// Changes as an event, up to the number `seq` of the thread.
#[derive(Clone, Debug)]
struct Changes {
    seq: i64,
    bytes: Bytes,
}

#[derive(Debug, Default)]
struct Pages {
    kept: HashMap<(ThreadId, List), (Arc<Pieces>, u64)>,
    bytes: usize,
    clock: u64,
}

impl Hub {
    /// A page that is kept, fresh or not.
    pub(super) fn page(&self, thread: ThreadId, list: &List) -> Option<Arc<Pieces>> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.clock += 1;
        let clock = pages.clock;
        let (pieces, used) = pages.kept.get_mut(&(thread, list.clone()))?;
        *used = clock;
        Some(Arc::clone(pieces))
    }

    /// Keeps a page; those not asked for longest give way.
    pub(super) fn keep(&self, thread: ThreadId, list: List, pieces: &Arc<Pieces>) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.clock += 1;
        let clock = pages.clock;
        pages.bytes += pieces.bytes;
        if let Some((old, _)) = pages.kept.insert((thread, list), (Arc::clone(pieces), clock)) {
            pages.bytes -= old.bytes;
        }
        while pages.bytes > KEPT_BYTES && pages.kept.len() > 1 {
            let oldest = pages.kept.iter().min_by_key(|(_, (_, used))| *used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else { break };
            if let Some((old, _)) = pages.kept.remove(&key) {
                pages.bytes -= old.bytes;
            }
        }
    }

    /// Forgets all pages: somebody changed their name.
    pub(crate) fn forget(&self) {
        *self.pages.lock().unwrap_or_else(PoisonError::into_inner) = Pages::default();
    }

    /// Something changed in a thread.
    pub(crate) fn ring(&self, thread: ThreadId) {
        let rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(room) = rooms.get(&thread) {
            room.bell.notify_one();
        }
    }

    /// Ends all connections: the process stops.
    pub fn close(&self) {
        self.is_closing.store(true, Ordering::Relaxed);
        self.closing.notify_waiters();
    }

    fn enter(&self, app: &Arc<App>, thread: ThreadId, seq: i64) -> broadcast::Receiver<Changes> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(room) = rooms.get(&thread) {
            return room.frames.subscribe();
        }
        let (frames, receiver) = broadcast::channel(BEHIND);
        let bell = Arc::new(Notify::new());
        rooms.insert(thread, Room { frames: frames.clone(), bell: Arc::clone(&bell) });
        tokio::spawn(look(Arc::clone(app), thread, seq, frames, bell));
        receiver
    }

    /// Whether the last reader has left, in which case the room is gone.
    fn is_empty(&self, thread: ThreadId, frames: &broadcast::Sender<Changes>) -> bool {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let is_empty = frames.receiver_count() == 0;
        if is_empty {
            rooms.remove(&thread);
        }
        is_empty
    }
}

/// Looks after one thread as long as it has readers.
async fn look(
    app: Arc<App>,
    thread: ThreadId,
    mut seq: i64,
    frames: broadcast::Sender<Changes>,
    bell: Arc<Notify>,
) {
    while !app.talk.is_empty(thread, &frames) && !app.talk.is_closing.load(Ordering::Relaxed) {
        match changes(&app, thread, seq).await {
            Some(changes) => {
                seq = changes.seq;
                // Nobody is there: seen at the next turn.
                let _ = frames.send(changes);
            }
            None => {
                let _ = tokio::time::timeout(LOOK, bell.notified()).await;
            }
        }
    }
}

/// What changed after `seq`, as one event; `None`: nothing, or the store does not answer now.
async fn changes(app: &App, thread: ThreadId, seq: i64) -> Option<Changes> {
    let changed = app.store.changed_comments(thread, seq, IN_A_FRAME).await.ok()?;
    let last = changed.last()?.seq;
    Some(Changes { seq: last, bytes: encode(&changed, last) })
}

/// `id` is what a browser comes back with (HTML §9.2.6).
fn encode(changed: &[Comment], seq: i64) -> Bytes {
    let shown: Vec<serde_json::Value> = changed
        .iter()
        .filter_map(|comment| {
            let piece = piece::of(comment)?;
            let html = piece.whole();
            let parent = comment.parent_id.map(|id| id.0);
            Some(serde_json::json!({ "id": comment.id.0, "parent": parent, "by": piece.author, "html": html }))
        })
        .collect();
    let json = serde_json::Value::Array(shown);
    Bytes::from(format!("id: {seq}\nevent: comments\ndata: {json}\n\n"))
}

/// The body of an answer that goes on as long as the reader stays: from the change `seen` on; `seq` is the last one now.
pub(super) fn live(app: Arc<App>, thread: ThreadId, seq: i64, seen: i64) -> Body {
    let frames = app.talk.enter(&app, thread, seq);
    let listener = Listener { app, thread, seen, frames, is_new: true };
    Body::new(Live { next: Box::pin(listener.next()) })
}

struct Listener {
    app: Arc<App>,
    thread: ThreadId,
    /// The last change that was sent.
    seen: i64,
    frames: broadcast::Receiver<Changes>,
    is_new: bool,
}

impl Listener {
    /// The next bytes to send; `None`: it is over.
    async fn next(mut self) -> Option<(Bytes, Self)> {
        if self.is_new {
            self.is_new = false;
            // What came between the page and this; those that come now wait in the receiver.
            let missed = changes(&self.app, self.thread, self.seen).await;
            let Some(missed) = missed else {
                return Some((Bytes::from_static(b"retry: 3000\n\n"), self));
            };
            self.is_new = true;
            self.seen = missed.seq;
            return Some((missed.bytes, self));
        }
        let app = Arc::clone(&self.app);
        let closing = app.talk.closing.notified();
        if app.talk.is_closing.load(Ordering::Relaxed) {
            return None;
        }
        tokio::select! {
            () = closing => None,
            received = Self::receive(&mut self.frames, self.seen) => {
                match received {
                    Ok(changes) => {
                        self.seen = changes.seq;
                        Some((changes.bytes, self))
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        self.is_new = true;
                        Some((Bytes::from_static(b":\n\n"), self))
                    }
                    Err(broadcast::error::RecvError::Closed) => None,
                }
            }
            () = tokio::time::sleep(ALIVE) => Some((Bytes::from_static(b":\n\n"), self)),
        }
    }

    /// Passes over what was sent already.
    async fn receive(
        frames: &mut broadcast::Receiver<Changes>,
        seen: i64,
    ) -> Result<Changes, broadcast::error::RecvError> {
        loop {
            let changes = frames.recv().await?;
            if changes.seq > seen {
                return Ok(changes);
            }
        }
    }
}

type Next = Pin<Box<dyn Future<Output = Option<(Bytes, Listener)>> + Send>>;

struct Live {
    next: Next,
}

impl http_body::Body for Live {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.next.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Ready(Some((bytes, listener))) => {
                self.next = Box::pin(listener.next());
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
        }
    }
}
