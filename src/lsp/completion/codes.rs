//! 「サービスコード」 from the user's own list: the code, the name and the units of one line of the slip belong together.

use super::Proposal;
use super::known::supports;
use crate::billing::codes::{CodeEntry, CodeList};
use crate::calendar::Month;
use crate::case::CaseFile;
use crate::case::month::ServiceLine;
use crate::lsp::document::Document;
use crate::lsp::outline::Around;
use crate::service_kind;
use crate::source::plain;

/// More rows than this nobody reads: who wants another types its beginning.
const SHOWN: usize = 300;

/// What the list says of the line that is being written.
pub(super) fn codes(document: &Document, list: &CodeList, key: &str, around: &Around) -> Vec<Proposal> {
    let case = &document.good().file;
    let Some(month) = case.months.iter().filter_map(|block| block.month.value()).max() else { return Vec::new() };
    let lines = document.checked.case.file.months.iter().flat_map(|block| block.lines.iter());
    let line = lines.into_iter().find(|line| line.span.start <= around.word && around.word <= line.span.end);
    let text = document.file().text();
    let word = plain(
        text.get(around.word as usize..)
            .and_then(|rest| rest.split([',', '}', '\'', '"', '\n']).next())
            .unwrap_or_default(),
    );
    let known = Known::of(case, line, month);
    let rows = list.of_month(month).filter(|entry| known.may_be(entry));
    let proposal = |entry: &CodeEntry| {
        let units = entry.units.map(|units| format!(" {units}単位")).unwrap_or_default();
        match key {
            "サービスコード" => Some(Proposal::word(entry.code.as_str(), format!("{}{units}", entry.name))),
            "サービス内容" => Some(Proposal::word(entry.name.as_str(), format!("{}{units}", entry.code))),
            "単位数" => Some(Proposal::word(entry.units?.to_string(), format!("{} {}", entry.code, entry.name))),
            _ => None,
        }
    };
    rows.filter_map(proposal).filter(|proposal| plain(&proposal.label).starts_with(&word)).take(SHOWN).collect()
}

/// What the line says already.
struct Known {
    code: String,
    name: String,
    /// The kinds of service that 第２表 has of the line's provider.
    kinds: Vec<&'static str>,
}

impl Known {
    fn of(case: &CaseFile, line: Option<&ServiceLine>, month: Month) -> Self {
        let text = |field: fn(&ServiceLine) -> &str| line.map(|line| plain(field(line))).unwrap_or_default();
        let provider = text(|line| line.provider.text());
        let of_provider = supports(case)
            .filter(|support| !provider.is_empty() && support.provider.plain() == provider)
            .filter_map(|support| service_kind::in_text(support.kind.text()))
            .filter(|kind| kind.exists_in(month));
        let kinds = of_provider.map(|kind| kind.code.as_str()).collect();
        Self { code: text(|line| line.code.text()), name: text(|line| line.content.text()), kinds }
    }

    /// Whether a row has the line's code or its name; where it has only one of them yet, or none, the kind of its provider.
    fn may_be(&self, entry: &CodeEntry) -> bool {
        if !self.code.is_empty() && entry.code == self.code || !self.name.is_empty() && plain(&entry.name) == self.name
        {
            return true;
        }
        let open = self.code.is_empty() || self.name.is_empty();
        open && (self.kinds.is_empty() || self.kinds.iter().any(|kind| entry.code.starts_with(kind)))
    }
}
