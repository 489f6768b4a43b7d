//! ISO 19005-2 at level U, 6.2 to 6.11: what objects a file may hold, as far as we could write them.

use super::Complaints;
use super::content::{Operand, Operator, operators};
use super::file::{File, text};
use super::fonts;
use serde_json::Value;
use std::collections::BTreeMap;

/// The operators that ISO 32000-1 has.
const OPERATORS: &str = "b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf TJ Tj TL Tm Tr Ts Tw Tz v w W W* y ' \"";

pub(super) fn check(file: &File, conformance: &str, complaints: &mut Complaints) {
    let catalog = file.catalog();
    let mut used = BTreeMap::new();
    for page in file.pages() {
        content(file, page, &mut used, complaints);
        let media = file.get(&page["/MediaBox"]).as_array().cloned().unwrap_or_default();
        let sides: Vec<f64> = media.iter().filter_map(Value::as_f64).collect();
        let ok = sides.len() == 4
            && (3.0..=14400.0).contains(&(sides[2] - sides[0]))
            && (3.0..=14400.0).contains(&(sides[3] - sides[1]));
        complaints.unless(ok, "6.1.13", format!("a page of {sides:?}"));
        complaints.unless(page.get("/AA").is_none(), "6.5.2", "a page with actions");
        complaints.unless(page.get("/PresSteps").is_none(), "6.10", "a page with steps");
        for annotation in file.get(&page["/Annots"]).as_array().into_iter().flatten() {
            self::annotation(file.get(annotation), file, complaints);
        }
    }
    for (font, codes) in &used {
        fonts::check(file, &Value::from(font.as_str()), codes, complaints);
    }
    intents(file, complaints);
    metadata(file, conformance, complaints);
    for (key, clause) in [
        ("/AA", "6.5.2"),
        ("/OCProperties", "6.9"),
        ("/Requirements", "6.11"),
        ("/Perms", "6.1.12"),
        ("/Collection", "6.8"),
    ] {
        complaints.unless(catalog.get(key).is_none(), clause, format!("the catalog has {key}"));
    }
    let names = file.get(&catalog["/Names"]);
    complaints.unless(names.get("/EmbeddedFiles").is_none(), "6.8", "files inside");
    complaints.unless(names.get("/JavaScript").is_none(), "6.5.1", "scripts");
    complaints.unless(names.get("/AlternatePresentations").is_none(), "6.10", "alternate presentations");
    let form = file.get(&catalog["/AcroForm"]);
    complaints.unless(
        form["/NeedAppearances"] != true && form.get("/XFA").is_none(),
        "6.4",
        "a form that draws itself",
    );
    for dict in file.dictionaries() {
        let action = dict.get("/S").and_then(Value::as_str).unwrap_or_default();
        let forbidden = [
            "/Launch",
            "/Sound",
            "/Movie",
            "/ResetForm",
            "/ImportData",
            "/Hide",
            "/SetOCGState",
            "/Rendition",
            "/Trans",
            "/GoTo3DView",
            "/JavaScript",
        ];
        complaints.unless(!forbidden.contains(&action), "6.5.1", format!("an action {action}"));
        complaints.unless(dict.get("/Interpolate") != Some(&Value::Bool(true)), "6.2.8", "an interpolated picture");
        for (key, clause) in [
            ("/Alternates", "6.2.8"),
            ("/OPI", "6.2.9"),
            ("/Subtype2", "6.2.9"),
            ("/TR", "6.2.5"),
            ("/HTP", "6.2.5"),
            ("/HTO", "6.2.5"),
        ] {
            // A row of a table has these letters as its name of a kind, never as a key.
            complaints.unless(!dict.contains_key(key), clause, format!("an object with {key}"));
        }
        complaints.unless(dict.get("/TR2").is_none_or(|value| value == "/Default"), "6.2.5", "/TR2");
        let blend = dict.get("/BM").and_then(Value::as_str);
        let known = "/Normal /Compatible /Multiply /Screen /Overlay /Darken /Lighten /ColorDodge /ColorBurn /HardLight /SoftLight /Difference /Exclusion /Hue /Saturation /Color /Luminosity";
        complaints.unless(
            blend.is_none_or(|blend| known.split(' ').any(|mode| mode == blend)),
            "6.2.10",
            format!("the blend mode {blend:?}"),
        );
    }
}

/// 6.2.2 to 6.2.6 of a page, and the codes that it shows by font.
fn content(file: &File, page: &Value, used: &mut BTreeMap<String, Vec<u16>>, complaints: &mut Complaints) {
    let resources = file.get(&page["/Resources"]);
    let has = |kind: &str, name: Option<&str>| name.is_some_and(|name| file.get(&resources[kind]).get(name).is_some());
    let (mut depth, mut font) = (0_i32, None);
    for operator in operators(&file.content(page)) {
        let known = OPERATORS.split(' ').any(|known| known == operator.name);
        complaints.unless(known, "6.2.2", format!("the operator {}", operator.name));
        let named = match operator.name.as_str() {
            "q" => {
                depth += 1;
                complaints.unless(depth <= 28, "6.1.13", "more than 28 states upon each other");
                true
            }
            "Q" => {
                depth -= 1;
                true
            }
            "Tf" => {
                font = operator
                    .name_at(0)
                    .map(|name| file.get(&resources["/Font"])[name].as_str().unwrap_or_default().to_owned());
                has("/Font", operator.name_at(0))
            }
            "gs" => has("/ExtGState", operator.name_at(0)),
            "Do" => has("/XObject", operator.name_at(0)),
            "cs" | "CS" => {
                operator.name_at(0).is_some_and(|name| name.starts_with("/Device"))
                    || has("/ColorSpace", operator.name_at(0))
            }
            "BDC" | "DP" => {
                matches!(operator.operands.get(1), Some(Operand::Dict(_))) || has("/Properties", operator.name_at(1))
            }
            "BI" => {
                complaints.add("6.1.10", "a picture between the operators");
                true
            }
            "k" | "K" => {
                complaints.add("6.2.4.3", "inks of four colours, but the document's colours are red, green and blue");
                true
            }
            "ri" => {
                let known = ["/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"];
                complaints.unless(
                    operator.name_at(0).is_some_and(|name| known.contains(&name)),
                    "6.2.6",
                    "an unknown rendering intent",
                );
                true
            }
            "Tj" | "TJ" | "'" | "\"" => {
                shown(&operator, font.as_deref(), used);
                font.is_some()
            }
            _ => true,
        };
        complaints.unless(named, "6.2.2", format!("{} names what the page's resources have not", operator.name));
        for number in operator
            .operands
            .iter()
            .filter_map(|operand| if let Operand::Number(number) = operand { Some(*number) } else { None })
        {
            complaints.unless(number.abs() <= 32_767.0, "6.1.13", format!("the number {number}"));
        }
    }
    complaints.unless(depth == 0, "6.2.2", "states that are not restored");
}

fn shown(operator: &Operator, font: Option<&str>, used: &mut BTreeMap<String, Vec<u16>>) {
    let codes = used.entry(font.unwrap_or_default().to_owned()).or_default();
    for bytes in operator.shown() {
        codes.extend(
            bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair.get(1).copied().unwrap_or_default()])),
        );
    }
}

/// 6.2.3.
fn intents(file: &File, complaints: &mut Complaints) {
    let intents = file.get(&file.catalog()["/OutputIntents"]).as_array().cloned().unwrap_or_default();
    let ours: Vec<&Value> =
        intents.iter().map(|intent| file.get(intent)).filter(|intent| intent["/S"] == "/GTS_PDFA1").collect();
    complaints.unless(ours.len() == 1, "6.2.3", "not one output intent of an archive");
    for intent in ours {
        let profile = &intent["/DestOutputProfile"];
        let bytes = file.data(profile);
        let says = |at: usize| bytes.get(at..at + 4).unwrap_or_default();
        let is_rgb = file.get(profile)["/N"] == 3 && says(16) == b"RGB ";
        let is_display = bytes.get(8).is_some_and(|version| *version <= 4)
            && (says(12) == b"mntr" || says(12) == b"prtr")
            && says(36) == b"acsp";
        complaints.unless(is_rgb && is_display, "6.2.3", "no profile of red, green and blue");
        complaints.unless(intent.get("/DestOutputProfileRef").is_none(), "6.2.3", "a profile elsewhere");
    }
}

/// 6.3, which only a signature's field comes under.
fn annotation(annotation: &Value, file: &File, complaints: &mut Complaints) {
    let kind = annotation["/Subtype"].as_str().unwrap_or_default();
    complaints.unless(["/Widget", "/Link"].contains(&kind), "6.3.1", format!("a note of the kind {kind}"));
    let flags = annotation["/F"].as_u64().unwrap_or_default();
    complaints.unless(flags & 4 != 0 && flags & (1 | 2 | 32 | 256) == 0, "6.3.2", "a note that is not printed");
    let sides: Vec<f64> =
        file.get(&annotation["/Rect"]).as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let is_nothing =
        sides.len() == 4 && (sides[0] - sides[2]).abs() < f64::EPSILON && (sides[1] - sides[3]).abs() < f64::EPSILON;
    complaints.unless(
        is_nothing || kind == "/Link" || annotation.get("/AP").is_some(),
        "6.3.3",
        "a note without a look",
    );
    complaints.unless(annotation.get("/AA").is_none(), "6.5.2", "a note with actions");
}

/// 6.6.
fn metadata(file: &File, conformance: &str, complaints: &mut Complaints) {
    let reference = &file.catalog()["/Metadata"];
    let dict = file.get(reference);
    let is_metadata = file.is_stream(reference) && dict["/Type"] == "/Metadata" && dict["/Subtype"] == "/XML";
    complaints.unless(is_metadata, "6.6.2.1", "no metadata");
    complaints.unless(dict.get("/Filter").is_none(), "6.6.2.1", "metadata that not everybody can read");
    let xmp = String::from_utf8(file.data(reference)).unwrap_or_default();
    let header = xmp.split("?>").next().unwrap_or_default();
    let is_packet =
        header.starts_with("<?xpacket begin=") && !header.contains(" bytes=") && !header.contains(" encoding=");
    complaints.unless(is_packet, "6.6.2.2", format!("the packet begins {header}"));
    for (name, value) in [("part", "2"), ("conformance", conformance)] {
        // RDF has two ways to write a property; the prefix is prescribed in both.
        let ways = [format!("<pdfaid:{name}>{value}</pdfaid:{name}>"), format!(" pdfaid:{name}=\"{value}\"")];
        let found = ways.iter().map(|way| xmp.matches(way.as_str()).count()).sum::<usize>();
        complaints.unless(found == 1, "6.6.4", format!("{name} {value} stands {found} times"));
    }
    complaints.unless(
        xmp.contains("xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""),
        "6.6.4",
        "no namespace of the identification",
    );
    // Anything else would have to be described in the file. Only these two must have their own prefix.
    let predefined = [
        "http://purl.org/dc/elements/1.1/",
        "http://ns.adobe.com/xap/1.0/",
        "http://ns.adobe.com/xap/1.0/mm/",
        "http://ns.adobe.com/xap/1.0/rights/",
        "http://ns.adobe.com/xap/1.0/t/pg/",
        "http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
        "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
        "http://ns.adobe.com/pdf/1.3/",
        "http://www.aiim.org/pdfa/ns/id/",
        "http://www.aiim.org/pdfua/ns/id/",
        "http://www.aiim.org/pdfa/ns/extension/",
        "http://www.aiim.org/pdfa/ns/schema#",
        "http://www.aiim.org/pdfa/ns/property#",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "adobe:ns:meta/",
    ];
    for space in xmp.split("xmlns:").skip(1) {
        let (prefix, rest) = space.split_once("=\"").unwrap_or_default();
        let uri = rest.split('"').next().unwrap_or_default();
        complaints.unless(predefined.contains(&uri), "6.6.2.3", format!("the namespace {prefix} {uri}"));
        let own = if uri.ends_with("/pdfa/ns/id/") { "pdfaid" } else { prefix };
        complaints.unless(prefix == own, "6.6.4", format!("{prefix} for {uri}"));
    }
    // What the two places say about the document is the same.
    let info = file.get(&file.trailer["/Info"]);
    let title = text(&info["/Title"]);
    complaints.unless(title.is_empty() || xmp.contains(&format!(">{title}<")), "6.1.5", "two titles");
}
