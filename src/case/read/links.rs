//! What other files say in the place of their names: an office's file, the plan before.

use super::super::OfficeFile;
use super::super::person::Linked;
use super::{Case, Fetch, PROVIDERS, is_plan, read_case, read_office_file};
use crate::source::{Problem, ProblemCode, Reader, SourceFile, Sources, Span, to_u32};
use std::path::{Component, Path};

/// Reads the plan before, for the rules that compare with it. That it cannot be read is theirs to tell: it keeps nobody from
/// printing this one.
pub(super) fn link_earlier(case: &mut Case, sources: &mut Sources, fetch: &Fetch) {
    let name = case.file.earlier.name.text().trim().to_owned();
    if name.is_empty() {
        return;
    }
    if sources.get(case.id).is_some_and(|own| is_same_file(own.name(), &name)) {
        case.file.earlier.is_itself = true;
        return;
    }
    case.links.push(name.clone());
    match fetch(&name) {
        // Of the plans before that one nothing is asked.
        Ok(bytes) => {
            let before = read_case(&name, &bytes, sources, &|_| Err(String::new()));
            if let Some(why) = before.hidden(sources) {
                case.file.earlier.why_unread = Some(why);
            } else if case.file.identity().is_other_than(&before.file.identity()) {
                case.file.earlier.of_another = true;
            } else {
                case.file.earlier.plan = Some(Box::new(before.file));
            }
        }
        Err(why) => case.file.earlier.why_unread = Some(why),
    }
}

/// Whether a name, seen from the folder of a file, is that file's own.
fn is_same_file(own: &str, name: &str) -> bool {
    let mut below = Path::new(name).components().filter(|part| *part != Component::CurDir);
    below.next().is_some_and(|part| Path::new(own).file_name() == Some(part.as_os_str())) && below.next().is_none()
}

/// Puts what other files say in the place of their names.
pub(super) fn link(case: &mut Case, reader: &mut Reader, sources: &mut Sources, fetch: &Fetch) {
    let mut fetched: Vec<(String, Option<OfficeFile>)> = Vec::new();
    let mut load =
        |field: &crate::source::Field<String>, sources: &mut Sources, reader: &mut Reader| -> Option<OfficeFile> {
            let name = field.text().trim().to_owned();
            if let Some((_, office)) = fetched.iter().find(|(known, _)| *known == name) {
                return office.clone();
            }
            case.links.push(name.clone());
            let office = match fetch(&name) {
                Ok(bytes) => {
                    let (office, problems) = read_office_file(&name, &bytes, sources);
                    // Of an office's file nothing but its own keys is known: only where some is not, it may be a plan.
                    if !problems.is_empty() && is_plan(&name, &bytes, sources) {
                        let message = format!("「{name}」は計画書で、事業所のファイルではありません");
                        let help = "事業所を書いたファイルの名前を書いてください。事業所をここに直接書くこともできます";
                        reader.problems.push(Problem::new(ProblemCode::Reference, field.span(), message).help(help));
                        None
                    } else {
                        // What a file that cannot be read lacks is no news, and neither is what rules would miss.
                        let broken = problems.iter().any(|problem| problem.code.breaks_file());
                        case.broken |= broken;
                        reader.problems.extend(problems);
                        Some(office).filter(|_| !broken)
                    }
                }
                Err(why) => {
                    let problem = Problem::new(
                    ProblemCode::Reference,
                    field.span(),
                    format!("「{name}」を読めません（{why}）"),
                )
                .help("計画書のあるフォルダーから見たファイル名を書いてください。事業所をここに直接書くこともできます");
                    reader.problems.push(problem);
                    None
                }
            };
            fetched.push((name, office.clone()));
            office
        };
    let plan = case.id;
    let is_slip = move |problem: &Problem| problem.leaves_gaps() && problem.span.file != plan;
    let may_be_misspelt = |reader: &Reader| reader.problems.iter().any(is_slip);
    if let Linked::File(field) = &case.file.office {
        let (field, loaded) = (field.clone(), load(field, sources, reader));
        match loaded.map(|office| office.office) {
            Some(Some(office)) => case.file.office = Linked::Here(office),
            Some(None) if !may_be_misspelt(reader) => {
                reader.problems.push(lacks(&field, "居宅介護支援事業所", sources));
            }
            Some(None) | None => {}
        }
    }
    if let Linked::File(field) = &case.file.providers {
        let (field, loaded) = (field.clone(), load(field, sources, reader));
        match loaded.map(|office| office.providers) {
            Some(providers) if !providers.is_empty() => case.file.providers = Linked::Here(providers),
            Some(_) if !may_be_misspelt(reader) => reader.problems.push(lacks(&field, PROVIDERS, sources)),
            Some(_) | None => {}
        }
    }
}

/// What is told of an office's file without a part; where its heading stands there, that it is empty.
fn lacks(field: &crate::source::Field<String>, key: &str, sources: &Sources) -> Problem {
    let name = field.text().trim();
    let line_at = |id, file: &SourceFile, line| {
        let start = file.line_start(line);
        Span::new(id, start, start + to_u32(file.line(line).trim_end().len()))
    };
    let of_name = || sources.iter().filter(|(_, file)| file.name() == name);
    let heading = of_name().find_map(|(id, file)| {
        let last = file.last_line();
        let is_heading = |line: &str| line.trim_start_matches(['#', ' ', '"', '\'']).starts_with(key);
        Some(line_at(id, file, (1..=last).find(|line| is_heading(file.line(*line)))?))
    });
    // What is cut off ends before it.
    let end = of_name().map(|(id, file)| line_at(id, file, file.line_of(to_u32(file.text().trim_end().len())))).next();
    let problem =
        |what: &str| Problem::new(ProblemCode::Reference, field.span(), format!("「{name}」の「{key}」{what}"));
    if let Some(heading) = heading {
        return problem("に中身がありません")
            .help("その見出しの下に、字下げをして内容を書いてください")
            .related(heading, "見出しはここです");
    }
    let mut problem = problem("の項目がありません")
        .help(format!("そのファイルの初めに「{key}:」と書き、その下に内容を書いてください"));
    problem.related.extend(end.map(|end| (end, "ファイルは、ここで終わっています".to_owned())));
    problem
}
