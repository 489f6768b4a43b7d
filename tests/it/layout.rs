//! What stands where on the printed pages of the samples and of the blank sheets.

use super::dsl::sample_path;
use super::snapshot;
use careplan::calendar::Date;
use careplan::case::CaseFile;
use careplan::case::read::from_text;
use careplan::forms::measures::Measures;
use careplan::forms::{Context, FORMS, Form, Selection, Sheet, by_default};
use careplan::profile::{PROFILES, Profile};
use careplan::typeset::{Bookmark, Engine, Job, Overlay, Typeset};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Sheets of a form as the program makes them.
pub fn sheets(form: &Form, case: &CaseFile, profile: &Profile, blank: bool) -> Vec<Sheet> {
    let options = profile.form_options(case);
    let select = Selection { blank, ..Selection::default() };
    let context = Context { select, ..Context::new(case, &options, Measures::embedded()) };
    (form.sheets)(&context).unwrap()
}

/// Lays out sheets; the audit must find nothing.
#[track_caller]
pub fn typeset(sheets: &[Sheet]) -> Typeset {
    typeset_job(sheets, &[])
}

/// Lays out sheets with bookmarks; the audit must find nothing.
#[track_caller]
pub fn typeset_job(sheets: &[Sheet], bookmarks: &[Bookmark]) -> Typeset {
    static ENGINE: OnceLock<Mutex<Engine>> = OnceLock::new();
    run(ENGINE.get_or_init(|| Mutex::new(Engine::new(None).unwrap())), sheets, bookmarks)
}

/// The same, laid out and written by Typst alone: its exporter is asked wherever a template was brought, here our own.
#[track_caller]
pub fn typeset_by_typst(sheets: &[Sheet]) -> Typeset {
    static ENGINE: OnceLock<Mutex<Engine>> = OnceLock::new();
    let engine = || {
        let mut own = Overlay::default();
        own.insert("main.typ", include_bytes!("../../templates/main.typ").to_vec());
        Mutex::new(Engine::new(Some(own)).unwrap())
    };
    run(ENGINE.get_or_init(engine), sheets, &[])
}

#[track_caller]
fn run(engine: &Mutex<Engine>, sheets: &[Sheet], bookmarks: &[Bookmark]) -> Typeset {
    let engine = engine.lock().unwrap_or_else(PoisonError::into_inner);
    let date = Date::from_ymd_opt(2025, 5, 27).unwrap();
    let job = Job { sheets, title: "試験", date, accessible: false, ident: "test", bookmarks };
    engine.typeset(&job).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn sample(name: &str) -> CaseFile {
    let text = std::fs::read_to_string(sample_path(name)).unwrap();
    let (case, _) = from_text("plan.yaml", &text);
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    case.file
}

/// The snapshots that exist for a set of sheets: the view's words and the frames' texts and rules.
fn check(set: &str, case: &CaseFile, profile: &Profile, blank: bool) -> Vec<String> {
    let mut names = Vec::new();
    for form in by_default().filter(|form| blank || (form.has_data)(case, &Selection::default())) {
        let sheets = sheets(form, case, profile, blank);
        let views: Vec<_> = sheets.iter().map(Sheet::view).collect();
        let laid_out = typeset(&sheets);
        let name = |kind: &str| format!("{set}/{}.{kind}", form.id);
        snapshot::check(&name("view.json"), &(serde_json::to_string_pretty(&views).unwrap() + "\n"));
        snapshot::check(&name("frames.txt"), &laid_out.dump());
        names.extend([name("view.json"), name("frames.txt")]);
        if blank {
            snapshot::check(&name("rules.txt"), &laid_out.rules_dump());
            names.push(name("rules.txt"));
        }
    }
    names
}

#[test]
fn samples_and_blanks_look_as_they_did() {
    let mut names = check("sanuki-haru", &sample("sanuki-haru"), &PROFILES[0], false);
    names.extend(check("ayagawa-masao", &sample("ayagawa-masao"), Profile::named("香川県令和4年").unwrap(), false));
    for profile in PROFILES {
        names.extend(check(&format!("blank-{}", profile.name), &CaseFile::default(), profile, true));
    }
    names.sort();
    let stale: Vec<_> = snapshot::names().into_iter().filter(|name| !names.contains(name)).collect();
    assert!(stale.is_empty(), "snapshots that nothing makes any more: {stale:?}");
}

/// The straight rules of a page as (x1, y1, x2, y2) in 0.1 mm.
fn rules_of(form: &str) -> Vec<[i64; 4]> {
    let form = FORMS.iter().find(|known| known.name == form).unwrap();
    let dump = typeset(&sheets(form, &CaseFile::default(), &PROFILES[0], true)).rules_dump();
    let lines = dump.lines().filter(|line| line.split_whitespace().nth(1) == Some("line"));
    let ends = |line: &str| {
        let numbers: Vec<i64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        [numbers[1], numbers[2], numbers[3], numbers[4]]
    };
    lines.map(ends).collect()
}

/// The places of all rules of one direction that are at least this long, sorted, each once; in 0.1 mm.
fn places(rules: &[[i64; 4]], upright: bool, least: i64) -> Vec<i64> {
    let at = |[x1, y1, x2, y2]: &[i64; 4]| match upright {
        true if x1 == x2 && (y2 - y1).abs() >= least => Some(*x1),
        false if y1 == y2 && (x2 - x1).abs() >= least => Some(*y1),
        _ => None,
    };
    let mut found: Vec<i64> = rules.iter().filter_map(at).collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn rules_stand_where_the_published_sizes_say() {
    let week = rules_of("第3表");
    let days = places(&week, true, 1200);
    let widths: Vec<i64> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(
        widths.iter().filter(|width| (**width - 296).abs() <= 1).count(),
        7,
        "seven days of 29.6 mm: {widths:?}"
    );

    let slip = rules_of("第6表");
    let rows = places(&slip, false, 1500);
    // A line of services is two rows, 予定 and 実績, with a rule between them.
    let pairs = rows.windows(3).map(|three| three[2] - three[0]);
    assert!(pairs.filter(|pitch| (71..=72).contains(pitch)).count() >= 2 * 16, "17 lines of 7.16 mm: {rows:?}");
    let columns = places(&slip, true, 1000);
    let widths: Vec<i64> = columns.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(widths.iter().filter(|width| (50..=51).contains(*width)).count() >= 30, "31 days of 5.03 mm: {widths:?}");

    for form in by_default() {
        for [x1, y1, x2, y2] in rules_of(form.name) {
            let inside = |x: i64, y: i64| (50..=2920).contains(&x) && (30..=2070).contains(&y);
            assert!(inside(x1, y1) && inside(x2, y2), "{}: a rule at {x1},{y1}–{x2},{y2} leaves the sheet", form.name);
        }
    }
}

/// The grey values of a PNG.
pub fn grey(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let samples = info.color_type.samples();
    let grey = pixels[..info.buffer_size()].chunks(samples).map(|pixel| pixel[0]).collect();
    (info.width, info.height, grey)
}

/// A few pages as pictures: what the text dumps cannot see, such as strokes and ellipses.
#[test]
fn pages_look_as_they_did() {
    let case = sample("sanuki-haru");
    for name in ["第1表", "第6表"] {
        let form = FORMS.iter().find(|form| form.name == name).unwrap();
        let page = typeset(&sheets(form, &case, &PROFILES[0], false)).png(0, 36.0).unwrap();
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pictures/{}.png", form.id));
        if snapshot::updating() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &page).unwrap();
        }
        let (width, height, found) = grey(&page);
        let (wanted_width, wanted_height, wanted) = grey(&std::fs::read(&path).expect("UPDATE=1 makes it"));
        assert_eq!((width, height), (wanted_width, wanted_height));
        let far = found.iter().zip(&wanted).filter(|(a, b)| a.abs_diff(**b) > 40).count();
        assert!(far <= found.len() / 10_000, "{name}: {far} of {} pixels differ (UPDATE=1 rewrites)", found.len());
    }
}
