//! The states of a plan that pages may still be looking at, by their hashes.
//!
//! What is written on an old state is compared with what is there now, so the states of a session are kept; but a large plan
//! that is written on all day must not fill the memory. A text that is held twice is held once: the steps back share it.

use std::collections::VecDeque;
use std::sync::Arc;

/// The most states.
const STATES: usize = 500;

/// The most text of them, in bytes: of the largest plan some thirty states.
const BYTES: usize = 32 << 20;

/// States of the plan by their hashes, the newest last.
#[derive(Default)]
pub(super) struct States {
    states: VecDeque<(String, Arc<str>)>,
    bytes: usize,
}

impl States {
    /// The state of this name; none where it is not remembered any more.
    pub(super) fn get(&self, name: &str) -> Option<&Arc<str>> {
        self.states.iter().rev().find(|(known, _)| known == name).map(|(_, text)| text)
    }

    /// Remembers a state as the newest one, and forgets the oldest where there are too many or too long ones.
    pub(super) fn remember(&mut self, name: &str, text: &str) -> Arc<str> {
        if let Some((last, text)) = self.states.back()
            && last == name
        {
            return Arc::clone(text);
        }
        let text = self.shared(name, text);
        self.states.push_back((name.to_owned(), Arc::clone(&text)));
        self.bytes += text.len();
        while self.states.len() > 1 && (self.states.len() > STATES || self.bytes > BYTES) {
            self.bytes -= self.states.pop_front().map_or(0, |(_, text)| text.len());
        }
        text
    }

    /// A state as it is held already, else a text of its own.
    pub(super) fn shared(&self, name: &str, text: &str) -> Arc<str> {
        self.get(name).map_or_else(|| Arc::from(text), Arc::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES, STATES, States};
    use std::sync::Arc;

    #[test]
    fn a_large_plan_does_not_fill_the_memory_and_a_small_one_is_remembered_long() {
        let mut states = States::default();
        let size = 900_000;
        let large = |at: usize| format!("{at}{}", " ".repeat(size));
        for at in 0..100 {
            states.remember(&at.to_string(), &large(at));
        }
        let held: usize = states.states.iter().map(|(_, text)| text.len()).sum();
        assert!(held <= BYTES && held == states.bytes, "{held}");
        assert!(states.get("99").is_some() && states.get("80").is_some() && states.get("0").is_none());
        // One that is larger than all of that is still remembered.
        states.remember("huge", &"x".repeat(BYTES + 1));
        assert!(states.get("huge").is_some() && states.get("99").is_none());
        let mut states = States::default();
        for at in 0..STATES {
            states.remember(&at.to_string(), "利用者: {}\n");
        }
        assert!(states.get("0").is_some());
        states.remember("one more", "");
        assert!(states.get("0").is_none() && states.get("1").is_some());
    }

    #[test]
    fn a_text_is_held_once() {
        let mut states = States::default();
        let first = states.remember("a", "利用者: {}\n");
        states.remember("b", "利用者: {氏名: 甲}\n");
        assert!(Arc::ptr_eq(&first, &states.shared("a", "利用者: {}\n")));
        assert!(Arc::ptr_eq(&first, &states.remember("a", "利用者: {}\n")), "gone back to");
    }
}
