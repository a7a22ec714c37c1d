//! The rows under a thing, in which a swap or a bridge stands with its amounts.

use std::collections::BTreeMap;

use super::fold::Folded;
use super::layout::{Item, Layout};
use super::measure::{BEFORE_ROWS, INDENT, ROW, place};
use super::spot::{Hang, Spot, Stands};
use super::tie::{Row, Tie};
use crate::money::{Amount, Asset};
use crate::trace::view::{Link, LinkKind, Tier, View};
use crate::ui::mark::{Mark, Shape};
use crate::ui::{hostile, tied, words};

/// The most characters of a service's name in a row.
const VIA: usize = 17;

/// How far below a thing's middle the row of a tie stands; 0 where the thing is not there.
#[must_use]
pub fn drop(items: &[Item], tie: &Tie) -> i32 {
    items.get(tie.from).map_or(0, |item| row_drop(item, tie.row))
}

fn row_drop(item: &Item, row: usize) -> i32 {
    item.height / 2 + BEFORE_ROWS + i32::try_from(row).unwrap_or(0).saturating_mul(ROW) + ROW / 2
}

/// The height of so many rows under a thing.
#[must_use]
pub fn height(rows: usize) -> i32 {
    BEFORE_ROWS + i32::try_from(rows).unwrap_or(0).saturating_mul(ROW)
}

/// What holds a row to the thing above it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Elbow {
    /// The path's description.
    pub d: String,
    /// Whether it leads up again: what was received came back to the own address.
    pub returns: bool,
}

/// The elbow of a row; `None` of anything else.
#[must_use]
pub fn elbow(spot: &Spot) -> Option<Elbow> {
    let Hang { drop, returns, .. } = *spot.hang.as_ref()?;
    let (x, y, sign) = (spot.x, spot.y, spot.x + INDENT - 9);
    let d = if returns { format!("M{sign} {y}H{x}V{}", y - drop + 20) } else { format!("M{x} {}V{y}H{sign}", y - drop + 12) };
    Some(Elbow { d, returns })
}

/// The rows under every thing.
#[must_use]
pub fn rows(view: &View, folded: &Folded, items: &[Item], layout: &Layout) -> Vec<Spot> {
    let mut spots = Vec::new();
    for (&thing, rows) in &folded.rows {
        let (x, y) = place(layout, thing);
        for (number, row) in rows.iter().enumerate() {
            let drop = row_drop(&items[thing], number);
            spots.push(row_spot(view, folded, row, (x, y + drop), drop));
        }
    }
    spots
}

fn row_spot(view: &View, folded: &Folded, row: &Row, (x, y): (i32, i32), drop: i32) -> Spot {
    let (stands, name, amount, spoken, hang) = match row {
        Row::Tie(at) => {
            let tie = &folded.ties[*at];
            let (name, amount) = texts(view, tie);
            // What has not come out yet has not come back either.
            let returns = tie.from == tie.to && links(view, tie).any(|link| !link.received.is_empty());
            let hang = Hang { drop, sign: Some(tie.what), returns, stated: tie.tier == Tier::Stated };
            (Stands::Tie(tie.links.clone()), name, amount, spoken(view, tie), hang)
        }
        Row::More(key, count) => {
            let name = format!("+{count} more");
            let what = "swaps, bridges".to_owned();
            let spoken = format!("{name} {what} from here. Press to show them.");
            (Stands::Fold(key.clone()), name, what, spoken, Hang { drop, sign: None, returns: false, stated: false })
        }
        Row::Less(key, count) => {
            let name = format!("Fold {count} again");
            (Stands::Handle(key.clone()), name.clone(), String::new(), name, Hang { drop, sign: None, returns: false, stated: false })
        }
    };
    let mark = Mark { shape: Shape::Bridge, ..Mark::default() };
    Spot { stands, mark, x, y, name, is_address: false, amount, spoken, shelf: 0, out: Vec::new(), tag: None, hang: Some(hang) }
}

fn links<'a>(view: &'a View, tie: &'a Tie) -> impl Iterator<Item = &'a Link> {
    tie.links.iter().filter_map(|id| view.links.get(*id))
}

pub(super) fn sums<'a>(view: &'a View, tie: &'a Tie) -> [BTreeMap<&'a Asset, Amount>; 2] {
    [tied::sums(links(view, tie).flat_map(|link| &link.paid)), tied::sums(links(view, tie).flat_map(|link| &link.received))]
}

/// Who did it, and what was given for what.
fn texts(view: &View, tie: &Tie) -> (String, String) {
    let [paid, received] = sums(view, tie);
    let via = links(view, tie).next().map(tied::via).unwrap_or_default();
    let many = if tie.links.len() > 1 { format!(" ×{}", tie.links.len()) } else { String::new() };
    let back = if tie.what == LinkKind::Refund { ", refund" } else { "" };
    (format!("{}{back}{many}", hostile::plain(&via, VIA)), tied::exchange(&paid, &received, words::coarse))
}

/// It begins with what is seen, as a name should, and says it in words.
pub(super) fn spoken(view: &View, tie: &Tie) -> String {
    let (name, amounts) = texts(view, tie);
    let Some(first) = links(view, tie).next() else { return name };
    let many = if tie.links.len() > 1 { format!(", {} times", tie.links.len()) } else { String::new() };
    format!("{name} {amounts}. {}{many}, {}.", tied::title(first), words::tier(tie.tier))
}

#[cfg(test)]
mod tests;
