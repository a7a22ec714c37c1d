//! The order of a leaderboard's rows: as the board ranks them, or by a column that the visitor pressed.

use crate::board::view::{Company, Delay, Hunter, Money};
use crate::money::Amount;

use super::words;

/// A column that rows can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The board's own rank.
    Rank,
    /// The name, without regard to capitals.
    Name,
    /// What was traced.
    Traced,
    /// What was frozen.
    Frozen,
    /// What came back.
    Returned,
    /// What is due.
    Bounty,
    /// Valid tips of a hunter, freezes of a company.
    Count,
    /// The time to the freeze.
    Time,
}

impl Column {
    /// Whether the largest comes first when it is pressed for the first time.
    const fn starts_large(self) -> bool {
        matches!(self, Self::Traced | Self::Frozen | Self::Returned | Self::Bounty | Self::Count)
    }
}

/// By what rows are ordered, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub column: Column,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { column: Column::Rank, descending: false }
    }
}

impl Order {
    /// The order after a column's head was pressed: the other way round where it was the column already.
    #[must_use]
    pub fn pressed(self, column: Column) -> Self {
        let descending = if self.column == column { !self.descending } else { column.starts_large() };
        Self { column, descending }
    }

    /// What a column's head says to assistive technology: the value of `aria-sort`.
    #[must_use]
    pub fn aria(self, column: Column) -> &'static str {
        match (self.column == column, self.descending) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        }
    }
}

/// What a row is ordered by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A number.
    Number(u64),
    /// Cents as the publisher valued them.
    Cents(Amount),
    /// A name.
    Text(String),
}

/// A row of a leaderboard.
pub trait Row {
    /// What it has in a column; `None` where that is not known, which comes last either way.
    fn value(&self, column: Column) -> Option<Value>;
}

/// Money of several assets has no order but the value that the publisher stated.
fn cents(money: &Money) -> Option<Value> {
    money.usd_cents.map(Value::Cents)
}

fn time(delay: &Delay) -> Option<Value> {
    delay.median_s.map(Value::Number)
}

fn text(name: Option<&str>) -> Option<Value> {
    name.and_then(words::name).map(|name| Value::Text(name.to_lowercase()))
}

impl Row for Hunter {
    fn value(&self, column: Column) -> Option<Value> {
        match column {
            Column::Rank => Some(Value::Number(self.rank)),
            Column::Name => text(self.name.as_deref()),
            Column::Traced => cents(&self.traced),
            Column::Frozen => cents(&self.frozen),
            Column::Returned => cents(&self.returned),
            Column::Bounty => cents(&self.due),
            Column::Count => Some(Value::Number(self.valid)),
            Column::Time => time(&self.to_freeze),
        }
    }
}

impl Row for Company {
    fn value(&self, column: Column) -> Option<Value> {
        match column {
            Column::Rank => Some(Value::Number(self.rank)),
            Column::Name => text(Some(&self.name)),
            Column::Traced => None,
            Column::Frozen => cents(&self.frozen),
            Column::Returned => cents(&self.returned),
            Column::Bounty => cents(&self.due),
            Column::Count => Some(Value::Number(self.freezes)),
            Column::Time => time(&self.after_tip),
        }
    }
}

/// The places of the rows in an order. Rows that are equal in it stay as the board ranks them.
#[must_use]
pub fn ordered<R: Row>(rows: &[R], order: Order) -> Vec<usize> {
    let mut places: Vec<(Option<Value>, usize)> = rows.iter().enumerate().map(|(at, row)| (row.value(order.column), at)).collect();
    places.sort_by(|(one, _), (other, _)| match (one, other) {
        (Some(one), Some(other)) if order.descending => other.cmp(one),
        (Some(one), Some(other)) => one.cmp(other),
        // Unknown comes last either way.
        (one, other) => other.is_some().cmp(&one.is_some()),
    });
    places.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A row with one value in every column.
    struct One(Option<u64>);

    impl Row for One {
        fn value(&self, _: Column) -> Option<Value> {
            self.0.map(Value::Number)
        }
    }

    fn by(column: Column, descending: bool) -> Order {
        Order { column, descending }
    }

    #[test]
    fn a_pressed_head_turns_its_order() {
        let first = Order::default();
        assert_eq!(first.pressed(Column::Rank), by(Column::Rank, true));
        assert_eq!(first.pressed(Column::Frozen), by(Column::Frozen, true));
        assert_eq!(first.pressed(Column::Frozen).pressed(Column::Frozen), by(Column::Frozen, false));
        assert_eq!(first.pressed(Column::Name), by(Column::Name, false));
        assert_eq!(first.pressed(Column::Time), by(Column::Time, false));
        assert_eq!((first.aria(Column::Rank), first.aria(Column::Name)), ("ascending", "none"));
        assert_eq!(by(Column::Time, true).aria(Column::Time), "descending");
    }

    #[test]
    fn what_is_not_known_comes_last_either_way() {
        let rows = [One(None), One(Some(2)), One(Some(1)), One(None), One(Some(2))];
        assert_eq!(ordered(&rows, by(Column::Time, false)), [2, 1, 4, 0, 3]);
        assert_eq!(ordered(&rows, by(Column::Time, true)), [1, 4, 2, 0, 3]);
    }

    proptest! {
        #[test]
        fn every_row_stays_once(values in proptest::collection::vec(proptest::option::of(0_u64..4), 0..40), descending: bool) {
            let rows: Vec<One> = values.iter().copied().map(One).collect();
            let mut places = ordered(&rows, by(Column::Rank, descending));
            let known: Vec<u64> = places.iter().filter_map(|at| values[*at]).collect();
            let sorted = if descending { known.is_sorted_by(|a, b| a >= b) } else { known.is_sorted() };
            prop_assert!(sorted);
            places.sort_unstable();
            prop_assert_eq!(places, (0..values.len()).collect::<Vec<_>>());
        }
    }
}
