//! What a text becomes: a key or a value, without what nobody sees, without the spaces that YAML puts between lines, and
//! with the remarks that a reader of the plan should hear.

use super::super::Kind;
use super::super::slips::{self, Doubts};
use super::{Builder, Content, FaultKind, Frame, Key, LastScalar, fold};
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use crate::source::unseen::{self, is_unseen};
use crate::source::{line_end_of, to_u32};
use serde_saphyr::granit_parser::ScalarStyle;
use std::ops::Range;

impl Builder<'_> {
    pub(super) fn tell(&mut self, place: &Range<usize>, message: impl Into<String>, help: &str) {
        let span = self.mending.span(self.id, place.start, place.end);
        self.problems.push(Problem::new(ProblemCode::Syntax, span, message).help(help));
    }

    /// Tells a text that begins like a reference; in quotes it is a text.
    pub(super) fn tell_text(&mut self, place: &Range<usize>, message: impl Into<String>, help: &str) {
        let span = |start, end| self.mending.span(self.id, start, end);
        let problem = Problem::new(ProblemCode::Syntax, span(place.start, place.end), message).help(help);
        let line = self.text[place.start..].split(['\n', '\r']).next().unwrap_or_default().trim_end();
        let flow = self.frames.last().is_some_and(|frame| frame.open.flow);
        let plain = !flow && !line.contains(['\'', '#']) && !line.contains(": ");
        let ends = [place.start, place.start + line.len()];
        let edits = ends.map(|at| (span(at, at), "'".to_owned())).to_vec();
        // Such a sign may be one too many.
        let fix = Fix { title: "文の全体を '…' で囲む".to_owned(), edits, certain: false };
        self.problems.push(if plain { problem.fix(fix) } else { problem });
    }

    pub(super) fn scalar(
        &mut self,
        text: String,
        style: ScalarStyle,
        anchor: usize,
        place: &Range<usize>,
    ) -> Result<(), FaultKind> {
        let plain = style == ScalarStyle::Plain;
        let is_key = matches!(self.frames.last(), Some(Frame { content: Content::Map { key: None, .. }, .. }));
        self.last = Some(LastScalar { range: place.clone(), style, is_key });
        self.closed = None;
        let text = self.without_unseen(text, style, place);
        if is_key {
            let text = if place.is_empty() && plain { None } else { Some(text) };
            if text.is_none() {
                self.tell(place, "「:」の前に項目名がありません", "「項目: 値」の形で書いてください");
            }
            if anchor > 0 {
                self.keep(anchor, self.node(Kind::Scalar(text.clone().unwrap_or_default()), place, None))?;
            }
            return self.key(Key { text, range: place.clone(), plain });
        }
        let above = if plain { self.above_unkeyed_text(place) } else { None };
        let (text, place) = above.map_or((text, place.clone()), |(text, above)| (text, above));
        let place = &place;
        let trimmed = place.start + self.text.get(place.clone()).map_or(0, |source| source.trim_end().len());
        let place_of_text = place.start..trimmed;
        let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let place_of_text = if block && text.trim().is_empty() { self.mark_above(place.start) } else { place_of_text };
        if plain {
            self.tell_wide_mark(place);
        }
        let mut doubts = if plain { self.doubts(place) } else { None };
        let mut remarks = Vec::new();
        let kind = match style {
            ScalarStyle::Plain if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") => {
                self.tell_cell_error();
                remarks.extend(self.number_lost_behind_key());
                Kind::Null
            }
            ScalarStyle::Literal => Kind::Scalar(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text)),
            _ => {
                let text = if style == ScalarStyle::Folded { text.trim_end_matches('\n').to_owned() } else { text };
                remarks.extend(if plain { self.words_lost_behind(place) } else { None });
                remarks.extend(if plain { self.beginning_lost_behind_key(place) } else { None });
                Kind::Scalar(self.unfolded(text, style, &place_of_text, &mut remarks))
            }
        };
        if matches!(kind, Kind::Scalar(_)) {
            remarks.extend(self.printed_signs(&place_of_text, style));
            remarks.extend(if plain { self.no_comment_behind(&place_of_text) } else { None });
        }
        if !plain {
            remarks.extend(self.no_comment_in(&place_of_text, style));
        }
        if block {
            remarks.extend(self.lines_lost_behind(&place_of_text));
        }
        if !remarks.is_empty() {
            doubts.get_or_insert_default().remarks = remarks;
        }
        let swallowed = if block { self.keys_in(place) } else { Vec::new() };
        if !swallowed.is_empty() {
            doubts.get_or_insert_default().swallowed = swallowed;
        }
        if block && let Some(problem) = self.parts_in(&place_of_text) {
            doubts.get_or_insert_default().list = Some(problem);
        }
        let node = self.node(kind, &place_of_text, doubts);
        if anchor > 0 {
            self.keep(anchor, node.clone())?;
        }
        self.value(node, place)
    }

    /// A line of a `|` text or of one in quotes that looks like a comment: elsewhere `#` begins one, and here it is printed. A number
    /// behind it is none, and what is quoted on one line is quoted for it.
    fn no_comment_in(&self, place: &Range<usize>, style: ScalarStyle) -> Option<Problem> {
        let source = self.text.get(place.clone())?;
        let (of, skipped) = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => ("引用符の中", 1),
            _ => ("「|」の文の一部", 0),
        };
        let is_remark = |line: &&str| {
            let words = line.trim_start_matches([' ', '#']);
            line.trim_start().starts_with('#')
                && !words.starts_with(|c: char| matches!(c, '0'..='9' | '０'..='９'))
                && !words.trim().is_empty()
        };
        let mut found = source.lines().skip(skipped).filter(is_remark);
        let (line, more) = (found.next()?.trim(), found.count());
        let start = place.start + source.find(line)?;
        let span = self.mending.span(self.id, start, start + line.len());
        let more = if more > 0 { format!("（ほかに {more} 行）") } else { String::new() };
        let message = format!("{}は{of}なので、印字されます{more}", quoted(line));
        Some(Problem::new(ProblemCode::NoComment, span, message).help("覚え書きなら、項目の上の行に書いてください"))
    }

    /// The `|` or `>` that an empty text was begun with: the reader gives the place behind it, on the line of the next key.
    fn mark_above(&self, end: usize) -> Range<usize> {
        let above = self.text[..end].trim_end();
        let line = above.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let said = above[line..].split(" #").next().unwrap_or_default().trim_end();
        said.rfind(['|', '>']).map_or(end..end, |at| line + at..line + said.len())
    }

    /// Tells a full-width `｜` or `＞` that should begin a text of several lines; YAML takes it for the text's first line.
    fn tell_wide_mark(&mut self, place: &Range<usize>) {
        let source = self.text.get(place.clone()).unwrap_or_default();
        let (found, wanted) = match source.chars().next() {
            Some('｜') => ('｜', "|"),
            Some('＞') => ('＞', ">"),
            _ => return,
        };
        let first = source.split(['\n', '\r']).next().unwrap_or_default().trim_end();
        if matches!(first.strip_prefix(found), Some("" | "-" | "+" | "－" | "ー")) {
            let span = self.mending.span(self.id, place.start, place.start + first.len());
            let message = format!("全角の「{found}」が使われています。YAMLの記号と空白は半角で書きます");
            let wanted = format!("{wanted}-");
            let problem = Problem::new(ProblemCode::FullWidth, span, message)
                .help(format!("文を行ごとに書くときは、半角で「項目: {wanted}」と書いてください"))
                .fix(Fix::certain(format!("「{wanted}」に直す"), span, wanted));
            self.problems.push(problem);
        }
    }

    /// Lines of a block text that look like entries, or end in one. They may be meant as text: whether one is missed, its record knows.
    fn keys_in(&self, place: &Range<usize>) -> Vec<(String, Problem)> {
        let mut start = place.start;
        let source = self.text.get(place.clone()).unwrap_or_default();
        let mut found = Vec::new();
        for line in source.split_inclusive(['\n', '\r']) {
            let body = line.trim_start_matches(' ');
            let at = start + line.len() - body.len();
            start += line.len();
            let is_colon =
                |colon: &usize| body[colon + 1..].chars().next().is_none_or(|c| matches!(c, ' ' | '\n' | '\r'));
            let colons = body.match_indices(':').map(|(colon, _)| colon).filter(is_colon);
            found.extend(colons.filter_map(|colon| self.key_in(&body[..colon], at)));
        }
        found
    }

    /// What stands before a colon in a text's line as a key, in quotes or not: all of it, or its last word.
    fn key_in(&self, before: &str, at: usize) -> Option<(String, Problem)> {
        // Blanks may stand before the colon. In quotes a key alone on its line is one as well.
        let before = before.trim_end_matches([' ', '\t']);
        let bare = ['"', '\''].iter().find_map(|mark| before.strip_prefix(*mark)?.strip_suffix(*mark));
        let whole = bare.unwrap_or(before);
        let last = || before.rsplit(|c: char| !c.is_alphanumeric()).next();
        let key = if slips::is_key(whole) { whole } else { last()? };
        if key.is_empty() {
            return None;
        }
        let is_line = key == whole;
        let words = if is_line { 0 } else { before.len() - key.len() };
        let span = self.mending.span(self.id, at + words, at + before.len());
        let (what, how) = if is_line {
            (format!("「{key}」の行は"), "字下げをほかの項目にそろえてください")
        } else {
            (format!("「{key}」から後は"), "その前で改行し、字下げをほかの項目にそろえてください")
        };
        let problem =
            Problem::new(ProblemCode::SwallowedKey, span, format!("{what}上の文の一部と読まれ、その欄に印字されます"))
                .help(format!("項目なら、{how}。文なら、全角の「{key}：」と書いてください"));
        let fix = (!is_line).then(|| self.line_end_before(at + words)).flatten();
        Some((key.to_owned(), Problem { fix: fix.map(Box::new), ..problem }))
    }

    /// A line end before an entry that stands at the end of a text's line, as deep as the entries beside.
    fn line_end_before(&self, key: usize) -> Option<Fix> {
        let open = &self.frames.last().filter(|frame| !frame.open.flow)?.open;
        let line = self.text[..open.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let end = self.text[..key].trim_end().len();
        let instead = [line_end_of(self.text), &" ".repeat(open.start - line)].concat();
        Some(Fix::likely("その前で改行する", self.mending.span(self.id, end, key), instead))
    }

    /// The `|` over lines that look like items or entries: told where its place wants those and no text.
    fn parts_in(&self, place: &Range<usize>) -> Option<Problem> {
        let first = self.text.get(place.clone())?.lines().next()?;
        let mark = self.mark_above(place.start);
        if mark.is_empty() || !(first.starts_with("- ") || first.contains(": ") || first.ends_with(':')) {
            return None;
        }
        let span = self.mending.span(self.id, mark.start, mark.end);
        let written = self.text.get(mark)?;
        let message =
            format!("この行の「{written}」のため、下の行はすべて一つの文と読まれ、項目の並びになっていません");
        let problem =
            Problem::new(ProblemCode::WrongKind, span, message).help(format!("「{written}」を消してください"));
        let title = format!("「{written}」を消す");
        let text = self.mending.span(self.id, place.start, place.end);
        Some(problem.related(text, "ここからが文と読まれています").fix(Fix::likely(title, span, "")))
    }

    /// A text without the characters that nobody sees, which are told.
    fn without_unseen(&mut self, text: String, style: ScalarStyle, place: &Range<usize>) -> String {
        let Some(message) = Some(&text).filter(|text| unseen::may_stand_in(text)).and_then(|text| unseen::told(text))
        else {
            return text;
        };
        let source = self.text.get(place.clone()).unwrap_or_default();
        let found: Vec<(usize, char)> = source.char_indices().filter(|(_, c)| is_unseen(*c)).collect();
        let span_of =
            |at: usize, c: char| self.mending.span(self.id, place.start + at, place.start + at + c.len_utf8());
        let span = found
            .first()
            .map_or_else(|| self.mending.span(self.id, place.start, place.end), |(at, c)| span_of(*at, *c));
        let problem = Problem::new(ProblemCode::Unseen, span, message).help(unseen::TO_MEND);
        let line = self.text[..place.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let next_line = [line_end_of(self.text), &" ".repeat(place.start - line)].concat();
        let instead = |c: char| match c {
            '\u{2028}' | '\u{2029}' if style == ScalarStyle::Literal => next_line.clone(),
            c if unseen::parts_words(c) => " ".to_owned(),
            _ => String::new(),
        };
        let edits: Vec<_> = found.iter().map(|(at, c)| (span_of(*at, *c), instead(*c))).collect();
        // Whether a line was to end there, nobody else knows.
        let parts = found.iter().any(|(_, c)| unseen::parts_words(*c));
        let title = if parts {
            "目に見えない文字を、改行か空白に直す"
        } else {
            "目に見えない文字を消す"
        };
        let fix = Fix { title: title.to_owned(), edits, certain: !parts };
        self.problems.push(if found.is_empty() { problem } else { problem.fix(fix) });
        let seen = |c: char| if is_unseen(c) { unseen::parts_words(c).then_some(' ') } else { Some(c) };
        text.chars().filter_map(seen).collect()
    }

    /// A text without the spaces that YAML put in the place of its line ends between full-width characters.
    fn unfolded(&self, text: String, style: ScalarStyle, place: &Range<usize>, remarks: &mut Vec<Problem>) -> String {
        let source = self.text.get(place.clone()).unwrap_or_default();
        // Every text is asked, and bytes are looked through faster than characters.
        if !source.bytes().any(|byte| matches!(byte, b'\n' | b'\r')) {
            return text;
        }
        let doubled = match style {
            ScalarStyle::SingleQuoted => Some(source.trim_matches('\'').replace("''", "'")),
            _ => None,
        };
        let inner = match style {
            ScalarStyle::DoubleQuoted => source.trim_matches('"'),
            _ => doubled.as_deref().unwrap_or(source),
        };
        let Some(folded) = fold::unfold(inner, &text) else { return text };
        if let Some(problem) = self.mistyped_header(style, place) {
            remarks.push(problem);
        } else if folded.lost_paragraphs || self.begins_below_key(style, place) && fold::has_short_line(source) {
            let span = self.mending.span(self.id, place.start, place.end);
            let message = "改行した行が、一つの文に続けて印字されます";
            let problem = Problem::new(ProblemCode::LostParagraphs, span, message)
                .help("行を分けて印字するときは「項目: |-」と書き、文は次の行から字下げして書いてください");
            // Whose heading is gone may be the last of them.
            let last = source.trim_end().rfind('\n').map_or(0, |at| at + 1);
            let words = place.start + last + (source[last..].len() - source[last..].trim_start().len());
            let end = place.start + source.trim_end().len();
            let problem = problem.related(self.mending.span(self.id, words, end), "この行までが一つの文です");
            remarks.push(match self.as_lines(style, place) {
                Some(fix) => problem.fix(fix),
                None => problem,
            });
        }
        folded.text
    }

    /// Whether a plain text begins on the line below its key, where a text of lines would.
    fn begins_below_key(&self, style: ScalarStyle, place: &Range<usize>) -> bool {
        let above = self.text[..place.start].trim_end_matches([' ', '\t']);
        style == ScalarStyle::Plain && above.ends_with('\n') && above.trim_end().ends_with(':')
    }

    /// 「-|」, 「l-」: signs that stand where a text of lines has its 「|-」, printed with the text.
    fn mistyped_header(&self, style: ScalarStyle, place: &Range<usize>) -> Option<Problem> {
        const BARS: [char; 5] = ['¦', 'l', 'I', '1', '/'];
        const ENDS: [char; 6] = ['-', '－', 'ー', '‐', '+', '='];
        let source = self.text.get(place.clone()).filter(|_| style == ScalarStyle::Plain)?;
        let first = source.lines().next()?.trim_end();
        // 「「|-」, 「“|-”」: quotes and brackets around it were typed with it.
        let bare = first
            .trim_matches(['「', '」', '『', '』', '（', '）', '(', ')', '“', '”', '‘', '’', '〝', '〟', '【', '】']);
        let is_wrapped = bare.len() < first.len() && matches!(bare, "|" | "|-" | "|+" | ">" | ">-");
        let is_header = is_wrapped
            || match *first.chars().collect::<Vec<char>>() {
                [bar] => matches!(bar, '¦' | 'l' | 'I'),
                [one, other] => {
                    BARS.contains(&one) && ENDS.contains(&other)
                        || ENDS.contains(&one) && matches!(other, '|' | '｜' | '¦')
                }
                _ => false,
            };
        let span = self.mending.span(self.id, place.start, place.start + first.len());
        let message =
            format!("{}は「|-」の打ち間違いに見えます。このままでは、下の行と一続きに印字されます", quoted(first));
        is_header.then(|| {
            Problem::new(ProblemCode::LostParagraphs, span, message)
                .help("文を次の行から書くときは「項目: |-」と書いてください")
                .fix(Fix::likely("「|-」に直す", span, "|-"))
        })
    }

    /// How a folded text is made one that keeps its lines.
    fn as_lines(&self, style: ScalarStyle, place: &Range<usize>) -> Option<Fix> {
        let title = "行を分けて印字する（|-）";
        match style {
            ScalarStyle::Folded => {
                let mark = self.text[..place.start].rfind('>')?;
                let between = self.text[mark + 1..place.start].trim_start_matches(['-', '+']);
                let span = self.mending.span(self.id, mark, mark + 1);
                between.trim().is_empty().then(|| Fix::likely(title, span, "|"))
            }
            ScalarStyle::Plain => {
                let indent_of = |line: &str| line.len() - line.trim_start_matches(' ').len();
                let source = self.text.get(place.clone())?;
                let mut below = source.lines().skip(1).filter(|line| !line.trim().is_empty());
                let indent = indent_of(below.next()?);
                let span = self.mending.span(self.id, place.start, place.start);
                let alike = below.all(|line| indent_of(line) == indent) && !source.contains('\t');
                alike.then(|| Fix::likely(title, span, format!("|-{}{}", line_end_of(self.text), " ".repeat(indent))))
            }
            _ => None,
        }
    }

    fn doubts(&self, place: &Range<usize>) -> Option<Box<Doubts>> {
        let in_flow_list =
            self.frames.last().is_some_and(|frame| frame.open.flow && matches!(frame.content, Content::Seq(_)));
        let source = self.text.get(place.clone())?;
        Doubts::of(source, in_flow_list, |slip| {
            self.mending.problem(self.id, slip.problem(self.id, to_u32(place.start)))
        })
    }
}
