//! Where things stand: columns by hop, few crossings inside them, and each beside what it is joined to.
//!
//! Source: Sugiyama, Tagawa, Toda 1981 (layers, barycentres). Integers only: the same input always gives the same
//! picture. Limit: crossings are reduced, not minimal.

use std::collections::BTreeMap;

/// How often the columns are put in order, at most.
const SWEEPS: usize = 12;
/// Pixels between two things of a column.
const GAP: i32 = 8;
/// Height of a line that passes a column between two things.
const LANE: i32 = 16;

/// A thing to be placed. Things of a column are given in the order they should keep where the lines do not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its column; columns may be missing.
    pub column: u32,
    /// Its height in pixels.
    pub height: i32,
    /// Pixels below that height which belong to it: its middle is that of the height alone.
    pub under: i32,
}

/// A line to be routed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Index of the item it begins at.
    pub from: usize,
    /// Index of the item it ends at.
    pub to: usize,
    /// Pixels below the middle of the first item at which it begins.
    pub drop: i32,
}

/// The places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Column number (counted without gaps from 0) and middle height of each item.
    pub places: Vec<(usize, i32)>,
    /// For each line the heights at which it passes the columns between, left to right.
    pub ways: Vec<Vec<(usize, i32)>>,
    /// The column numbers that were given, in order.
    pub columns: Vec<u32>,
    /// Height of all in pixels.
    pub height: i32,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    height: i32,
    under: i32,
    rank: usize,
}

struct Grid {
    slots: Vec<Slot>,
    /// Slots of each column, in order.
    columns: Vec<Vec<usize>>,
    /// Pairs of slots in neighbouring columns, and how far below the left one's middle their line begins.
    joints: Vec<(usize, usize, i32)>,
    /// The same by slot: what it is joined to on its left and on its right.
    beside: [Vec<Vec<(usize, i32)>>; 2],
}

/// Places items and routes lines between them. A line to the same or an earlier column takes no part in the order.
#[must_use]
pub fn lay_out(items: &[Item], runs: &[Run]) -> Layout {
    let mut columns: Vec<u32> = items.iter().map(|item| item.column).collect();
    columns.sort_unstable();
    columns.dedup();
    let column_of: BTreeMap<u32, usize> = columns.iter().enumerate().map(|(at, column)| (*column, at)).collect();
    let own: Vec<usize> = items.iter().map(|item| column_of[&item.column]).collect();
    let mut grid = Grid {
        slots: items.iter().enumerate().map(|(rank, item)| Slot { height: item.height, under: item.under, rank }).collect(),
        columns: vec![Vec::new(); columns.len()],
        joints: Vec::new(),
        beside: [Vec::new(), Vec::new()],
    };
    for (item, &column) in own.iter().enumerate() {
        grid.columns[column].push(item);
    }
    let lanes: Vec<Vec<(usize, usize)>> = runs.iter().map(|run| grid.route(run, own[run.from], own[run.to])).collect();
    grid.join();
    grid.put_in_order();
    let heights = grid.heights();
    Layout {
        places: own.iter().enumerate().map(|(item, column)| (*column, heights[item])).collect(),
        ways: lanes.into_iter().map(|lane| lane.into_iter().map(|(column, slot)| (column, heights[slot])).collect()).collect(),
        height: grid.slots.iter().zip(&heights).map(|(slot, middle)| middle + slot.height / 2 + slot.under).max().unwrap_or(0),
        columns,
    }
}

impl Grid {
    /// Joins two items, with a slot in each column between.
    fn route(&mut self, run: &Run, first: usize, last: usize) -> Vec<(usize, usize)> {
        let mut lane = Vec::new();
        let (mut before, mut drop) = (run.from, run.drop);
        for column in first + 1..last {
            let slot = self.slots.len();
            self.slots.push(Slot { height: LANE, under: 0, rank: self.slots[run.from].rank });
            self.columns[column].push(slot);
            self.joints.push((before, slot, drop));
            lane.push((column, slot));
            (before, drop) = (slot, 0);
        }
        if first < last {
            self.joints.push((before, run.to, drop));
        }
        lane
    }

    /// Lists what each slot is joined to, so that it is not looked for again and again.
    fn join(&mut self) {
        self.beside = [vec![Vec::new(); self.slots.len()], vec![Vec::new(); self.slots.len()]];
        for &(left, right, drop) in &self.joints {
            self.beside[0][right].push((left, drop));
            self.beside[1][left].push((right, -drop));
        }
    }

    /// Orders the columns by the middle of what each slot is joined to, to and fro, and keeps the best order seen.
    fn put_in_order(&mut self) {
        let (mut best, mut fewest) = (self.columns.clone(), self.crossings());
        for sweep in 0..SWEEPS {
            if fewest == 0 {
                break;
            }
            let forward = sweep % 2 == 0;
            let count = self.columns.len();
            for step in 1..count {
                self.order_column(if forward { step } else { count - 1 - step }, forward);
            }
            let crossings = self.crossings();
            if crossings < fewest {
                (best, fewest) = (self.columns.clone(), crossings);
            }
        }
        self.columns = best;
    }

    fn order_column(&mut self, column: usize, forward: bool) {
        let at = self.positions();
        let keys: BTreeMap<usize, i64> = self.columns[column]
            .iter()
            .map(|&slot| {
                let next = self.joined(slot, forward);
                let sum: i64 = next.iter().map(|(other, _)| at[*other]).sum();
                // A slot that is joined to nothing stays where it is.
                let middle = i64::try_from(next.len()).ok().and_then(|count| (sum * 1024).checked_div(count)).unwrap_or(at[slot] * 1024);
                (slot, middle)
            })
            .collect();
        let slots = &self.slots;
        self.columns[column].sort_by_key(|slot| (keys[slot], slots[*slot].rank, *slot));
    }

    fn positions(&self) -> Vec<i64> {
        let mut at = vec![0; self.slots.len()];
        for column in &self.columns {
            for (place, slot) in (0..).zip(column) {
                at[*slot] = place;
            }
        }
        at
    }

    /// What a slot is joined to on its left (`forward`) or its right, each with how far below its middle the line passes.
    fn joined(&self, slot: usize, forward: bool) -> &[(usize, i32)] {
        &self.beside[usize::from(!forward)][slot]
    }

    fn crossings(&self) -> usize {
        let at = self.positions();
        let mut column_of = vec![0; self.slots.len()];
        for (number, column) in self.columns.iter().enumerate() {
            for slot in column {
                column_of[*slot] = number;
            }
        }
        let mut pairs: Vec<(usize, i64, i64)> =
            self.joints.iter().map(|&(left, right, _)| (column_of[left], at[left], at[right])).collect();
        pairs.sort_unstable();
        let crossed = |at: usize| {
            let (column, left, right) = pairs[at];
            pairs[at + 1..].iter().take_while(|other| other.0 == column).filter(|other| other.1 > left && other.2 < right).count()
        };
        (0..pairs.len()).map(crossed).sum()
    }

    /// The middle height of each slot. The first thing of a fan stands on its sender's line, the others under it, so
    /// that the largest flow runs straight and a growing trace grows downwards.
    fn heights(&self) -> Vec<i32> {
        let mut middle = vec![0; self.slots.len()];
        // Children go beside their sender; senders then move down beside the first of their children, as far as the
        // order allows; children follow once more.
        for forward in [true, false, true] {
            for step in 0..self.columns.len() {
                let column = if forward { step } else { self.columns.len() - 1 - step };
                self.settle(column, forward, &mut middle);
            }
        }
        middle
    }

    /// Moves a column's slots down to the uppermost of what they are joined to, without overlap.
    fn settle(&self, column: usize, forward: bool, middle: &mut [i32]) {
        let mut top = 0;
        for &slot in &self.columns[column] {
            let Slot { height, under, .. } = self.slots[slot];
            let wish = self.joined(slot, forward).iter().map(|(other, drop)| middle[*other] + drop).min().unwrap_or(0);
            middle[slot] = middle[slot].max(wish).max(top + height / 2);
            top = middle[slot] + height - height / 2 + under + GAP;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column(layout: &Layout, number: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..layout.places.len()).filter(|item| layout.places[*item].0 == number).collect();
        all.sort_by_key(|item| layout.places[*item].1);
        all
    }

    fn items(columns: &[u32]) -> Vec<Item> {
        columns.iter().map(|column| Item { column: *column, height: 40, under: 0 }).collect()
    }

    fn runs(pairs: &[(usize, usize)]) -> Vec<Run> {
        pairs.iter().map(|&(from, to)| Run { from, to, drop: 0 }).collect()
    }

    #[test]
    fn the_first_of_a_fan_stands_on_its_senders_line() {
        let layout = lay_out(&items(&[0, 1, 1, 1]), &runs(&[(0, 1), (0, 2), (0, 3)]));
        assert_eq!(column(&layout, 1), [1, 2, 3]);
        assert_eq!(layout.places[0].1, layout.places[1].1);
        assert_eq!(layout.height, 3 * 40 + 2 * GAP);
    }

    #[test]
    fn a_sender_moves_down_to_its_children() {
        let layout = lay_out(&items(&[0, 1, 1, 2, 2, 2]), &runs(&[(0, 1), (0, 2), (1, 3), (1, 4), (2, 5)]));
        assert_eq!(layout.places[2].1, layout.places[5].1);
        assert_eq!(layout.places[0].1, layout.places[3].1);
    }

    #[test]
    fn lines_that_need_not_cross_do_not() {
        // 0 to 4 and 1 to 3 cross in the given order.
        let layout = lay_out(&items(&[0, 0, 0, 1, 1, 1]), &runs(&[(0, 4), (1, 3), (2, 5)]));
        let (left, right) = (column(&layout, 0), column(&layout, 1));
        let ends: Vec<usize> = left.iter().map(|item| [4, 3, 5][*item]).collect();
        assert_eq!(ends, right);
    }

    #[test]
    fn a_long_line_gets_a_lane_past_each_column() {
        let layout = lay_out(&items(&[0, 1, 2, 5]), &runs(&[(0, 1), (1, 2), (2, 3), (0, 3)]));
        assert_eq!(layout.columns, [0, 1, 2, 5]);
        assert_eq!(layout.ways[3].iter().map(|(column, _)| *column).collect::<Vec<_>>(), [1, 2]);
        for (column, height) in &layout.ways[3] {
            assert!(layout.places.iter().all(|(other, place)| other != column || (place - height).abs() >= (40 + LANE) / 2));
        }
    }

    #[test]
    fn a_line_from_below_a_thing_runs_straight_and_nothing_stands_in_it() {
        let mut two = items(&[0, 0, 1]);
        two[0].under = 38;
        let layout = lay_out(&two, &[Run { from: 0, to: 2, drop: 39 }]);
        assert_eq!(layout.places[2].1, layout.places[0].1 + 39);
        assert_eq!(layout.places[1].1, layout.places[0].1 + 40 + 38 + GAP);
    }

    #[test]
    fn nothing_is_a_picture_too() {
        assert_eq!(lay_out(&[], &[]), Layout::default());
    }

    proptest! {
        #[test]
        fn nothing_overlaps_and_the_same_comes_again(
            given in prop::collection::vec((0u32..6, 12i32..60, 0i32..90), 1..40),
            pairs in prop::collection::vec((0usize..40, 0usize..40, 0i32..90), 0..60),
        ) {
            let items: Vec<Item> = given.iter().map(|&(column, height, under)| Item { column, height, under }).collect();
            let count = items.len();
            let runs: Vec<Run> = pairs.into_iter().map(|(a, b, drop)| Run { from: a % count, to: b % count, drop }).collect();
            let layout = lay_out(&items, &runs);
            prop_assert_eq!(&layout, &lay_out(&items, &runs));
            for a in 0..items.len() {
                prop_assert!(layout.places[a].1 >= items[a].height / 2);
                for b in a + 1..items.len() {
                    if items[a].column == items[b].column {
                        let (above, below) = if layout.places[a].1 < layout.places[b].1 { (a, b) } else { (b, a) };
                        let apart = layout.places[below].1 - layout.places[above].1;
                        let needed = items[above].height / 2 + items[above].under + items[below].height / 2;
                        prop_assert!(apart >= needed, "{above} and {below} overlap");
                    }
                }
            }
        }
    }
}
