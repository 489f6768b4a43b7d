//! What goes wrong with lines: colons, keys, and how deep they are indented.

use super::super::mend::Mend;
use super::super::slips;
use super::{COLON_IN_TEXT, Diagnosis, Explainer, QUOTE_ALL};
use crate::source::problem::quoted;
use crate::source::{indent, to_u32, words_at};
use serde_saphyr::granit_parser::ScalarStyle;
use std::ops::Range;

/// How many more blanks than one stand behind a dash.
const MAX_BEHIND_DASH: usize = 6;

impl Explainer<'_> {
    /// A colon where no key can stand.
    pub(super) fn colon(&self) -> Diagnosis {
        let at = self.fault.at;
        let Some(last) = self.fault.last.as_ref().filter(|last| last.range.end <= at) else { return self.indicator() };
        if last.is_key && self.text[last.range.end..at].trim_start().starts_with(':') {
            return self.indicator();
        }
        let (start, end) = (last.range.start, last.range.end);
        let key_line = self.line_start(end);
        if last.style == ScalarStyle::Plain && self.line_start(start) < key_line {
            return self.swallowed_lines(start, key_line);
        }
        let own = slips::bracket(&self.text[start..end.max(self.rest_of_line(start).end)]);
        let own = own.map(|slip| Diagnosis::slip(&slip.shifted(start)));
        if let Some(diagnosis) = self.full_width_bracket(start).or(own) {
            return diagnosis;
        }
        let line = self.line_start(start);
        if let Some((_, slip)) = slips::in_line(&self.text[line..end]) {
            return Diagnosis::slip(&slip.shifted(line));
        }
        if let Some(diagnosis) = self.lost_brace(line, start) {
            return diagnosis;
        }
        let entry = line + self.indent_of(start);
        if let Some(diagnosis) = self.no_colon_before_brace(entry, start.max(entry)) {
            return diagnosis;
        }
        let colon = at..at + 1;
        let before = self.text[self.line_start(start)..start].trim_end();
        let mend = self.quote_rest(start).filter(|_| before.ends_with(':') && last.style == ScalarStyle::Plain);
        let help = "文の全体を '…' で囲むか、全角の「：」を使ってください";
        Diagnosis::new(colon, COLON_IN_TEXT, help).mend(mend)
    }

    /// 「所属: 架空薬局, 職種: 薬剤師}」: its entries are closed with a brace that nothing opened.
    pub(super) fn lost_brace(&self, line: usize, value: usize) -> Option<Diagnosis> {
        let text = &self.text[line..self.rest_of_line(line).end];
        let opened = |text: &str| text.matches('{').count();
        if !text.ends_with('}') || opened(text) >= text.matches('}').count() {
            return None;
        }
        // Before the first key of the line; where that has a map for its value, behind its colon.
        let first = line + text.len() - text.trim_start_matches([' ', '-']).len();
        let key_value = self.text[first..value].matches(": ").count();
        let at = if key_value > 1 || !self.text[value..].contains(", ") { value } else { first };
        let place = line + text.len() - 1..line + text.len();
        let help = "まとまりの初めに「{」を書いてください。文なら、全体を '…' で囲みます";
        let begins = at..self.rest_of_line(at).end;
        Some(
            Diagnosis::new(place, "この閉じ括弧「}」に対応する「{」がありません", help)
                .related(begins, "ここから始まるまとまりに見えます")
                .mend(Some(Mend::likely(at, 0, "{"))),
        )
    }

    /// A plain text that runs on over line ends up to a key: one of its lines was meant to be something else.
    fn swallowed_lines(&self, start: usize, key_line: usize) -> Diagnosis {
        let first_line = self.line_start(start);
        let begins_line = self.text[first_line..start].trim_matches([' ', '-']).is_empty();
        let first_body = self.text[first_line..self.rest_of_line(first_line).end].trim_start_matches(' ');
        if let Some(slip) = slips::dash(first_body) {
            return Diagnosis::slip(&slip.shifted(self.rest_of_line(first_line).end - first_body.len()));
        }
        let mut line_start = first_line;
        for line in self.text[first_line..key_line].split_inclusive(['\n', '\r']) {
            let from = if line_start == first_line { start - first_line } else { 0 };
            if let Some((_, slip)) = slips::in_line(&line[from..]).filter(|_| line_start > first_line || begins_line) {
                return Diagnosis::slip(&slip.shifted(line_start + from));
            }
            line_start += line.len();
        }
        let first = start..self.rest_of_line(start).end;
        let key = self.key_of_line(key_line);
        if begins_line {
            return self.missing_colon(first);
        }
        let indent = key.start - key_line;
        let siblings = self.fault.open.last().map_or(0, |open| self.column(open.start));
        if let Some(diagnosis) = self.word_before_parts(&first, key_line, siblings) {
            return diagnosis;
        }
        let message = "この行は前の行の文の続きと読まれますが、「: 」があるため読めません";
        let help = format!(
            "前の項目と並ぶ項目なら、字下げを半角{siblings}文字にしてください（今は{indent}文字）。文の続きなら、前の項目を「|-」にして次の行から書いてください"
        );
        Diagnosis::new(key, message, help).related(first, "この文の続きと読まれます").mend(Some(Mend::likely(
            key_line,
            indent,
            " ".repeat(siblings),
        )))
    }

    /// A word behind the colon of a key that has entries of its own below it: 「利用者: 讃岐 ハル」 over 「  氏名:」. One line that stands
    /// too deep is another matter, and one column deeper is no inside.
    fn word_before_parts(&self, word: &Range<usize>, parts: usize, siblings: usize) -> Option<Diagnosis> {
        let line = self.line_start(word.start);
        let key = self.text[line..word.start].trim_end().strip_suffix(':')?.trim_start_matches([' ', '-']);
        let is_next = self.text[word.end..parts].trim().is_empty();
        let first = &self.text[self.rest_of_line(parts)];
        let indent = indent(first);
        let is_item = first[indent..].starts_with("- ");
        let goes_on = self.indent_after(parts + indent) >= indent && !self.next_line(parts).is_empty();
        if !is_next || !(is_item || goes_on && indent >= siblings + 2) {
            return None;
        }
        Some(self.value_and_parts(key, word.clone(), parts + indent..self.rest_of_line(parts).end))
    }

    /// A key without its colon, with entries of its own below it.
    pub(super) fn missing_colon(&self, key: Range<usize>) -> Diagnosis {
        if let Some(diagnosis) = self.full_width_hash(key.start) {
            return diagnosis;
        }
        // 「年月 令和7年6月」: the value stands there, and what parts it from its key is no colon.
        let text = &self.text[key.clone()];
        let name = text.find(slips::for_a_colon).filter(|name| slips::is_key(&text[..*name]));
        let mark = name.and_then(|name| {
            // 「年月⇒ 令和7年6月」: the arrow before the blank is part of what stands there.
            let bare = text[..name].trim_end_matches(['→', '⇒', '➡', '≫', '»', '…', '‥', '＞', '>']);
            let length = name - bare.len() + slips::instead_of_colon(&text[name..])?;
            Some((key.start + bare.len(), length)).filter(|_| !bare.is_empty())
        });
        if let Some((end, mark)) = mark {
            return self.no_colon(key.start..end, Mend::likely(end, mark, ": "));
        }
        // 「第3表{」 lost both.
        let name = text.strip_suffix(['{', '[']).filter(|name| slips::is_key(name)).map(|name| key.start + name.len());
        if let Some(end) = name {
            return self.no_colon(key.start..end, Mend::likely(end, 0, ": "));
        }
        // A full stop is one key away from the colon.
        let end = key.start + text.trim_end_matches(['。', '、', '．', '，', '；', '.', ',', ';', '・']).len();
        self.no_colon(key.clone(), Mend::likely(end, key.end - end, ":"))
    }

    /// A line that begins with `＃`: it was to be a comment, or goes on with the text above it. Of that, nobody makes a comment.
    fn full_width_hash(&self, at: usize) -> Option<Diagnosis> {
        let line = self.rest_of_line(at);
        let body = self.text[line.clone()].strip_prefix('＃')?;
        let is_entry = slips::is_entry(body.trim()) || body.trim_start().starts_with("- ");
        let is_too_flat = |depth: &usize| at - self.line_start(at) < *depth;
        let Some(depth) = self.depth_of_text_above(at).filter(|depth| !is_entry && is_too_flat(depth)) else {
            return Some(Diagnosis::slip(&slips::hash(at)));
        };
        let help = format!(
            "上の文の続きなら、字下げを半角{depth}文字にしてください。コメントなら、文の前（項目の上）に半角の「#」で書いてください"
        );
        let start = self.line_start(at);
        let mend = Mend::likely(start, at - start, " ".repeat(depth));
        let message = "この行は上の文の続きに見えますが、字下げが足りないので読めません";
        Some(Diagnosis::new(line, message, help).mend(Some(mend)))
    }

    /// How deep a line stands that goes on with the text above a place, or begins the one that a key there lacks.
    fn depth_of_text_above(&self, at: usize) -> Option<usize> {
        let start = self.line_start(at);
        let mut above = self.text[..start].lines().rev().filter(|line| !line.trim().is_empty());
        // Several of them in a row are of one kind.
        let is_alike =
            |line: &&str| line.trim_start_matches(' ').starts_with('＃') && line.find('＃') == Some(at - start);
        let line = above.find(|line| !is_alike(line))?.trim_end();
        let words = line.trim_start_matches(' ');
        let entry = words.trim_start_matches("- ");
        if entry.trim_end_matches(['-', '+']).ends_with(['|', '>', ':']) {
            return Some(line.len() - entry.len() + 2);
        }
        let is_sign = words.starts_with(['#', '[', '{', ']', '}', '-']) || words.ends_with([',', '[', '{']);
        (!is_sign && !words.contains(": ") && words.len() < line.len()).then_some(line.len() - words.len())
    }

    /// What is told of a key without its colon.
    pub(super) fn no_colon(&self, key: Range<usize>, mend: Mend) -> Diagnosis {
        let message = format!("{}の後にコロン「:」がありません", quoted(&self.text[key.clone()]));
        Diagnosis::new(key, message, "「項目: 値」または「項目:」の形で書いてください").mend(Some(mend))
    }

    /// A line among 「項目: 値」 that is none.
    pub(super) fn line_without_colon(&self, at: usize) -> Diagnosis {
        let line = self.line_start(at);
        let place = self.rest_of_line(at);
        if let Some((_, slip)) = slips::in_line(&self.text[line..place.end]) {
            return Diagnosis::slip(&slip.shifted(line));
        }
        if let Some(diagnosis) = self.full_width_hash(at) {
            return diagnosis;
        }
        // What ends as a sentence, and is longer than a heading, is one of a text.
        let is_sentence =
            self.text[place.clone()].trim_end().strip_suffix('。').is_some_and(|words| !slips::is_key(words));
        if self.has_entries_below(at) && !is_sentence {
            return self.missing_colon(place);
        }
        // 「認定日；令和7年4月7日」: the key beside the colon.
        let body =
            place.start + self.text[place.clone()].len() - self.text[place.clone()].trim_start_matches("- ").len();
        let text = &self.text[body..place.end];
        let mark = text.find([';', '；', '=', '＝']).filter(|at| slips::is_key(&text[..*at]) && !is_sentence);
        if let Some(at) = mark
            && let Some(length) = slips::instead_of_colon(&text[at..])
            && slips::is_whole_value(&text[at + length..])
        {
            return self.no_colon(body..body + at, Mend::likely(body + at, length, ": "));
        }
        let help = "「項目: 値」の形で書いてください。前の項目の文の続きなら、その項目より深く字下げするか、「|-」を使ってください";
        Diagnosis::new(place, "この行は「項目: 値」の形になっていません", help)
    }

    /// A comment that stands less deep than the text around it, and ends that.
    fn comment_in_text(&self) -> Option<Diagnosis> {
        let is_block = |style| matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let last = self.fault.last.as_ref().filter(|last| is_block(last.style) && last.range.end <= self.fault.at)?;
        let comment = self.fault.comment.as_ref().filter(|comment| {
            last.range.start < comment.start
                && comment.end <= self.fault.at
                && self.column(comment.start) < self.column(last.range.start)
        })?;
        let help = "文の途中の行をコメントにすることはできません。この行を消すか、文の前（項目の上）へ移してください";
        let message = "この「#」の行で上の「|」の文が終わり、次の行が読めません";
        let goes_on = self.column(last.range.start) <= self.column(self.fault.at);
        goes_on.then(|| Diagnosis::new(comment.clone(), message, help))
    }

    /// A line whose indentation fits nowhere, or something behind a value that had already ended.
    pub(super) fn misplaced(&self) -> Diagnosis {
        let at = self.fault.at;
        let (line, place) = (self.line_start(at), self.rest_of_line(at));
        if let Some(diagnosis) = self.text_behind_bracket(false) {
            return diagnosis;
        }
        let behind = self.text[line..at].trim_start();
        if let Some(mark) = behind
            .rfind(": ")
            .map(|colon| behind[colon + 2..].trim_start())
            .filter(|value| value.starts_with(['*', '&', '!']))
        {
            let start = at - mark.len();
            return Diagnosis::new(
                start..place.end,
                format!("「{}」で始まる文は、そのままでは書けません", &mark[..1]),
                QUOTE_ALL,
            )
            .mend(self.quote_rest(start));
        }
        if let Some(diagnosis) = self.comment_in_text() {
            return diagnosis;
        }
        if let Some((_, slip)) = slips::in_line(&self.text[line..place.end]) {
            return Diagnosis::slip(&slip.shifted(line));
        }
        let last = self.fault.last.as_ref();
        if let Some(diagnosis) = self.first_line() {
            return diagnosis;
        }
        if let (Some(comment), Some(last)) = (&self.fault.comment, last)
            && last.range.end <= comment.start
            && last.style == ScalarStyle::Plain
            && !self.text[place.clone()].contains(": ")
        {
            let help =
                "文の途中の行をコメントにすることはできません。コメントを文の前か後へ移すか、「|-」を使ってください";
            return Diagnosis::new(comment.clone(), "このコメントで文が途切れ、次の行が読めません", help);
        }
        let columns = self.column(at);
        if let Some(last) =
            last.filter(|last| matches!(last.style, ScalarStyle::Literal | ScalarStyle::Folded) && last.range.end <= at)
        {
            // Behind a dash reading stops at the text: the line begins before it.
            let line_text = &self.text[line..place.end];
            let start = line + indent(line_text);
            let (columns, place) = (start - line, start..place.end);
            // Where no line of the text was deep enough, its key tells how deep they must be.
            let is_empty = last.range.start >= line;
            let above = self.text[..last.range.start].trim_end().len();
            let wanted = if is_empty { self.indent_of(above) + 1 } else { self.column(last.range.start) };
            let help = format!(
                "文の続きなら半角{wanted}文字以上の字下げにしてください（今は{columns}文字）。次の項目なら、並ぶ項目とそろえてください"
            );
            let diagnosis = Diagnosis::new(place, "字下げが足りず、上の「|」の文の続きと読めません", help);
            if is_empty {
                let header = self.rest_of_line(self.line_start(above));
                let words = header.end - self.text[header.clone()].trim_start_matches([' ', '-']).len()..header.end;
                return diagnosis.related(words, "この行の「|」の下は、文だけになります");
            }
            return diagnosis.related(last.range.start..self.rest_of_line(last.range.start).end, "文の初め");
        }
        let block = self.fault.closed.as_ref().or(self.fault.open.last());
        let what = if self.text[place.clone()].starts_with("- ") { "この「- 」" } else { "この行" };
        let wrong = Diagnosis::new(
            place.clone(),
            format!("{what}の字下げ（半角{columns}文字）が、ほかの項目とそろっていません"),
            "並ぶ項目の字下げをそろえ、中の項目はそれより半角2文字深くしてください",
        );
        match block {
            Some(open) if open.start < at => {
                let first = open.start..self.rest_of_line(open.start).end;
                let words = format!("ここから並ぶ項目の字下げは、半角{}文字です", self.column(open.start));
                wrong.related(first, &words)
            }
            _ => wrong,
        }
    }

    /// Behind a dash that is mended so many blanks stand that its words begin where the keys of the same row do.
    pub(super) fn widen_dash(&self, diagnosis: &mut Diagnosis) {
        let Some(mend) = &mut diagnosis.mend else { return };
        let [(at, remove, insert)] = &mut mend.edits[..] else { return };
        let line = self.line_start(*at);
        let (before, behind) = (&self.text[line..*at], &self.text[*at + *remove..]);
        let is_dash = before.trim_start_matches(' ').is_empty() && insert.starts_with('-')
            || before.trim_start_matches(' ') == "-" && insert.trim().is_empty();
        let below = self.next_line(*at).trim_start_matches(' ');
        let wide = insert.len() + indent(behind);
        let (words, keys) = (before.len() + wide, self.indent_after(*at));
        let is_key = !below.starts_with('-') && (below.contains(": ") || below.trim_end().ends_with(':'));
        if is_dash && is_key && (words + 1..=words + MAX_BEHIND_DASH).contains(&keys) {
            insert.push_str(&" ".repeat(keys - words));
            if let Some((_, text)) = diagnosis.problem.fix.as_mut().and_then(|fix| fix.edits.first_mut()) {
                text.clone_from(insert);
            }
        }
    }

    /// The key at the start of a line.
    fn key_of_line(&self, line_start: usize) -> Range<usize> {
        let line = &self.text[self.rest_of_line(line_start)];
        let indent = line.len() - line.trim_start().len();
        let end = line.find(": ").or_else(|| line.rfind(':')).unwrap_or(line.len());
        line_start + indent..line_start + end.max(indent)
    }

    /// Where on its line the entry of a place begins, behind the dashes of lists.
    pub(super) fn indent_of(&self, at: usize) -> usize {
        words_at(self.file.line(self.file.line_of(to_u32(at))))
    }

    /// The indentation of the next line that is not blank.
    pub(super) fn indent_after(&self, at: usize) -> usize {
        let next = self.next_line(at);
        indent(next)
    }

    /// Whether the next line looks like an entry or item inside of what begins at a place.
    fn has_entries_below(&self, at: usize) -> bool {
        let next = self.next_line(at).trim();
        let entry =
            next.starts_with("- ") || next.contains(": ") || next.ends_with(':') || slips::in_line(next).is_some();
        entry && self.indent_after(at) > self.column(at)
    }

    fn next_line(&self, at: usize) -> &str {
        let after = self.file.line_of(to_u32(at)) + 1;
        (after..after + 20).map(|line| self.file.line(line)).find(|line| !line.trim().is_empty()).unwrap_or_default()
    }
}
