//! Texts of the grids that come again: the names of providers and services stand in many rows, and in many clients' slips. How
//! a text fits into a cell depends on nothing but the text and the cell, so it is kept.

use crate::fonts::Face;
use crate::forms::lines::Fitted;
use crate::forms::measures::FieldMeasure;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// How many texts are kept for one kind of cell, and for how many kinds; then it begins anew.
const MOST_TEXTS: usize = 2_000;
const MOST_CELLS: usize = 64;

/// All of a cell that fitting looks at: face, width, height, pitch and sizes, as bits.
#[derive(PartialEq, Eq)]
struct Room(Face, [u64; 3], Vec<u64>);

impl Room {
    fn of(field: &FieldMeasure) -> Self {
        let sizes = field.sizes.iter().copied().map(f64::to_bits).collect();
        Self(field.face.0, [field.inner_width(), field.h, field.pitch].map(f64::to_bits), sizes)
    }
}

thread_local! {
    static KNOWN: RefCell<Vec<(Room, FxHashMap<String, Fitted>)>> = const { RefCell::new(Vec::new()) };
}

/// A text as it was fitted into such a cell before, or as `fit` does now.
pub(super) fn fitted(text: &str, field: &FieldMeasure, fit: impl FnOnce() -> Fitted) -> Fitted {
    let room = Room::of(field);
    let kept = KNOWN.with_borrow(|known| {
        let (_, texts) = known.iter().find(|(other, _)| *other == room)?;
        texts.get(text).cloned()
    });
    kept.unwrap_or_else(|| {
        let fitted = fit();
        KNOWN.with_borrow_mut(|known| keep(known, room, text, &fitted));
        fitted
    })
}

fn keep(known: &mut Vec<(Room, FxHashMap<String, Fitted>)>, room: Room, text: &str, fitted: &Fitted) {
    let at = known.iter().position(|(other, _)| *other == room).unwrap_or_else(|| {
        if known.len() == MOST_CELLS {
            known.clear();
        }
        known.push((room, FxHashMap::default()));
        known.len() - 1
    });
    let texts = &mut known[at].1;
    if texts.len() == MOST_TEXTS {
        texts.clear();
    }
    texts.insert(text.to_owned(), fitted.clone());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::lines;
    use crate::forms::measures::Measures;

    #[test]
    fn a_text_that_comes_again_fits_as_before_and_another_cell_is_another() {
        let measures = Measures::embedded();
        let wide = measures.field("service-slip", "provider").unwrap().moved(0.0, 9.0);
        let narrow = FieldMeasure { w: wide.w / 2.0, ..wide.clone() };
        let small = FieldMeasure { sizes: vec![6.0], ..wide.clone() };
        let text = "ヘルパーステーション架空の里";
        for field in [&wide, &narrow, &small] {
            let fresh = lines::fit(text, field);
            assert_eq!(fitted(text, field, || lines::fit(text, field)), fresh);
            assert_eq!(fitted(text, field, || panic!("it is known")), fresh);
        }
        assert_ne!(lines::fit(text, &wide), lines::fit(text, &narrow));
        let any = lines::fit(text, &wide);
        for n in 0..MOST_TEXTS + 10 {
            fitted(&n.to_string(), &wide, || any.clone());
        }
        for n in 0..MOST_CELLS + 10 {
            fitted(text, &wide.moved(0.0, 10.0 + f64::from(u32::try_from(n).unwrap())), || any.clone());
        }
        KNOWN.with_borrow(|known| {
            assert!(known.len() <= MOST_CELLS && known.iter().all(|(_, texts)| texts.len() <= MOST_TEXTS));
        });
    }
}
