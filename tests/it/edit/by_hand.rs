//! What a person would have typed.

use careplan::source::edit::{Change, Path, Value, edit};

fn path(text: &str) -> Path {
    Path::parse(text).unwrap()
}

#[track_caller]
fn becomes(old: &str, change: Change, new: &str) {
    let edited = edit(old, &[change]).unwrap_or_else(|why| panic!("{}\n{old}", why.message));
    assert_eq!(edited.text, new);
}

fn set(at: &str, text: &str) -> Change {
    Change::set(path(at), Value::text(text))
}

#[test]
fn a_value_keeps_its_style() {
    becomes("a: 山田 # 註\nb: 1", set("a", "鈴木"), "a: 鈴木 # 註\nb: 1");
    becomes("a: '山田'\n", set("a", "it's"), "a: 'it''s'\n");
    becomes("a: \"山田\"\n", set("a", "鈴木"), "a: \"鈴木\"\n");
    becomes("a: |- # 註\n    一\n    二\nb: 1\n", set("a", "三"), "a: |- # 註\n    三\nb: 1\n");
    becomes("a: 山田\n", set("a", "山田: #1"), "a: '山田: #1'\n");
    becomes("a: {b: 山田, c: 1}\n", set("a.b", "一, 二"), "a: {b: '一, 二', c: 1}\n");
    becomes("{\"a\": \"x\"}", set("a", "y"), "{\"a\": \"y\"}");
    becomes("a:\nb: 1\n", set("a", "x"), "a: x\nb: 1\n");
    becomes("a: ~  # 註\n", set("a", "x"), "a: x  # 註\n");
    becomes("a: x  # 註\n", Change::set(path("a"), Value::Null), "a:  # 註\n");
    // What YAML, or another reader of it, has a meaning of its own for is the text that was typed.
    for word in ["null", "Null", "NO", "Yes", "~", "true", ".inf", "-.Inf", ".NaN"] {
        becomes("a: 山田\n", set("a", word), &format!("a: '{word}'\n"));
        becomes("[山田, 鈴木]", set("[1]", word), &format!("[山田, '{word}']"));
    }
}

#[test]
fn more_than_one_line_becomes_a_block() {
    becomes("a: 一 # 註\nb: 1\n", set("a", "一\n二"), "a: |- # 註\n  一\n  二\nb: 1\n");
    becomes("k:\n    a: 一\n", set("k.a", "一\n\n二"), "k:\n    a: |-\n        一\n\n        二\n");
    becomes("- a\n- b", set("[0]", "一\n二"), "- |-\n  一\n  二\n- b");
    becomes("a: 一\r\nb: 1\r\n", set("a", "一\n二"), "a: |-\r\n  一\r\n  二\r\nb: 1\r\n");
    becomes("{a: 一}", set("a", "一\n二"), "{a: \"一\\n二\"}");
    becomes("a: |-\n  一\n  二\n", set("a", ""), "a: \"\"\n");
}

#[test]
fn a_missing_key_comes_where_the_form_wants_it() {
    let order = ["a", "b", "c"];
    let put = |at: &str, value: Value| Change::put(path(at), value, &order);
    becomes("a: 1 # 註\n\n# 三\nc: 3\n", put("b", Value::text("2")), "a: 1 # 註\nb: 2\n\n# 三\nc: 3\n");
    becomes("c: 3", put("a", Value::text("1")), "a: 1\nc: 3");
    becomes("a: 1", put("c", Value::text("3")), "a: 1\nc: 3");
    becomes("k:\n  - c: 3\n", put("k[0].b", Value::text("2")), "k:\n  - b: 2\n    c: 3\n");
    becomes("k: {a: 1, c: 3}\n", put("k.b", Value::text("2")), "k: {a: 1, b: 2, c: 3}\n");
    becomes("{\n  \"a\": \"1\"\n}\n", put("b", Value::text("2")), "{\n  \"a\": \"1\",\n  \"b\": \"2\"\n}\n");
    becomes("", put("a", Value::text("1")), "a: 1\n");
    becomes("# 註\n", put("a.b", Value::text("1")), "# 註\na:\n  b: 1\n");
    becomes("k:\n", put("k.a", Value::text("1")), "k:\n  a: 1\n");
    let list = Value::List(vec![Value::map([("x", Value::text("1")), ("y", Value::Null)])]);
    becomes("a: 1\n", put("b", list.clone()), "a: 1\nb:\n  - x: 1\n    y:\n");
    becomes("a:\n- 1\n", put("b", list), "a:\n- 1\nb:\n- x: 1\n  y:\n");
}

#[test]
fn lists_grow_shrink_and_change_their_order() {
    let insert = |list: &str, at: usize, value: Value| Change::InsertItem { list: path(list), at, value };
    let line = Value::map([("x", Value::text("1")), ("y", Value::text("二, 三"))]);
    becomes(
        "a:\n  - {x: 0}\nb: 1\n",
        insert("a", 1, line.clone().flow()),
        "a:\n  - {x: 0}\n  - {x: 1, y: '二, 三'}\nb: 1\n",
    );
    becomes("a:\n  - p # 註\n", insert("a", 0, Value::text("o")), "a:\n  - o\n  - p # 註\n");
    becomes("a: [] # 註\n", insert("a", 0, line.clone()), "a: # 註\n  - x: 1\n    y: 二, 三\n");
    becomes("a: [1]\n", insert("a", 1, Value::text("2")), "a: [1, 2]\n");
    becomes("a:\n", insert("a", 0, line), "a:\n  - x: 1\n    y: 二, 三\n");
    let gone = |at: &str| Change::Remove { path: path(at) };
    becomes("a:\n  - 1\n  # 註\n  - 2\n  - 3", gone("a[2]"), "a:\n  - 1\n  # 註\n  - 2");
    becomes("a:\n  - 1\n", gone("a[0]"), "a: []\n");
    becomes("- a: 1\n  b: 2\n", gone("[0].a"), "- b: 2\n");
    becomes("a: [1, 2, 3]\n", gone("a[1]"), "a: [1, 3]\n");
    let moved = Change::MoveItem { list: path("a"), from: 0, to: 1 };
    becomes("a:\n  - x: 1 # 一\n    y: 1\n # 間\n  - 2", moved.clone(), "a:\n  - 2\n # 間\n  - x: 1 # 一\n    y: 1");
    // What stands directly over an item in its column is of that item.
    becomes("a:\n  - 1\n  # 二\n  # 註\n  - 2", moved, "a:\n  # 二\n  # 註\n  - 2\n  - 1");
}

#[test]
fn a_reference_is_written_out_where_it_is_used_and_told() {
    let old = "a: &m\n  x: 1\n  y: 2\nb: *m\nc:\n  <<: *m\n  z: 3\n";
    let edited = edit(old, &[set("b.x", "9")]).unwrap();
    assert_eq!(edited.text, "a: &m\n  x: 1\n  y: 2\nb:\n  x: 9\n  y: 2\nc:\n  <<: *m\n  z: 3\n");
    assert_eq!(edited.notes, ["「b」の参照（*名前）をやめて、値をそのまま書きました"]);
    let edited = edit(old, &[set("c.x", "9")]).unwrap();
    assert!(edited.text.ends_with("c:\n  <<: *m\n  z: 3\n  x: 9\n"), "{}", edited.text);
    let refused = edit(old, &[set("a.x", "9")]).unwrap_err();
    assert!(refused.message.contains("参照（*名前）されています"), "{}", refused.message);
}

#[test]
fn what_cannot_be_read_is_not_changed() {
    assert!(edit("a：1\nb: 2\n", &[set("b", "3")]).unwrap_err().message.contains("先に直してください"));
    assert!(edit("a: 1\n", &[set("b[3]", "3")]).unwrap_err().message.contains("「b[3]」"));
    assert!(edit("a: 1\n", &[set("a", "2"), Change::Remove { path: path("c") }]).is_err());
    let twice = Change::RenameKey { path: path("a"), to: "b".to_owned() };
    assert!(edit("a: 1\nb: 2\n", &[twice]).is_err());
}

#[test]
fn a_key_that_looks_like_the_one_meant_is_the_one_meant() {
    becomes("ＦＡＸ: 1\n第６表:\n  - a: 1\n", set("FAX", "2"), "ＦＡＸ: 2\n第６表:\n  - a: 1\n");
    becomes("第６表:\n  - a: 1\n", set("第6表[0].b", "2"), "第６表:\n  - a: 1\n    b: 2\n");
}

#[test]
fn several_changes_are_told_as_edits_of_the_first_text() {
    let old = "\u{feff}a: 1\nb: 2\nc:\n  - 3\n";
    let changes = [
        set("a", "10"),
        Change::InsertItem { list: path("c"), at: 1, value: Value::text("4") },
        Change::Remove { path: path("b") },
        set("c[1]", "5"),
    ];
    let edited = edit(old, &changes).unwrap();
    assert_eq!(edited.text, "\u{feff}a: 10\nc:\n  - 3\n  - 5\n");
    assert_eq!(careplan::source::edit::apply(old, &edited.edits).unwrap(), edited.text);
}

#[test]
fn paragraphs_that_begin_with_a_full_width_space() {
    becomes("a: 一\nb: 1\n", set("a", "　一\n　二"), "a: |-\n  　一\n  　二\nb: 1\n");
    becomes(
        "- - a\n",
        Change::InsertItem { list: path(""), at: 0, value: Value::text("　一\n二") },
        "- |-\n  　一\n  二\n- - a\n",
    );
}

#[test]
fn remarks_over_the_first_row_stay_with_it() {
    let plan = "a:\n  # 一の註\n  - 一\n  # 二の註\n  # つづき\n  - 二\n  - 三\nb: 1\n";
    becomes(
        plan,
        Change::InsertItem { list: path("a"), at: 0, value: Value::text("零") },
        "a:\n  - 零\n  # 一の註\n  - 一\n  # 二の註\n  # つづき\n  - 二\n  - 三\nb: 1\n",
    );
}
