//! What is told of a line between brackets that is odd.

use super::super::slips::{self, Slip};
use super::odd::Odd;
use super::width;
use crate::source::problem::{Problem, ProblemCode, quoted};
use crate::source::{FileId, Fix, SourceFile, Span, line_end_of, to_u32, without_comment};

/// What is told of an odd line.
pub(super) fn problem(id: FileId, file: &SourceFile, number: usize, odd: &Odd) -> Problem {
    let words = |number: usize| {
        let text = file.line(number).trim_end();
        let begins = file.line_start(number) + to_u32(text.len() - text.trim_start().len());
        Span::new(id, begins, file.line_start(number) + to_u32(text.len()))
    };
    let own = words(number);
    let from = |at: usize| Span { start: (file.line_start(number) + to_u32(at)).min(own.end), ..own };
    let tell = |span: Span, message: String, help: &str| Problem::new(ProblemCode::Syntax, span, message).help(help);
    let pairs = "括弧の対を確かめてください";
    let not_opened = || {
        let problem = tell(own, "この行の前に、始まりの括弧がありません".to_owned(), pairs);
        // Where it stood alone its line may be left; or it became the end of the comment on the line above.
        let blank =
            (1..number).rev().take_while(|above| !file.says(*above)).find(|above| file.line(*above).trim().is_empty());
        let above = file.said_above(number).next().map(|above| (above, without_comment(file.line(above)).len()));
        let comment = above.filter(|(above, end)| file.line(*above)[*end..].trim_end().ends_with(['{', '[']));
        match (blank, comment) {
            (Some(blank), _) => {
                problem.related(Span::new(id, file.line_start(blank), file.line_start(blank)), "この空いた行に")
            }
            (None, Some((above, end))) => {
                let start = file.line_start(above) + to_u32(end);
                let span = Span { end: words(above).end, ..Span::new(id, start, start) };
                problem.related(span, "この行のコメントの中に、開き括弧があります")
            }
            (None, None) => problem,
        }
    };
    match odd {
        Odd::Quote(at, mark) => tell(
            from(*at),
            format!("引用符「{mark}」が片方しかありません"),
            "値の初めと終わりの両方に引用符を書いてください",
        ),
        Odd::Slip(slip) => slip.problem(id, file.line_start(number)),
        Odd::Blank(at, length) => {
            let start = file.line_start(number) + to_u32(*at);
            let span = Span::new(id, start, start + to_u32(*length));
            let (before, behind) = file.line(number).split_at(at + length);
            // Before all else they are the indentation, as deep as it looks.
            let n_blanks = match (before.trim(), behind.trim()) {
                (_, "") => 0,
                ("", _) => before[*at..].chars().map(width).sum(),
                _ => 1,
            };
            let fix = Fix::certain("半角の空白に直す", span, " ".repeat(n_blanks));
            let message = "値や括弧の外に、全角の空白か、空白に見える文字があります".to_owned();
            let blank = tell(span, message, "半角の空白に置き換えるか、消してください").fix(fix);
            Problem { code: ProblemCode::FullWidth, ..blank }
        }
        Odd::Round(at, found, wanted) => {
            let span = Span { end: from(*at).start + to_u32(found.len_utf8()), ..from(*at) };
            let message = format!("ここの括弧「{found}」は、まとまりの括弧になりません");
            let help = format!("「{wanted}」に直してください");
            let fix = Fix::likely(help.clone(), span, wanted.to_string());
            tell(span, message, &help).fix(fix)
        }
        Odd::Stray => tell(
            own,
            "この行は「項目: 値」の形になっていません".to_owned(),
            "「項目: 値」の形で書くか、「#」で始めてコメントにするか、消してください",
        ),
        Odd::NoDash(length) => {
            let span = Span { end: own.start + to_u32(*length), ..own };
            let help = "一覧の行は「- 」（半角のハイフンと半角の空白）で始めてください";
            tell(own, "この行の初めに「- 」がありません".to_owned(), help).fix(Fix::likely(help, span, "- "))
        }
        Odd::Sign(at) => {
            let sign = file.line(number)[*at..].chars().next().map(String::from).unwrap_or_default();
            tell(
                from(*at),
                format!("ここに{}があるため、この行を「項目: 値」として読めません", quoted(&sign)),
                "余分な記号を消してください。値と値の間は半角のコンマ「, 」で、項目と値の間は「: 」で区切ります",
            )
        }
        Odd::Dash(at, length) => {
            let span = Span { end: from(*at).start + to_u32(*length), ..from(*at) };
            let help = "行の初めの「- 」を消してください";
            let message = "この行は上の括弧の続きですが、初めに余分な「- 」があります";
            tell(Span { end: span.start + 1, ..span }, message.to_owned(), help).fix(Fix::likely(help, span, ""))
        }
        Odd::BeforeClosing => tell(
            own,
            "閉じ括弧の前に余分な文字があるため、この行を読めません".to_owned(),
            "閉じ括弧の前の文字を消してください。値なら「項目: 値」の形で書きます",
        ),
        Odd::Glued(at, colon) => {
            let text = file.line(number);
            let (found, key) = (&text[*at..*colon], text[*at..*colon].trim_matches(|c: char| !c.is_alphanumeric()));
            let start = file.line_start(number) + to_u32(*at);
            let span = Span { start, end: start + to_u32(found.len()), ..own };
            let behind = Span { start: span.end + 1, end: span.end + 1, ..own };
            if key.len() < found.len() && !key.is_empty() {
                let help = format!("「\"{key}\":」に直してください");
                let message = format!("項目名「{key}」を囲む記号は引用符「\"」ではないので、この行を読めません");
                let fix = Fix::likely(help.clone(), span, format!("\"{key}\""));
                return tell(span, message, &help).fix(fix);
            }
            let help = format!("「\"{found}\":」のように引用符で囲むか、「:」の後に半角の空白を入れてください");
            let message = format!("項目名「{found}」に引用符がなく、「:」の後に空白もないので、この行を読めません");
            tell(span, message, &help).fix(Fix::likely("「:」の後に空白を入れる", behind, " "))
        }
        Odd::BeforeKey(at, key) => {
            let start = file.line_start(number) + to_u32(*at);
            let span = Span { start, end: start + to_u32(key - at), ..own };
            let found = quoted(&file.line(number)[*at..*key]);
            let help = format!("{found}を消してください");
            tell(span, format!("項目名の前に余分な{found}があるため、この行を読めません"), &help)
                .fix(Fix::likely(help.clone(), span, ""))
        }
        Odd::Between(at) => tell(
            from(*at),
            "値と値の間の「, 」または項目の後の「: 」がありません".to_owned(),
            "値の間は半角のコンマと空白「, 」で、項目と値の間は「: 」で区切ってください。記号を含む値は引用符で囲んでください",
        ),
        Odd::Mismatch(at, open, close) => {
            tell(from(*at), format!("括弧「{open}」が「{close}」で閉じられています"), pairs)
        }
        Odd::TooManyClosed(opened) => {
            let help = "この行の閉じ括弧を減らすか、開く行の括弧を同じ数にしてください";
            let problem = tell(own, "この行の閉じ括弧が多すぎます".to_owned(), help);
            match opened.filter(|opened| *opened != number) {
                Some(opened) => problem.related(words(opened), "ここで開いています"),
                None => problem,
            }
        }
        Odd::TooManyOpened(closed) => {
            let help = "この行の開き括弧を一つにするか、閉じる行の括弧を同じ数にしてください";
            let problem = tell(own, "この行の開き括弧が多すぎます".to_owned(), help)
                .related(words(*closed), "ここで閉じられています");
            match ["{{", "[["].iter().find_map(|twice| file.line(number).find(twice)) {
                Some(at) => {
                    let span = Span { end: from(at).start + 1, ..from(at) };
                    problem.fix(Fix::likely("余分な開き括弧を消す", span, ""))
                }
                None => problem,
            }
        }
        Odd::NotOpened(closed) => tell(own, "この行で始まるはずの括弧がありません".to_owned(), pairs)
            .related(words(*closed), "ここで閉じられています"),
        Odd::NotOpenedBefore(closed) => not_opened().related(words(*closed), "ここで閉じられています"),
        Odd::LostBefore(closed, is_brace) => {
            let problem = not_opened().related(words(*closed), "ここで閉じられています");
            if !is_brace {
                return problem;
            }
            let start = Span { start: file.line_start(number), end: file.line_start(number), ..own };
            let brace = format!("{}{{{}", " ".repeat(file.indent(*closed)), line_end_of(file.text()));
            problem.fix(Fix::likely("この行の前に「{」の行を入れる", start, brace))
        }
        Odd::OtherOpening(closed, found, wanted) => {
            let at = file.line(number).rfind(*found).unwrap_or_default();
            let span = Span { end: from(at).start + 1, ..from(at) };
            let message = format!("この行の開き括弧「{found}」が、中身とも閉じ括弧とも合いません");
            let help = format!("「{wanted}」に直してください");
            tell(span, message, &help).related(words(*closed), "ここで閉じられています").fix(Fix::likely(
                help.clone(),
                span,
                wanted.to_string(),
            ))
        }
        Odd::OutOfRow(closed) => tell(
            own,
            "この項目は、まとまり { } の外にあります".to_owned(),
            "上のまとまりの項目なら、閉じ括弧「}」の前に移してください。下のまとまりの項目なら、開き括弧「{」の後に移してください",
        )
        .related(words(*closed), "上のまとまりは、ここで閉じられています"),
        Odd::OtherBracket(opened) => tell(own, "この行の閉じ括弧が、開いた括弧と違います".to_owned(), pairs)
            .related(words(*opened), "ここで開いています"),
        Odd::NotClosed(opened) if let Some(slip) = closing_at_end(file.line(number)) => {
            slip.problem(id, file.line_start(number)).related(words(*opened), "ここで開いています")
        }
        Odd::NotClosed(opened) => {
            let next = file.said_below(number).next();
            let help = match next.filter(|next| *next > number + 1) {
                Some(next) => format!("{number}行目から{next}行目までの間で、{pairs}"),
                None => pairs.to_owned(),
            };
            let problem = tell(own, "この行までに閉じられていない括弧があります".to_owned(), &help)
                .related(words(*opened), "ここで開いています");
            match next.filter(|_| goes_on(file.line(number))) {
                Some(next) => problem.related(words(next), "次の行は、この括弧の中の行に見えません"),
                None => problem,
            }
        }
        Odd::Unbalanced(next) => tell(
            own,
            "この行のあたりで、括弧が閉じられていないか、余分に閉じられています".to_owned(),
            "次の行とのあいだの括弧の対を確かめてください",
        )
        .related(words(*next), "この行の字下げが、開いている括弧と合いません"),
        Odd::Unpaired(comment) => {
            let help = match comment {
                Some(_) => "「 #」から後はコメントと読まれます。「#」を消すか、括弧の対を確かめてください",
                None => "この行の括弧の対を確かめてください。行の初めか終わりが失われていないかも確かめてください",
            };
            tell(comment.map_or(own, from), "この行の中で、括弧の開きと閉じの数が合いません".to_owned(), help)
        }
        Odd::Hidden(closed) => {
            let span = Span { end: own.start + 1, ..own };
            let help = "「#」を消してください";
            tell(own, "この行の開き括弧が「#」でコメントになっています".to_owned(), help)
                .related(words(*closed), "ここで閉じられています")
                .fix(Fix::likely(help, span, ""))
        }
        Odd::NoValue => tell(
            own,
            "この行の項目に値がありません".to_owned(),
            "「: 」の後に値を書いてください。空なら「\"\"」と書き、行の終わりを「,」にします",
        ),
        Odd::NoList(second) => tell(
            own,
            "この行の値は一覧ですが、[ ] で囲まれていません".to_owned(),
            "行の終わりを「[」にし、一覧の後に「]」の行を入れてください",
        )
        .related(words(*second), "ここから一覧の二つ目の行です"),
        Odd::NoKey => tell(
            own,
            "この行の括弧の前に、項目名がありません".to_owned(),
            "括弧の前に「項目名: 」を書いてください。一覧の行なら、上の行の括弧の対を確かめてください",
        ),
        Odd::NoComma => {
            let help = "値と値の間は半角のコンマ「,」で区切ってください";
            if let Some(problem) = sign_at_end(file, number, own) {
                return problem;
            }
            let problem = tell(own, "この行の終わりに「,」がないので、次の行を読めません".to_owned(), help);
            let next = file.said_below(number).next();
            // A line that stands in another column may be the one that is wrong.
            let is_beside = next.is_some_and(|next| file.indent(next) == file.indent(number));
            let fix = Fix::likely(help, Span { start: own.end, ..own }, ",");
            let problem = if is_beside { problem.fix(fix) } else { problem };
            match next {
                Some(next) => problem.related(words(next), "この行です。ここに書くものでなければ、消してください"),
                None => problem,
            }
        }
    }
}

/// A sign too many behind the comma with which a line ends, or in its place: 「},;」, 「};」.
fn sign_at_end(file: &SourceFile, number: usize, own: Span) -> Option<Problem> {
    let text = without_comment(file.line(number));
    let is_whole = |kept: &str| kept.ends_with([',', '}', ']', '"', '\'']);
    let kept = text.trim_end_matches([';', '；', '、', '､', '，', '。', '.', '．', '・', ':', '：']);
    // With these no text without quotes ends.
    let plain = text.trim_end_matches([';', '；', '、', '､', '，', '.', '．', '・']);
    let kept = if is_whole(kept) { kept } else { plain };
    let sign = &text[kept.len()..];
    if sign.is_empty() || !is_whole(kept) && !kept.ends_with(|c: char| c.is_alphanumeric() || "○〇）」％%".contains(c))
    {
        return None;
    }
    let start = file.line_start(number) + to_u32(kept.len());
    let span = Span { start, end: start + to_u32(sign.len()), ..own };
    let (help, wanted) = if kept.ends_with(',') {
        (format!("「{sign}」を消してください"), "")
    } else {
        (format!("「{sign}」を「,」に直してください"), ",")
    };
    let message = format!("この行の終わりの「{sign}」は「,」と読めないので、次の行を読めません");
    let title = help.replace("消してください", "消す").replace("直してください", "直す");
    Some(Problem::new(ProblemCode::Syntax, span, message).help(help).fix(Fix::likely(title, span, wanted)))
}

/// Whether what ends so must go on below: the line that is wrong may as well be the next.
fn goes_on(line: &str) -> bool {
    without_comment(line).ends_with([',', '{', '[', ':'])
}

/// A full-width bracket at the end of a line: YAML takes it for the end of a text.
fn closing_at_end(line: &str) -> Option<Slip> {
    let text = without_comment(line);
    let last = text.char_indices().next_back().map(|(at, _)| at)?;
    // It may be one of the text, or stand for another.
    let is_doubtful = text.contains(['｛', '［']) || text.ends_with('］');
    Some(slips::closing_bracket(&text[last..])?.shifted(last).doubtful_if(is_doubtful))
}
