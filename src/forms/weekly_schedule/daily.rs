//! 「主な日常生活上の活動」 each activity at its hour, pushed up or down only as far as its neighbours need.
//!
//! Knows the column's heights, no drawing. Activities are in the order of their times; those without a time follow the
//! last one. What the column cannot hold comes back as the list's tail, never in the middle of an activity.

use super::super::lines::{self, Line};
use super::super::measures::FieldMeasure;
use super::grid::Grid;
use crate::calendar::TimeOfDay;
use crate::case::week::Activity;
use crate::source::{Field, struck};

/// An activity in the column.
#[derive(Clone, Debug)]
pub struct Placed<'a> {
    /// The activity.
    pub activity: &'a Activity,
    /// Top of its first line, mm.
    pub y: f64,
    /// Height of its lines, mm.
    pub h: f64,
    /// Its text.
    pub lines: Vec<Line>,
}

/// The column, filled.
#[derive(Clone, Debug, Default)]
pub struct Daily<'a> {
    /// Size of all of it, points.
    pub size: f64,
    /// Whether that is less than usual.
    pub shrunk: bool,
    /// What stands in the column.
    pub placed: Vec<Placed<'a>>,
    /// What goes on elsewhere.
    pub rest: Vec<&'a Activity>,
}

/// The time as printed, where it was understood.
#[must_use]
pub fn time_text(activity: &Activity) -> Option<String> {
    let time = activity.time.value().map(|time| time.to_string());
    if struck::is_gone(activity.content.text()) { time.map(|time| struck::gone(&time)) } else { time }
}

/// The words beside the time; a time that was not understood stands before them as written.
#[must_use]
pub fn words(activity: &Activity) -> String {
    let content = activity.content.text();
    match activity.time.value() {
        None if !activity.time.is_blank() => format!("{} {content}", activity.time.text()),
        _ => content.to_owned(),
    }
}

/// Fills the column: the biggest size at which all activities fit within an hour and a half of their time; else the smallest.
#[must_use]
pub fn lay_out<'a>(activities: &'a [Activity], grid: &Grid, field: &FieldMeasure) -> Daily<'a> {
    let mut sorted: Vec<&Activity> = activities.iter().filter(|activity| !is_blank(activity)).collect();
    // A stable sort: the same hour keeps the order of the plan.
    sorted.sort_by_key(|activity| activity.time.value().map_or(u16::MAX, TimeOfDay::minutes));
    let mut best = Daily::default();
    for (step, &size) in field.sizes.iter().enumerate() {
        let daily = at_size(&sorted, grid, field, size, step > 0);
        let near = daily.placed.iter().all(|placed| off(placed, grid) <= 1.5 * grid.hour());
        let whole = daily.rest.is_empty();
        best = daily;
        if whole && near {
            break;
        }
    }
    best
}

fn is_blank(activity: &Activity) -> bool {
    Field::is_blank(&activity.time) && activity.content.is_blank()
}

/// How far an activity stands from its hour, mm.
fn off(placed: &Placed, grid: &Grid) -> f64 {
    placed.activity.time.value().map_or(0.0, |time| (placed.y - grid.y(time.minutes())).abs())
}

fn at_size<'a>(sorted: &[&'a Activity], grid: &Grid, field: &FieldMeasure, size: f64, shrunk: bool) -> Daily<'a> {
    let line = lines::height(1, size, field.pitch);
    let mut placed: Vec<Placed> = sorted
        .iter()
        .map(|&activity| {
            let mut lines = lines::lines_at(&words(activity), field, size);
            if lines.is_empty() {
                lines.push(Line::new("", field.face.0));
            }
            Placed { activity, y: 0.0, h: lines::height(lines.len(), size, field.pitch), lines }
        })
        .collect();
    let mut end = grid.bottom();
    let room = end - grid.top() + 0.005;
    let mut kept = placed.len();
    if placed.iter().map(|item| item.h).sum::<f64>() > room {
        // A line is kept for the words that point to the rest.
        end -= line;
        let mut total = line;
        let fits = |item: &&Placed| {
            total += item.h;
            total <= room
        };
        kept = placed.iter().take_while(fits).count();
    }
    let rest = placed.split_off(kept).into_iter().map(|item| item.activity).collect();
    settle(&mut placed, grid, end);
    Daily { size, shrunk, placed, rest }
}

/// Moves the activities apart with the least sum of squared shifts: isotonic regression by pooling neighbours.
fn settle(placed: &mut [Placed], grid: &Grid, end: f64) {
    // Tops with all that stands above taken off: these must not decrease, and where they are equal texts touch.
    let mut above = 0.0;
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for item in placed.iter() {
        match item.activity.time.value() {
            Some(time) => pools.push((grid.y(time.minutes()) - above, 1.0, 1)),
            // Without a time it follows what stands before it.
            None => match pools.last_mut() {
                Some(last) => last.2 += 1,
                None => pools.push((grid.top(), 1.0, 1)),
            },
        }
        above += item.h;
        while let [.., (before, before_weight, before_n), (last, weight, n)] = pools[..] {
            if before <= last {
                break;
            }
            let weights = before_weight + weight;
            pools.truncate(pools.len() - 2);
            pools.push(((before * before_weight + last * weight) / weights, weights, before_n + n));
        }
    }
    let mut tops = pools.iter().flat_map(|&(top, _, n)| std::iter::repeat_n(top, n));
    let last = (end - above).max(grid.top());
    let mut above = 0.0;
    for item in placed {
        item.y = tops.next().unwrap_or(last).clamp(grid.top(), last) + above;
        above += item.h;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::measures::Measures;

    fn activity(time: Option<(u16, u16)>, content: &str) -> Activity {
        let time = time.and_then(|(hour, minute)| TimeOfDay::new(hour, minute));
        Activity {
            time: time.map_or_else(Field::default, |time| Field::of(time, time.to_string())),
            content: Field::of(content.to_owned(), content),
            ..Activity::default()
        }
    }

    fn laid(activities: &[Activity]) -> (Vec<(String, f64, f64)>, usize, Grid) {
        let measures = Measures::embedded();
        let grid = Grid::read(measures).expect("grid");
        let field = measures.field(super::super::FORM.id, "activity").expect("field");
        let daily = lay_out(activities, &grid, field);
        let tops =
            daily.placed.iter().map(|placed| (placed.activity.content.text().to_owned(), placed.y, placed.h)).collect();
        (tops, daily.rest.len(), grid)
    }

    #[test]
    fn each_stands_at_its_hour() {
        let (tops, rest, grid) = laid(&[activity(Some((6, 30)), "起床"), activity(Some((1, 0)), "トイレ")]);
        assert_eq!(rest, 0);
        assert_eq!(tops[0].0, "トイレ");
        assert!((tops[0].1 - grid.y(60)).abs() < 0.01 && (tops[1].1 - grid.y(390)).abs() < 0.01);
    }

    #[test]
    fn neighbours_make_room_for_each_other_and_the_edges_hold() {
        let day: Vec<Activity> =
            [(7, 0), (7, 0), (7, 10), (23, 50), (24, 0)].map(|time| activity(Some(time), "あれこれ")).into();
        let (tops, _, grid) = laid(&day);
        for pair in tops.windows(2) {
            assert!(pair[0].1 + pair[0].2 <= pair[1].1 + 0.01, "{pair:?}");
        }
        let (_, last, height) = &tops[4];
        assert!(last + height <= grid.bottom() + 0.01);
        // The three of the morning share the shift.
        assert!(tops[0].1 < grid.y(420) && tops[2].1 > grid.y(430));
    }

    #[test]
    fn without_a_time_it_follows_the_last() {
        let (tops, _, _) = laid(&[activity(None, "散歩"), activity(Some((6, 0)), "起床")]);
        assert_eq!((tops[0].0.as_str(), tops[1].0.as_str()), ("起床", "散歩"));
        assert!((tops[0].1 + tops[0].2 - tops[1].1).abs() < 0.01);
        assert!(laid(&[activity(None, "散歩")]).0[0].1 > 0.0);
    }

    #[test]
    fn what_the_column_cannot_hold_is_the_tail() {
        let day: Vec<Activity> = (0..60).map(|i| activity(Some((i / 3, 0)), &format!("活動{i}を行う"))).collect();
        let (tops, rest, grid) = laid(&day);
        assert_eq!(tops.len() + rest, 60);
        assert!(rest > 0);
        let (_, y, h) = tops.last().expect("some");
        assert!(y + h < grid.bottom() - 2.0);
    }
}
