//! 「場所」 what one server shows: the page of one plan, or a board with the pages of its clients behind it.

use super::{Board, Desk, Preview};
use std::sync::Arc;

/// What a server shows.
#[derive(Clone)]
pub enum Site {
    /// One plan, at the root.
    Plan(Room),
    /// A board at the root, and behind it a page for each client.
    Folder(Arc<Folder>),
}

/// A folder's board.
pub struct Folder {
    /// Everybody's lines.
    pub board: Arc<Board>,
    /// Where somebody new is begun; none where the pages only look.
    pub desk: Option<Arc<dyn Desk>>,
    /// Whose pages there are.
    pub clients: Arc<dyn Clients>,
}

/// Who knows the clients of a folder.
pub trait Clients: Send + Sync {
    /// The page of a client, opened if it is not open yet; none for an id that was never given out. An id is all that an
    /// address says of a client: no name of a person, and no name of a file, which could lead elsewhere.
    fn room(&self, id: &str) -> Option<Room>;
}

/// 「部屋」 the page of one plan.
#[derive(Clone)]
pub struct Room {
    /// What it shows.
    pub preview: Arc<Preview>,
    /// Who writes; none where the page only looks.
    pub desk: Option<Arc<dyn Desk>>,
    /// Whether there is a board to go back to.
    pub has_board: bool,
}

impl Site {
    /// The room that an address names: the only one, or that of a client.
    pub(super) fn room(&self, client: Option<&str>) -> Option<Room> {
        match (self, client) {
            (Self::Plan(room), None) => Some(room.clone()),
            (Self::Folder(folder), Some(id)) => folder.clients.room(id),
            _ => None,
        }
    }
}
