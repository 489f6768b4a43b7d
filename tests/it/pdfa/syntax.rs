//! ISO 19005-2, 6.1: how the file itself is written, byte by byte.

use super::Complaints;
use super::file::File;
use serde_json::Value;

/// Where a sequence stands.
fn places(bytes: &[u8], wanted: &[u8]) -> Vec<usize> {
    bytes.windows(wanted.len()).enumerate().filter(|(_, window)| *window == wanted).map(|(at, _)| at).collect()
}

/// The file with its streams' bytes blanked out: only what is syntax.
fn without_streams(raw: &[u8], complaints: &mut Complaints) -> Vec<u8> {
    let mut out = raw.to_vec();
    let mut from = 0;
    while let Some(start) = raw[from..].windows(6).position(|window| window == b"stream").map(|at| from + at) {
        let data = match raw.get(start + 6..start + 8) {
            Some(b"\r\n") => start + 8,
            Some([b'\n', _]) => start + 7,
            _ => {
                complaints.add("6.1.7.1", "`stream` is not followed by a line end");
                start + 6
            }
        };
        let before = &raw[..start];
        let dict = before.windows(4).rposition(|window| window == b" obj").map_or(0, |at| at);
        let head = String::from_utf8_lossy(&before[dict..]).into_owned();
        let length = head
            .split("/Length ")
            .nth(1)
            .and_then(|rest| rest.split(|ch: char| !ch.is_ascii_digit()).next()?.parse::<usize>().ok());
        let end = length.map_or(data, |length| data + length);
        let tail = raw.get(end..).unwrap_or_default();
        let is_right =
            tail.starts_with(b"\nendstream") || tail.starts_with(b"\r\nendstream") || tail.starts_with(b"\rendstream");
        let next = places(&raw[data..], b"endstream").first().map_or(raw.len(), |at| data + at);
        if !is_right {
            complaints.add("6.1.7.1", format!("/Length {length:?} does not lead to a line end and `endstream`"));
        }
        let end = if is_right { end } else { next };
        out[data..end].fill(b' ');
        from = raw.len().min(places(&raw[end..], b"endstream").first().map_or(raw.len(), |at| end + at + 9));
    }
    out
}

pub(super) fn check(file: &File, complaints: &mut Complaints) {
    let raw = &file.raw;
    let header = raw.starts_with(b"%PDF-1.")
        && raw.get(7).is_some_and(|byte| (b'0'..=b'7').contains(byte))
        && raw.get(8) == Some(&b'\n');
    let comment =
        raw.get(9) == Some(&b'%') && raw.get(10..14).is_some_and(|bytes| bytes.iter().all(|byte| *byte > 127));
    complaints.unless(header && comment, "6.1.2", "no header, or no comment of four high bytes");

    complaints.unless(
        raw.ends_with(b"%%EOF\n") || raw.ends_with(b"%%EOF\r\n"),
        "6.1.3",
        "the file does not end with %%EOF and a line end",
    );
    let id = file.trailer["/ID"].as_array();
    complaints.unless(id.is_some_and(|id| id.len() == 2), "6.1.3", "no /ID");
    let syntax = without_streams(raw, complaints);
    complaints.unless(places(&syntax, b"/Encrypt").is_empty(), "6.1.3", "encrypted");

    for at in places(&syntax, b"xref").into_iter().filter(|at| !syntax[..*at].ends_with(b"start")) {
        let rest = &syntax[at + 4..];
        let ok = rest.first() == Some(&b'\n')
            && rest.get(1).is_some_and(u8::is_ascii_digit)
            && syntax[..at].ends_with(b"\n");
        complaints.unless(ok, "6.1.4", "`xref` and its first line do not stand on lines of their own");
    }
    hex_strings(&syntax, complaints);
    for at in places(&syntax, b" obj") {
        let start =
            syntax[..at].iter().rposition(|byte| !byte.is_ascii_digit() && *byte != b' ').map_or(0, |at| at + 1);
        let is_alone = start == 0 || syntax[start - 1] == b'\n';
        complaints.unless(
            is_alone && syntax.get(at + 4) == Some(&b'\n'),
            "6.1.9",
            "an object does not begin on a line of its own",
        );
    }
    for at in places(&syntax, b"endobj") {
        let ok = syntax[..at].ends_with(b"\n") && syntax.get(at + 6) == Some(&b'\n');
        complaints.unless(ok, "6.1.9", "`endobj` does not stand on a line of its own");
    }
    for dict in file.dictionaries() {
        for value in dict.iter().flat_map(|(key, value)| [Value::from(key.as_str()), value.clone()]) {
            limits(&value, complaints);
        }
    }
    for (_, dict) in file.streams() {
        for key in ["/F", "/FFilter", "/FDecodeParms"] {
            complaints.unless(dict.get(key).is_none(), "6.1.7.1", format!("a stream with {key}"));
        }
        let filters = match &dict["/Filter"] {
            Value::Array(list) => list.clone(),
            Value::Null => Vec::new(),
            one => vec![one.clone()],
        };
        let known = ["/FlateDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode", "/DCTDecode"];
        complaints.unless(
            filters.iter().all(|filter| known.iter().any(|known| filter == known)),
            "6.1.7.2",
            format!("filters {filters:?}"),
        );
    }
}

/// 6.1.6: an even number of digits and nothing else.
fn hex_strings(syntax: &[u8], complaints: &mut Complaints) {
    let mut at = 0;
    while at < syntax.len() {
        match syntax[at] {
            b'(' => {
                let mut depth = 0;
                while at < syntax.len() {
                    match syntax[at] {
                        b'\\' => at += 1,
                        b'(' => depth += 1,
                        b')' => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                    at += 1;
                }
            }
            b'<' if syntax.get(at + 1) == Some(&b'<') => at += 1,
            b'<' => {
                let end = syntax[at..].iter().position(|byte| *byte == b'>').map_or(syntax.len(), |n| at + n);
                let inner: Vec<u8> =
                    syntax[at + 1..end].iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
                let ok = inner.len().is_multiple_of(2) && inner.iter().all(u8::is_ascii_hexdigit);
                complaints.unless(ok, "6.1.6", format!("the string <{}>", String::from_utf8_lossy(&inner)));
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
}

/// 6.1.13 and 6.1.8.
fn limits(value: &Value, complaints: &mut Complaints) {
    match value {
        Value::Number(number) => {
            let ok = number.as_f64().is_some_and(|number| number.abs() <= 2_147_483_647.0);
            complaints.unless(ok, "6.1.13", format!("the number {number}"));
        }
        Value::String(text) => {
            let max = if text.starts_with('/') { 127 + 1 } else { 32_767 };
            complaints.unless(text.len() <= max, "6.1.13", format!("a name or string of {} bytes", text.len()));
        }
        Value::Array(list) => list.iter().for_each(|value| limits(value, complaints)),
        _ => {}
    }
}
