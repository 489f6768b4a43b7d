//! A line that says again what its part says already: too much where it stands beside its twin, or where all else is in its place.
//! Where a heading was lost, it is the first line of the part below, and taking it away would take that part's.

use crate::source::problem::{Problem, ProblemCode};
use crate::source::{FileId, SourceFile};

/// Of such lines, nobody takes away unasked what may be another part's.
pub(super) fn doubt(file: &SourceFile, problems: &mut [Problem], id: FileId) {
    use ProblemCode as Code;
    let is_misplaced = |problem: &Problem| {
        problem.span.file == id
            && (problem.code.breaks_file()
                || matches!(problem.code, Code::UnknownKey | Code::WrongKind)
                || problem.code == Code::DuplicateKey && problem.fix.is_none())
    };
    if !problems.iter().any(is_misplaced) {
        return;
    }
    let is_beside = |problem: &Problem| {
        problem.related.first().is_some_and(|(twin, _)| {
            let own = file.line_of(problem.span.start);
            let again = file.line(own).trim();
            let mut between = (file.line_of(twin.start) + 1..own).map(|line| file.line(line).trim());
            between.all(|line| line.is_empty() || line.starts_with('#') || line == again)
        })
    };
    let doubled = problems.iter_mut().filter(|one| one.code == Code::DuplicateKey && one.span.file == id);
    for fix in doubled.filter(|one| !is_beside(one)).filter_map(|one| one.fix.as_mut()) {
        fix.certain = false;
    }
}
