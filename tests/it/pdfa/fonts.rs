//! ISO 19005-2, 6.2.11: fonts, as the codes that pages show need them.

use super::Complaints;
use super::file::File;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn check(file: &File, reference: &Value, codes: &[u16], complaints: &mut Complaints) {
    let font = file.get(reference);
    let name = font["/BaseFont"].as_str().unwrap_or_default().to_owned();
    let is_composite = font["/Type"] == "/Font" && font["/Subtype"] == "/Type0" && name.len() > 8;
    complaints.unless(is_composite, "6.2.11.2", format!("{name} is no composite font"));
    let identity = ["/Identity-H", "/Identity-V"].iter().any(|known| font["/Encoding"] == *known);
    complaints.unless(identity, "6.2.11.3.3", format!("{name} has a table of codes that is not in the file"));
    let cid = file.get(file.get(&font["/DescendantFonts"]).get(0).unwrap_or(&Value::Null));
    let is_true_type = cid["/Subtype"] == "/CIDFontType2";
    complaints.unless(
        is_true_type || cid["/Subtype"] == "/CIDFontType0",
        "6.2.11.2",
        format!("{name}: {}", cid["/Subtype"]),
    );
    let system = file.get(&cid["/CIDSystemInfo"]);
    let ok = system["/Registry"] == "u:Adobe" && system["/Ordering"] == "u:Identity" && system["/Supplement"] == 0;
    complaints.unless(ok, "6.2.11.3.1", format!("{name}: {system}"));
    let map = &cid["/CIDToGIDMap"];
    complaints.unless(
        !is_true_type || *map == "/Identity" || file.is_stream(map),
        "6.2.11.3.2",
        format!("{name} says not which glyph a code is"),
    );
    let descriptor = file.get(&cid["/FontDescriptor"]);
    let program =
        ["/FontFile2", "/FontFile3"].iter().map(|key| &descriptor[*key]).find(|program| file.is_stream(program));
    let program = program.map(|program| file.data(program)).unwrap_or_default();
    complaints.unless(!program.is_empty(), "6.2.11.4.1", format!("{name} is not embedded"));
    complaints.unless(
        descriptor.get("/CIDSet").is_none() || file.is_stream(&descriptor["/CIDSet"]),
        "6.2.11.4.2",
        format!("{name}: /CIDSet"),
    );

    let glyphs: Option<Vec<u16>> = file
        .is_stream(map)
        .then(|| file.data(map).chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect());
    let widths = widths(file, cid);
    let default = cid["/DW"].as_f64().unwrap_or(1000.0);
    let texts = texts(&String::from_utf8_lossy(&file.data(&font["/ToUnicode"])));
    let face = ttf_parser::Face::parse(&program, 0).ok();
    let mut codes = codes.to_vec();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        let glyph = glyphs.as_ref().map_or(code, |glyphs| glyphs.get(usize::from(code)).copied().unwrap_or_default());
        complaints.unless(glyph != 0, "6.2.11.8", format!("{name} shows .notdef for {code}"));
        let text = texts.get(&code).map(String::as_str).unwrap_or_default();
        let readable = !text.is_empty() && !text.contains(['\0', '\u{FEFF}', '\u{FFFE}']);
        complaints.unless(readable, "6.2.11.7.2", format!("{name}: nobody can read back {code}: {text:?}"));
        if let Some(face) = &face {
            let own = face.glyph_hor_advance(ttf_parser::GlyphId(glyph));
            let own = own.map(|own| f64::from(own) * 1000.0 / f64::from(face.units_per_em()));
            let said = widths.get(&code).copied().unwrap_or(default);
            let same = own.is_some_and(|own| (own - said).abs() <= 1.0);
            complaints.unless(same, "6.2.11.5", format!("{name}: {code} is {own:?} wide, not {said}"));
        } else if is_true_type {
            complaints.add("6.2.11.4.1", format!("{name}: its program cannot be read"));
        }
    }
}

fn widths(file: &File, cid: &Value) -> BTreeMap<u16, f64> {
    let mut widths = BTreeMap::new();
    let list = file.get(&cid["/W"]).as_array().cloned().unwrap_or_default();
    let mut rest = list.as_slice();
    let code = |value: &Value| value.as_u64().and_then(|code| u16::try_from(code).ok()).unwrap_or_default();
    while let [first, second, tail @ ..] = rest {
        if let Some(own) = file.get(second).as_array() {
            widths.extend((code(first)..).zip(own.iter().filter_map(Value::as_f64)));
            rest = tail;
        } else {
            let width = tail.first().and_then(Value::as_f64).unwrap_or_default();
            widths.extend((code(first)..=code(second)).map(|code| (code, width)));
            rest = tail.get(1..).unwrap_or_default();
        }
    }
    widths
}

/// What codes stand for, from the `bfchar` and `bfrange` lines of a table.
fn texts(cmap: &str) -> BTreeMap<u16, String> {
    let mut texts = BTreeMap::new();
    let hex = |text: &str| -> Vec<u16> {
        let digits: Vec<char> = text.chars().filter(char::is_ascii_hexdigit).collect();
        digits.chunks(4).filter_map(|four| u16::from_str_radix(&four.iter().collect::<String>(), 16).ok()).collect()
    };
    let mut section = "";
    for line in cmap.lines() {
        let parts: Vec<&str> = line.split('<').skip(1).filter_map(|part| part.split('>').next()).collect();
        if line.contains("beginbfchar") {
            section = "char";
        } else if line.contains("beginbfrange") {
            section = "range";
        } else if line.contains("endbf") || line.contains("codespace") {
            section = "";
        } else if let (false, [code, .., text]) = (section.is_empty(), parts.as_slice()) {
            let (first, text) = (hex(code).first().copied().unwrap_or_default(), hex(text));
            let last = if section == "range" { hex(parts[1]).first().copied().unwrap_or(first) } else { first };
            for code in first..=last {
                let mut units = text.clone();
                if let Some(unit) = units.last_mut() {
                    *unit = unit.wrapping_add(code - first);
                }
                texts.insert(code, String::from_utf16_lossy(&units));
            }
        }
    }
    texts
}
