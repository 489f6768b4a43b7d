//! The providers that the clients share.

use super::random::Random;
use super::tables::{Kind, NAMES, SERVICES};

/// One provider; it offers one kind of service.
#[derive(Debug)]
pub(super) struct Provider {
    pub(super) name: String,
    /// 「事業所番号」 from the range that the samples use: no real provider has it.
    pub(super) number: String,
    pub(super) area: &'static str,
    pub(super) kind: &'static Kind,
    /// Which of its kind's times and additions it has.
    pub(super) habit: usize,
    /// Who comes to meetings.
    pub(super) staff: String,
}

/// An office of 95 clients deals with about 40 providers; a region's offices share at most so many.
const MOST: usize = 400;

/// How many providers so many clients have.
pub(super) fn usual(clients: usize) -> usize {
    (clients * 40 / 95).clamp(8, MOST)
}

/// So many providers, every kind at least once.
pub(super) fn pool(n: usize, seed: u64) -> Vec<Provider> {
    let mut random = Random::of(seed, u64::MAX);
    let mut providers = Vec::new();
    for (kind, share) in SERVICES.kind.iter().zip(shares(n)) {
        let mut words: Vec<&String> = NAMES.office_words.iter().collect();
        for at in (1..words.len()).rev() {
            words.swap(at, random.below(at + 1));
        }
        for at in 0..share {
            let mark = &NAMES.office_marks[at / words.len() % NAMES.office_marks.len()];
            let word = format!("{}{mark}", words[at % words.len()]);
            let surname = &random.pick(&NAMES.surnames)[0];
            providers.push(Provider {
                name: random.pick(&kind.called).replace("{}", &word),
                number: format!("37999{:05}", 1000 + providers.len()),
                area: if random.chance(85) { "7級地" } else { "その他" },
                kind,
                habit: random.below(12),
                staff: format!("{surname} {}", random.pick(&NAMES.young_women)),
            });
        }
    }
    providers
}

/// How many providers of each kind: by their shares of 40, none without.
fn shares(n: usize) -> Vec<usize> {
    let mut shares: Vec<usize> = SERVICES.kind.iter().map(|kind| (n * kind.providers / 40).max(1)).collect();
    let mut at = 0;
    let kinds = shares.len();
    while shares.iter().sum::<usize>() < n {
        shares[at % kinds] += 1;
        at += 1;
    }
    shares
}
