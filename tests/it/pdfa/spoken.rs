//! ISO 14289-1 (PDF/UA-1), section 7, and what level A of ISO 19005-2 asks beyond level U: what those hear who do not see.

use super::Complaints;
use super::content::{Operand, operators};
use super::file::{File, text};
use serde_json::Value;
use std::collections::BTreeSet;

const STANDARD: &str = "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form";

/// Operators that leave ink.
const INK: &[&str] = &["Tj", "TJ", "'", "\"", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "BI"];

pub(super) fn check(file: &File, complaints: &mut Complaints) {
    let catalog = file.catalog();
    let xmp = String::from_utf8(file.data(&catalog["/Metadata"])).unwrap_or_default();
    let ways = ["<pdfuaid:part>1</pdfuaid:part>", " pdfuaid:part=\"1\""];
    complaints.unless(ways.iter().any(|way| xmp.contains(way)), "UA 5", "no identification");
    let has_title = xmp.split("<dc:title").nth(1).is_some_and(|rest| rest.contains("</rdf:li>"));
    complaints.unless(has_title, "UA 7.1", "no title");
    let marks = file.get(&catalog["/MarkInfo"]);
    complaints.unless(marks["/Marked"] == true && marks["/Suspects"] != true, "UA 7.1", "not a tagged file");
    let shows_title = file.get(&catalog["/ViewerPreferences"])["/DisplayDocTitle"] == true;
    complaints.unless(shows_title, "UA 7.1", "a window shows the file's name and not its title");
    complaints.unless(!text(&catalog["/Lang"]).is_empty(), "UA 7.2", "no language");

    let root = file.get(&catalog["/StructTreeRoot"]);
    let parents = file.get(&root["/ParentTree"]);
    for (number, page) in file.pages().into_iter().enumerate() {
        let spoken = marked(file, page, number, complaints);
        let own = &page["/StructParents"];
        let list = numbered(file, parents, own).unwrap_or(&Value::Null);
        for id in spoken {
            let element = list.get(id).map_or(&Value::Null, |element| file.get(element));
            complaints.unless(
                element.get("/S").is_some(),
                "UA 7.1",
                format!("page {number}: mark {id} belongs to no element"),
            );
        }
    }
    let mut reader = Reader { file, roles: file.get(&root["/RoleMap"]), level: 0, complaints };
    reader.kids(&root["/K"], "");
}

/// The ids of a page's marks; all ink stands in one of them or is an ornament.
fn marked(file: &File, page: &Value, number: usize, complaints: &mut Complaints) -> BTreeSet<usize> {
    let mut ids = BTreeSet::new();
    // Of each bracket: whether it is an ornament or has an id.
    let mut open: Vec<bool> = Vec::new();
    for operator in operators(&file.content(page)) {
        match operator.name.as_str() {
            "BDC" | "BMC" => {
                let id = match operator.entry("/MCID") {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
                    Some(Operand::Number(id)) => Some(*id as usize),
                    _ => None,
                };
                if let Some(id) = id {
                    complaints.unless(ids.insert(id), "UA 7.1", format!("page {number}: mark {id} twice"));
                }
                let is_ornament = operator.name_at(0) == Some("/Artifact");
                complaints.unless(
                    !(is_ornament && open.contains(&true) && id.is_none() && open.last() == Some(&true)),
                    "UA 7.1",
                    format!("page {number}: an ornament inside what is read"),
                );
                open.push(is_ornament || id.is_some());
            }
            "EMC" => drop(open.pop()),
            name if INK.contains(&name) => {
                complaints.unless(
                    open.contains(&true),
                    "UA 7.1",
                    format!("page {number}: {name} is neither read nor an ornament"),
                );
            }
            _ => {}
        }
    }
    ids
}

/// The entry of a tree of numbers.
fn numbered<'a>(file: &'a File, node: &'a Value, wanted: &Value) -> Option<&'a Value> {
    if let Some(pairs) = file.get(&node["/Nums"]).as_array() {
        return pairs
            .chunks(2)
            .find(|pair| pair[0] == *wanted)
            .and_then(|pair| pair.get(1))
            .map(|value| file.get(value));
    }
    file.get(&node["/Kids"]).as_array()?.iter().find_map(|kid| numbered(file, file.get(kid), wanted))
}

struct Reader<'a, 'b> {
    file: &'a File,
    roles: &'a Value,
    /// Of the last heading.
    level: u32,
    complaints: &'b mut Complaints,
}

impl Reader<'_, '_> {
    fn kids(&mut self, kids: &Value, parent: &str) {
        let file = self.file;
        match file.get(kids) {
            Value::Array(list) => list.iter().for_each(|kid| self.kids(kid, parent)),
            element if element.get("/S").is_some() => self.element(element, parent),
            _ => {}
        }
    }

    fn role(&self, element: &Value) -> String {
        let own = element["/S"].as_str().unwrap_or_default();
        let role = self.roles.get(own).and_then(Value::as_str).unwrap_or(own);
        role.trim_start_matches('/').to_owned()
    }

    fn element(&mut self, element: &Value, parent: &str) {
        let role = self.role(element);
        self.complaints.unless(
            STANDARD.split(' ').any(|known| known == role),
            "UA 7.1",
            format!("an element {role:?}"),
        );
        if let Some(level) = role.strip_prefix('H').and_then(|level| level.parse::<u32>().ok()) {
            self.complaints.unless(
                level <= self.level + 1,
                "UA 7.4.2",
                format!("a heading {level} after {}", self.level),
            );
            self.level = level;
        }
        match role.as_str() {
            "Figure" | "Formula" => {
                let said = text(&element["/Alt"]).len() + text(&element["/ActualText"]).len();
                self.complaints.unless(said > 0, "UA 7.3", "a picture without words");
            }
            "Table" => self.table(element),
            "TH" => {
                let scope = self.attribute(element, "/Scope");
                self.complaints.unless(scope.is_some(), "UA 7.5", "a header that heads nothing");
            }
            "Note" => self.complaints.unless(element.get("/ID").is_some(), "UA 7.9", "a note without a number"),
            _ => {}
        }
        let allowed: &[&str] = match role.as_str() {
            "TR" => &["Table", "THead", "TBody", "TFoot"],
            "TH" | "TD" => &["TR"],
            "LI" => &["L"],
            "LBody" | "Lbl" => &["LI", "Note"],
            _ => &[],
        };
        self.complaints.unless(
            allowed.is_empty() || allowed.contains(&parent),
            "UA 7.1",
            format!("{role} in {parent}"),
        );
        self.kids(&element["/K"], &role);
    }

    fn attribute(&self, element: &Value, key: &str) -> Option<Value> {
        let one = |attributes: &Value| self.file.get(attributes).get(key).cloned();
        match self.file.get(&element["/A"]) {
            Value::Array(list) => list.iter().find_map(one),
            attributes => one(attributes),
        }
    }

    /// 7.5: every row is as wide as the table.
    fn table(&mut self, table: &Value) {
        let mut rows = Vec::new();
        self.rows(&table["/K"], &mut rows);
        // How many cells of each row are taken by cells that began above.
        let mut widths: Vec<u64> = vec![0; rows.len()];
        for (at, row) in rows.iter().enumerate() {
            for (columns, height) in row {
                for width in widths.iter_mut().skip(at).take(usize::try_from(*height).unwrap_or(1)) {
                    *width += columns;
                }
            }
        }
        let is_even = widths.windows(2).all(|pair| pair[0] == pair[1]);
        self.complaints.unless(
            is_even && !rows.is_empty(),
            "UA 7.5",
            format!("a table whose rows are {widths:?} wide"),
        );
    }

    /// Columns and rows of each cell, row by row.
    fn rows(&self, kids: &Value, rows: &mut Vec<Vec<(u64, u64)>>) {
        let list = match self.file.get(kids) {
            Value::Array(list) => list.clone(),
            _ => vec![kids.clone()],
        };
        for kid in &list {
            let element = self.file.get(kid);
            match self.role_of(element).as_str() {
                "THead" | "TBody" | "TFoot" => self.rows(&element["/K"], rows),
                "TR" => {
                    let cells = match self.file.get(&element["/K"]) {
                        Value::Array(cells) => cells.clone(),
                        _ => vec![element["/K"].clone()],
                    };
                    let span =
                        |cell: &Value, key: &str| self.attribute(cell, key).and_then(|span| span.as_u64()).unwrap_or(1);
                    let cells = cells
                        .iter()
                        .map(|cell| self.file.get(cell))
                        .filter(|cell| ["TH", "TD"].contains(&self.role_of(cell).as_str()));
                    rows.push(cells.map(|cell| (span(cell, "/ColSpan"), span(cell, "/RowSpan"))).collect());
                }
                _ => {}
            }
        }
    }

    fn role_of(&self, element: &Value) -> String {
        if element.get("/S").is_some() { self.role(element) } else { String::new() }
    }
}
