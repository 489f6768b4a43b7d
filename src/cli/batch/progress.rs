//! How far the work is: a bar on a terminal, a line every few seconds elsewhere, nothing when quiet.

use crate::cli::Terminal;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// How often a line comes where there is no terminal.
const PAUSE: Duration = Duration::from_secs(5);

/// The progress of one stretch of work.
pub(super) struct Progress {
    word: &'static str,
    clients: usize,
    done: usize,
    pages: usize,
    started: Instant,
    told: Instant,
    shown: Shown,
}

enum Shown {
    Bar(ProgressBar),
    Lines,
    Nothing,
}

impl Progress {
    /// Begins a stretch (「点検」「印刷」) of so many clients.
    pub(super) fn begin(word: &'static str, clients: usize, terminal: &Terminal) -> Self {
        let shown = match (terminal.is_quiet(), terminal.is_interactive()) {
            (true, _) => Shown::Nothing,
            (false, false) => Shown::Lines,
            (false, true) => {
                let bar = ProgressBar::with_draw_target(Some(clients as u64), ProgressDrawTarget::stderr());
                // The template is fixed: without it the bar is only plainer.
                if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} 人{msg}") {
                    bar.set_style(style);
                }
                bar.set_prefix(word);
                Shown::Bar(bar)
            }
        };
        let now = Instant::now();
        Self { word, clients, done: 0, pages: 0, started: now, told: now, shown }
    }

    /// Counts clients with so many pages.
    pub(super) fn count(&mut self, clients: usize, pages: usize) {
        self.done += clients;
        self.pages += pages;
    }

    /// Tells how far it is, when it is time to.
    pub(super) fn tell(&mut self, terminal: &mut Terminal) {
        match &self.shown {
            Shown::Bar(bar) => {
                bar.set_message(self.rate());
                bar.set_position(self.done as u64);
            }
            Shown::Lines if self.told.elapsed() >= PAUSE => {
                self.told = Instant::now();
                terminal.say(format_args!("{} {}/{} 人{}", self.word, self.done, self.clients, self.rate()));
            }
            Shown::Lines | Shown::Nothing => {}
        }
    }

    /// Ends it: the bar is taken away.
    pub(super) fn end(self) {
        if let Shown::Bar(bar) = self.shown {
            bar.finish_and_clear();
        }
    }

    /// 「、毎秒 81 ページ、あと 12 秒」
    fn rate(&self) -> String {
        let elapsed = self.started.elapsed();
        let pages = per_second(self.pages, elapsed).map(|rate| format!("、毎秒 {rate} ページ"));
        let left = self.clients.saturating_sub(self.done);
        let wait = u32::try_from(left).ok().zip(u32::try_from(self.done).ok().filter(|done| *done > 0));
        let wait = wait.map(|(left, done)| format!("、あと {}", span(elapsed / done * left)));
        [pages, wait].into_iter().flatten().collect()
    }
}

/// Whole pages a second; none where there are no pages.
pub(super) fn per_second(pages: usize, elapsed: Duration) -> Option<u128> {
    let micros = elapsed.as_micros().max(1);
    (pages > 0).then(|| (pages as u128 * 1_000_000).div_ceil(micros))
}

/// 「0.4 秒」「12 秒」「3 分 5 秒」「2 時間 10 分」
pub(super) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} 秒", time.as_secs_f64()),
        10..60 => format!("{seconds} 秒"),
        60..3600 => format!("{} 分 {} 秒", seconds / 60, seconds % 60),
        _ => format!("{} 時間 {} 分", seconds / 3600, seconds / 60 % 60),
    }
}
