//! A board on its way to the page, in parts: a page that reads a long text at once stands still for as long.

use std::mem::take;

use crate::board::view::Board;

/// How many rows go into a part: a row takes about a kilobyte of JSON.
const ROWS: usize = 128;

/// Calls a macro with every list of a board, so that cutting and joining cannot miss one.
macro_rules! each_list {
    ($with:ident) => {
        $with!(cases, hunters, companies, actors, freezes, statements, rewards, notes)
    };
}

/// Cuts a board into boards with few rows each; the first holds what is no list. There is always one.
pub fn in_parts(mut board: Board) -> impl Iterator<Item = Board> {
    let mut first = Some(Board { about: take(&mut board.about), totals: take(&mut board.totals), queue: board.queue, ..Board::default() });
    macro_rules! turn_round {
        ($($list:ident),*) => {{ $(board.$list.reverse();)* }};
    }
    // From the end a row is taken without moving the others.
    each_list!(turn_round);
    std::iter::from_fn(move || {
        let mut part = first.take();
        let mut room = ROWS;
        macro_rules! fill {
            ($($list:ident),*) => {{
                $(while room > 0 && let Some(row) = board.$list.pop() {
                    room -= 1;
                    part.get_or_insert_default().$list.push(row);
                })*
            }};
        }
        each_list!(fill);
        part
    })
}

/// Puts boards together again. Parts of an older board than the newest begun are dropped.
#[derive(Debug, Default)]
pub struct Assembly {
    number: u64,
    board: Option<Board>,
}

impl Assembly {
    /// Takes the next part; gives the board when it is whole.
    pub fn take(&mut self, number: u64, part: Board, last: bool) -> Option<Board> {
        if number < self.number {
            return None;
        }
        if number > self.number {
            self.board = None;
            self.number = number;
        }
        match &mut self.board {
            None => self.board = Some(part),
            Some(board) => {
                macro_rules! join {
                    ($($list:ident),*) => {{ $(board.$list.extend(part.$list);)* }};
                }
                each_list!(join);
            }
        }
        if last { self.board.take() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::view::{Note, Queue, StatementRow, Totals};
    use crate::money::UnixSeconds;

    fn board(notes: u64, statements: u64) -> Board {
        let row = |entry| StatementRow {
            case: "c".to_owned(),
            as_of: "2025-04-21".to_owned(),
            source: "s".to_owned(),
            figures: Vec::new(),
            entry,
            disputed: false,
            example: false,
        };
        Board {
            totals: Totals { tips: 7, ..Totals::default() },
            queue: Queue { waiting: 3, oldest: Some(UnixSeconds::new(5)), ..Queue::default() },
            notes: (0..notes).map(|entry| Note { entry, why: format!("because {entry}") }).collect(),
            statements: (0..statements).map(row).collect(),
            ..Board::default()
        }
    }

    #[test]
    fn whatever_the_size_what_comes_out_is_what_went_in() {
        for (notes, statements, parts) in [(0, 0, 1), (1, 0, 1), (127, 1, 1), (128, 1, 2), (100, 300, 4), (5, 1000, 8)] {
            let whole = board(notes, statements);
            let cut: Vec<Board> = in_parts(whole.clone()).collect();
            assert_eq!(cut.len(), parts, "{notes} {statements}");
            let mut assembly = Assembly::default();
            let last = cut.len() - 1;
            let mut joined = Vec::new();
            for (at, part) in cut.into_iter().enumerate() {
                joined.push(assembly.take(1, part, at == last));
            }
            assert_eq!(joined.pop(), Some(Some(whole)), "{notes} {statements}");
            assert!(joined.iter().all(Option::is_none));
        }
    }

    #[test]
    fn a_newer_board_takes_the_place_of_one_that_is_still_coming() {
        let mut assembly = Assembly::default();
        let old: Vec<Board> = in_parts(board(300, 0)).collect();
        assert_eq!(assembly.take(1, old[0].clone(), false), None);
        assert_eq!(assembly.take(2, board(1, 0), true), Some(board(1, 0)));
        assert_eq!(assembly.take(1, old[1].clone(), true), None, "the rest of the old one");
    }
}
