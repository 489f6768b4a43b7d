//! A PDF taken apart: its bytes as they stand, and its objects as `qpdf --json` tells them.

use crate::dsl::outside;
use serde_json::{Map, Value};
use std::io::Read as _;

/// A file and its objects.
pub(super) struct File {
    pub(super) raw: Vec<u8>,
    objects: Map<String, Value>,
    pub(super) trailer: Value,
}

impl File {
    /// Takes a file apart; none without qpdf, aloud.
    pub(super) fn read(raw: Vec<u8>) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        std::fs::write(&path, &raw).unwrap();
        let path = path.to_str().unwrap();
        let done = outside("qpdf", &["--json=2", "--json-stream-data=inline", "--decode-level=none", path])?;
        let mut json: Value = serde_json::from_slice(&done.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&done.stderr)));
        let mut objects = match json["qpdf"][1].take() {
            Value::Object(objects) => objects,
            other => panic!("no objects: {other}"),
        };
        let trailer = objects.remove("trailer").unwrap_or_default()["value"].take();
        Some(Self { raw, objects, trailer })
    }

    /// The same file as text that can be edited: nothing compressed, one entry a line.
    pub(super) fn opened(raw: &[u8]) -> Option<Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        std::fs::write(path("a.pdf"), raw).unwrap();
        let done = outside(
            "qpdf",
            &["--qdf", "--object-streams=disable", "--no-original-object-ids", &path("a.pdf"), &path("b.pdf")],
        )?;
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Some(std::fs::read(path("b.pdf")).unwrap())
    }

    /// What a value stands for: itself, or what it refers to; of a stream its dictionary.
    pub(super) fn get<'a>(&'a self, value: &'a Value) -> &'a Value {
        let object = value
            .as_str()
            .filter(|text| text.ends_with(" R"))
            .and_then(|text| self.objects.get(&format!("obj:{text}")));
        match object {
            Some(object) if object.get("stream").is_some() => &object["stream"]["dict"],
            Some(object) => &object["value"],
            None => value,
        }
    }

    /// Whether a value refers to a stream.
    pub(super) fn is_stream(&self, value: &Value) -> bool {
        let object = value.as_str().and_then(|text| self.objects.get(&format!("obj:{text}")));
        object.is_some_and(|object| object.get("stream").is_some())
    }

    /// The decoded bytes of the stream that a value refers to; empty when it is none.
    pub(super) fn data(&self, value: &Value) -> Vec<u8> {
        let object = value.as_str().and_then(|text| self.objects.get(&format!("obj:{text}")));
        let Some(stream) = object.and_then(|object| object.get("stream")) else { return Vec::new() };
        let bytes = base64(stream["data"].as_str().unwrap_or_default());
        if stream["dict"]["/Filter"] != "/FlateDecode" {
            return bytes;
        }
        let mut out = Vec::new();
        // What is cut off is told by whoever misses it.
        let _ = flate2::read::ZlibDecoder::new(bytes.as_slice()).read_to_end(&mut out);
        out
    }

    pub(super) fn catalog(&self) -> &Value {
        self.get(&self.trailer["/Root"])
    }

    /// The pages in their order.
    pub(super) fn pages(&self) -> Vec<&Value> {
        let mut pages = Vec::new();
        self.descend(&self.catalog()["/Pages"], &mut pages);
        pages
    }

    fn descend<'a>(&'a self, node: &'a Value, pages: &mut Vec<&'a Value>) {
        let node = self.get(node);
        match self.get(&node["/Kids"]).as_array() {
            Some(kids) => kids.iter().for_each(|kid| self.descend(kid, pages)),
            None => pages.push(node),
        }
    }

    /// What a page draws.
    pub(super) fn content(&self, page: &Value) -> Vec<u8> {
        let contents = &page["/Contents"];
        match contents.as_array() {
            Some(parts) => parts.iter().map(|part| self.data(part)).collect::<Vec<_>>().join(&b'\n'),
            None => self.data(contents),
        }
    }

    /// Every dictionary in the file, those of streams and those inside others too.
    pub(super) fn dictionaries(&self) -> Vec<&Map<String, Value>> {
        let mut found = Vec::new();
        for object in self.objects.values() {
            collect(object.get("stream").map_or(&object["value"], |stream| &stream["dict"]), &mut found);
        }
        found
    }

    /// Every reference to a stream.
    pub(super) fn streams(&self) -> impl Iterator<Item = (Value, &Value)> {
        self.objects.iter().filter_map(|(name, object)| {
            let dict = object.get("stream")?.get("dict")?;
            Some((Value::from(name.trim_start_matches("obj:")), dict))
        })
    }
}

fn collect<'a>(value: &'a Value, found: &mut Vec<&'a Map<String, Value>>) {
    match value {
        Value::Object(map) => {
            found.push(map);
            map.values().for_each(|value| collect(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// A text string of the file, as it is read.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().and_then(|text| text.strip_prefix("u:")).unwrap_or_default()
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut n, mut out) = (0_u32, 0, Vec::with_capacity(text.len() / 4 * 3));
    for digit in text.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte)) {
        bits = (bits << 6) | u32::try_from(digit).unwrap_or_default();
        n += 6;
        if n >= 8 {
            n -= 8;
            out.push(u8::try_from((bits >> n) & 0xFF).unwrap_or_default());
        }
    }
    out
}
