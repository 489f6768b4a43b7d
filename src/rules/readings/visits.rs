//! ⑧ By which means something was learned: at the client's home, by video, by telephone.

use crate::case::LogEntry;
use crate::rules::words::Words;

/// Whether an entry's means is a conversation by video.
#[must_use]
pub fn is_video(entry: &LogEntry, words: &Words) -> bool {
    let means = entry.means.plain();
    words.found_in_plain("log_video", means).is_some() && !means.contains("会議")
}

/// Whether an entry's means is a telephone call, a fax or a mail.
#[must_use]
pub fn is_call(entry: &LogEntry, words: &Words) -> bool {
    words.found("log_calls", &entry.means).is_some() && !is_video(entry, words)
}

/// Whether an entry is a visit to the client's home; a visit without a place is taken for one (its place is told apart).
#[must_use]
pub fn is_home_visit(entry: &LogEntry, words: &Words) -> bool {
    let (means, content) = (entry.means.plain(), entry.content.plain());
    let says = |list: &str, text: &str| words.found_in_plain(list, text).is_some();
    if is_call(entry, words) || is_video(entry, words) {
        return false;
    }
    let visit = says("log_visits", means);
    says("log_home", means)
        || visit && (place_of(means, words).is_empty() || says("log_home", content))
        || !visit && says("log_visits", content) && says("log_home", content)
}

/// What a 訪問 names besides the words that are no place.
#[must_use]
pub fn place_of(means: &str, words: &Words) -> String {
    let mut rest = means.to_owned();
    for word in words.candidates("log_not_place", means) {
        rest = rest.replace(word, "");
    }
    rest.chars().filter(|c| c.is_alphanumeric()).collect()
}
