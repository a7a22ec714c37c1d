//! Where things stand in pixels, and how large a part of what was stolen they are.

use crate::money::{Amount, Asset};
use crate::trace::view::View;
use crate::ui::graph::layout::Layout;

/// Pixels from one column to the next.
pub const COLUMN: i32 = 212;
/// Pixels left of the first mark.
pub const LEFT: i32 = 22;
/// Pixels above the first mark, for the heads of the columns.
pub const TOP: i32 = 56;
/// Length of the line that carries a mark's two texts.
pub const SHELF: i32 = 140;
/// Height of a node.
pub const NODE: i32 = 40;
/// Height of a fold or handle.
pub const FOLD: i32 = 36;
/// Height of a node that also names its chain.
pub const TAGGED: i32 = 58;
/// Height of a row under a thing, in which a swap or a bridge stands.
pub const ROW: i32 = 38;
/// Pixels between a thing's texts and its first row.
pub const BEFORE_ROWS: i32 = 4;
/// Pixels from a thing's mark to the signs in the rows under it.
pub const INDENT: i32 = 16;

/// The middle of a thing's mark.
#[must_use]
pub fn place(layout: &Layout, at: usize) -> (i32, i32) {
    let (column, y) = layout.places[at];
    (column_x(column), TOP + y)
}

/// The middle of a column's marks.
#[must_use]
pub fn column_x(column: usize) -> i32 {
    LEFT + i32::try_from(column).unwrap_or(0).saturating_mul(COLUMN)
}

/// The place of an asset in the case's own order.
#[must_use]
pub fn place_in_case(view: &View, asset: &Asset) -> usize {
    view.equations.iter().position(|equation| equation.asset == *asset).unwrap_or(usize::MAX)
}

/// What a part of an asset is measured by: its stolen total.
#[must_use]
pub fn whole(view: &View, asset: &Asset) -> Amount {
    let equation = view.equations.iter().find(|equation| equation.asset == *asset);
    // Proceeds of swaps count once they are more than what was stolen of the asset itself, which may be nothing.
    equation.map_or(Amount::ZERO, |equation| equation.stolen.max(equation.from_swaps))
}
