//! The word that is being typed on a line: where it begins, behind which key, in which brackets and quotes.

/// What the signs before the cursor have opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typing {
    /// The key behind whose colon the cursor is; of the innermost braces, or of the line.
    pub(super) key: Option<String>,
    /// Braces and brackets that are open, from the outside in.
    pub(super) frames: Vec<Frame>,
    /// Where the word begins.
    pub(super) word: usize,
    /// The quote that is open.
    pub(super) quote: Option<char>,
    /// Whether the cursor is in a comment.
    pub(super) in_comment: bool,
}

/// Open braces or brackets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// Whether it is `[`.
    pub(super) is_list: bool,
    /// The keys whose values are done.
    pub(super) keys: Vec<String>,
    /// The key whose value is being written.
    pub(super) key: Option<String>,
}

/// Reads a line up to the cursor, from the byte at which its text begins.
#[must_use]
pub(super) fn typing(before: &str, from: usize) -> Typing {
    let mut found = Typing { word: from, ..Typing::default() };
    // Whether nothing of the word stands yet.
    let mut fresh = true;
    let mut chars = before.char_indices().skip_while(|(at, _)| *at < from).peekable();
    while let Some((at, c)) = chars.next() {
        if let Some(quote) = found.quote {
            if c == '\\' && quote == '"' {
                chars.next();
            } else if c == quote {
                found.quote = None;
            }
            continue;
        }
        let ends_word = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        match c {
            '\'' | '"' if fresh => {
                (found.quote, found.word, fresh) = (Some(c), at + 1, false);
            }
            '{' | '[' if fresh => {
                found.frames.push(Frame { is_list: c == '[', ..Frame::default() });
                found.word = at + 1;
            }
            '}' | ']' if !found.frames.is_empty() => {
                found.frames.pop();
                fresh = false;
            }
            ',' if !found.frames.is_empty() => {
                (found.word, fresh) = (at + 1, true);
                if let Some(frame) = found.frames.last_mut() {
                    frame.keys.extend(frame.key.take());
                }
            }
            ':' if ends_word => {
                let key = before[found.word..at].trim().trim_end_matches(['\'', '"']).to_owned();
                match found.frames.last_mut() {
                    Some(frame) if !frame.is_list && frame.key.is_none() => frame.key = Some(key),
                    None if found.key.is_none() => found.key = Some(key),
                    // 「注意: 転倒」 the value has such a colon itself.
                    _ => continue,
                }
                (found.word, fresh) = (at + 1, true);
            }
            '#' if fresh || before[..at].ends_with(char::is_whitespace) => {
                found.in_comment = true;
                break;
            }
            c if c.is_whitespace() => {
                if fresh {
                    found.word = at + c.len_utf8();
                }
            }
            _ => fresh = false,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_begins_behind_signs() {
        let word = |text: &str| {
            let found = typing(text, 0);
            (text[found.word..].to_owned(), found.frames.len(), found.quote)
        };
        assert_eq!(word("事業所: デイ"), ("デイ".to_owned(), 0, None));
        assert_eq!(word("事業所:"), (String::new(), 0, None));
        assert_eq!(word("備考: （注［1］: x"), ("（注［1］: x".to_owned(), 0, None));
        assert_eq!(word("備考: a[b"), ("a[b".to_owned(), 0, None));
        assert_eq!(word("{曜日: [火, 金], 時間: '9:3"), ("9:3".to_owned(), 1, Some('\'')));
        assert_eq!(word("{曜日: [火, 金"), ("金".to_owned(), 2, None));
        assert_eq!(word("{a: 'it''s', b: \"x\\\"y\", c: z"), ("z".to_owned(), 1, None));
        assert!(typing("状況: 認定済 # 確", 0).in_comment);
        assert!(!typing("番号: C#", 0).in_comment);
    }
}
