//! Plates: none is lost between jobs, none is old, and the audit counts them.

use super::*;

#[test]
fn a_job_keeps_the_plates_it_saw() {
    let page = engine("text(\"あ\")").typeset(&job(&[sheet(&[])], false)).expect("a page");
    let page = &page.document().pages()[0];
    let draw = |names: &[&str]| names.iter().map(|name| Plate::under_many(page, (*name).to_owned())).collect();
    let store = Plates::with_room(2);
    let ask = |names: &[&'static str]| {
        let mut held = store.held(names.iter().copied(), &plate::Seen::new());
        let drawn = draw(&held.missing);
        store.keep(&mut held, drawn);
    };
    ask(&["a", "b"]);
    let mut held = store.held(["a", "b", "c"].into_iter(), &plate::Seen::new());
    assert_eq!(held.missing, ["c"]);
    // Meanwhile another job needs all the room.
    ask(&["x", "y", "z"]);
    let drawn = draw(&held.missing);
    store.keep(&mut held, drawn);
    for key in ["a", "b", "c"] {
        assert_eq!(held.plate(key).expect("held").text, key);
    }
    assert_eq!(held.plate("x").err().expect("not asked for")[0].kind, FaultKind::PlateMissing);
}

/// A plan that is saved again: what did not change is neither laid out nor drawn anew, and nothing old is shown for new.
#[test]
fn a_sheet_that_did_not_change_keeps_its_plate() {
    let engine = Engine::with_room(9, overlay("for field in view.fields { put(field, rect) }"));
    let pages = |words: [&str; 2]| {
        let typeset = engine.typeset(&job(&words.map(|word| sheet(&[word])), false)).expect("set");
        let dump = typeset.dump();
        assert!(words.iter().all(|word| dump.contains(word)), "{words:?}: {dump}");
        match typeset.pages {
            Pages::Set(pages, _) => pages.into_iter().map(|page| page.plates[0].clone()).collect::<Vec<_>>(),
            Pages::Laid(_) => panic!("laid out"),
        }
    };
    let (before, after) = (pages(["甲", "乙"]), pages(["甲", "丙"]));
    assert!(Arc::ptr_eq(&before[0], &after[0]));
    assert!(!Arc::ptr_eq(&before[1], &after[1]));
}

/// The pages of a packet differ from the plan's own in their foot alone: it is set over a plate that all of them share.
#[test]
fn a_foot_is_set_over_the_sheet() {
    let engine = Engine::with_room(9, overlay("for field in view.fields { put(field, rect) }"));
    let with_foot = |words: &str| {
        let mut sheet = sheet(&["甲"]);
        let lines = vec![(100.0, 202.0, Line::new(words, Face::Mincho))];
        sheet.foot = Some(Ink { at: 1, field: [60.0, 201.5, 177.0, 4.0], size: 9.0, lines });
        sheet.texts.push(PlacedText { text: words.to_owned(), span: Span::DETACHED });
        sheet
    };
    let sheets = ["写し 1/3", "写し 2/3", "か\u{3099} 3/3"].map(with_foot);
    let typeset = engine.typeset(&job(&sheets, false)).expect("set");
    assert_eq!(typeset.fields().len(), 6, "each page has its text and its foot");
    let by_typst = self::engine("for field in view.fields { put(field, rect) }").typeset(&job(&sheets, false));
    let sorted = |typeset: &Typeset| {
        let mut lines: Vec<String> = typeset.dump().lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&typeset), sorted(&by_typst.expect("laid out")));
    let Pages::Set(pages, _) = &typeset.pages else { panic!("laid out") };
    assert!(Arc::ptr_eq(&pages[0].plates[0], &pages[1].plates[0]));
    // Letters that need shaping are laid out with their sheet.
    assert!(!Arc::ptr_eq(&pages[0].plates[0], &pages[2].plates[0]));
}

#[test]
fn two_threads_with_little_room_lose_no_plate() {
    let one = Engine::with_room(3, overlay("text(\"あ\")"));
    let two = one.beside().expect("a second thread");
    let work = |engine: &Engine, first: u32| {
        for round in 0..40 {
            // The two want now the same plates, now others, and more of them than there is room for.
            let numbers: Vec<u32> = (0..5).map(|n| (round * 3 + n * first) % 17).collect();
            let sheets = [stencil(numbers.iter().copied()), stencil([first])];
            let typeset = engine.typeset(&job(&sheets, false)).expect("set");
            assert!(matches!(typeset.pages, Pages::Set(..)), "set, not laid out");
            let dump = typeset.dump();
            let on = |page: &str| dump.lines().filter(|line| line.starts_with(page)).count();
            assert_eq!((on("1 "), on("2 ")), (6, 2), "{dump}");
            for number in numbers {
                assert!(dump.lines().any(|line| line.ends_with(&format!(" {number}"))), "{number} is missing: {dump}");
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| work(&one, 1));
        scope.spawn(|| work(&two, 2));
    });
}

#[test]
fn the_audit_counts_plates() {
    let sheet = stencil([1, 2]);
    let (_, faults) = audit::set(0, &sheet, &["あ", "1"], std::iter::empty());
    assert_eq!(faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::PlateMissing]);
    assert_eq!(faults[0].message, "様式の3枚の下敷きのうち2枚しか印字されません");
    assert_eq!(audit::set(0, &sheet, &["あ", "1", "2"], std::iter::empty()).1, []);
}

/// A volume is written page by page; the bytes are those of the document that is set as a whole, and a fault knows its page.
#[test]
fn a_long_document_may_be_written_as_it_is_set() {
    let engine = Engine::with_room(9, overlay("for field in view.fields { put(field, rect) }"));
    let mut sheets: Vec<Sheet> = (0..150).map(|page| sheet(&[&format!("{}", page % 7)])).collect();
    let whole = engine.typeset(&job(&sheets, false)).expect("set");
    assert!(matches!(whole.pages, Pages::Set(..)), "set, not laid out");
    assert!(engine.pdf(&job(&sheets, false)).expect("written") == whole.pdf().expect("written"), "other bytes");
    sheets[100].texts.push(PlacedText { text: "乙".to_owned(), span: Span::DETACHED });
    let faults = engine.pdf(&job(&sheets, false)).expect_err("a text that is not on its page");
    assert_eq!(
        faults.iter().map(|fault| (fault.kind, fault.page)).collect::<Vec<_>>(),
        [(FaultKind::TextLost, Some(101))]
    );
}

/// Other jobs need the room for plates while a volume is made: its pages stand over those with which it began.
#[test]
fn a_long_document_has_each_form_once() {
    let engine = Engine::with_room(3, overlay("text(\"あ\")"));
    let sheets: Vec<Sheet> = (0..200).map(|page| Sheet { fax: page / 64 % 2 == 1, ..stencil([1, 2]) }).collect();
    let whole = engine.typeset(&job(&sheets, false)).expect("set").pdf().expect("written");
    assert!(engine.pdf(&job(&sheets, false)).expect("written") == whole, "other bytes");
}
