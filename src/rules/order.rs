//! What stands out of order: of a sequence in which one date is mistyped, that one, and not all that follow it.

/// Where an item out of order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stray {
    /// The item.
    pub(super) at: usize,
    /// One that is in order, on the wrong side of it.
    pub(super) other: usize,
}

impl Stray {
    /// Whether the item stands below one that comes after it; else it stands above one that comes before.
    pub(super) const fn is_below(self) -> bool {
        self.at > self.other
    }
}

/// The items that do not belong to a longest run in order; of several such runs, to that which begins first.
pub(super) fn strays<T: Ord>(keys: &[T]) -> Vec<Stray> {
    // How long the longest run is that ends with each, and what it has before.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(keys.len());
    for (at, key) in keys.iter().enumerate() {
        let before =
            (0..at).filter(|other| keys[*other] <= *key).max_by_key(|other| (runs[*other].0, usize::MAX - other));
        runs.push((before.map_or(1, |other| runs[other].0 + 1), before));
    }
    let mut kept = vec![false; keys.len()];
    let mut last = (0..keys.len()).max_by_key(|at| (runs[*at].0, usize::MAX - at));
    while let Some(at) = last {
        kept[at] = true;
        last = runs[at].1;
    }
    let other_of = |at: usize| {
        let above = (0..at).rev().find(|other| kept[*other] && keys[*other] > keys[at]);
        above.or_else(|| (at + 1..keys.len()).find(|other| kept[*other] && keys[*other] < keys[at]))
    };
    (0..keys.len()).filter(|at| !kept[*at]).filter_map(|at| Some(Stray { at, other: other_of(at)? })).collect()
}

#[cfg(test)]
mod tests {
    use super::{Stray, strays};

    fn told(keys: &[i32]) -> Vec<(usize, usize)> {
        strays(keys).into_iter().map(|Stray { at, other }| (at, other)).collect()
    }

    #[test]
    fn one_that_is_mistyped_is_told_and_none_that_follows() {
        assert_eq!(told(&[509, 520, 522, 527]), []);
        assert_eq!(told(&[609, 520, 522, 527]), [(0, 1)]);
        assert_eq!(told(&[509, 520, 422, 527]), [(2, 1)]);
        assert_eq!(told(&[509, 520, 1022, 527, 528]), [(2, 3)]);
        // Of two nobody can say which; the lower one is told.
        assert_eq!(told(&[820, 720]), [(1, 0)]);
        assert_eq!(told(&[5, 5, 5]), []);
        assert_eq!(told(&[3, 1, 2, 0, 4]), [(0, 1), (3, 2)]);
    }
}
