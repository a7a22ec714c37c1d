//! A small theft that exercises every way in which a history comes: lists of several pages, calls by a contract, unrelated
//! income before and between, forged tokens, services at the end. Made up, and the same every time.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use spoor::explorer::replay::Book;
use spoor::explorer::world::World;

/// The block of the thief's first payment.
const THEFT: u64 = 20_000_000;
/// Tether, which the asset list knows: what is not on it is shown and not followed.
const USDT: &str = "0xdac17f958d2ee523a2206206994597c13d831ec7";
const COIN: u128 = 1_000_000_000_000_000_000;

/// The world and its lists.
pub(crate) struct Made {
    pub(crate) world: World,
    pub(crate) book: Arc<Book>,
}

pub(crate) static MADE: LazyLock<Made> = LazyLock::new(|| {
    let world = world(str::to_owned);
    let book = Arc::new(Book::of(&world));
    Made { world, book }
});

/// `0x` and the word in hexadecimal, filled up: addresses that a reader of a failure can tell apart.
fn address(word: &str) -> String {
    let digits: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("0x{digits:0<40}")
}

struct Ledger {
    rows: Vec<(u64, u64, u32, String)>,
    transactions: u64,
}

impl Ledger {
    fn add(&mut self, block: u64, kind: &str, from: &str, to: &str, asset: &str, amount: u128) {
        self.transactions += 1;
        // The hash decides the order inside a block; it must not be the order in which the rows are written here.
        let hash = self.transactions.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let index = u32::from(kind == "internal");
        let line = format!("{kind},{},{},{asset},{amount}", address(from), address(to));
        self.rows.push((block, hash, index, line));
    }

    fn pay(&mut self, block: u64, from: &str, to: &str, amount: u128) {
        self.add(block, "native", from, to, "native", amount);
    }

    /// Token transfers of one transaction.
    fn events(&mut self, block: u64, asset: &str, moved: &[(&str, &str, u128)]) {
        self.transactions += 1;
        let hash = self.transactions.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for (index, (from, to, amount)) in (0..).zip(moved) {
            self.rows.push((block, hash, index, format!("token,{},{},{asset},{amount}", address(from), address(to))));
        }
    }

    fn text(mut self) -> String {
        self.rows.sort();
        let mut text = "block,time,tx,index,kind,from,to,asset,amount\n".to_owned();
        for (block, hash, index, line) in self.rows {
            let time = 1_700_000_000 + (block - 19_000_000) * 12;
            writeln!(text, "{block},{time},0x{hash:064x},{index},{line}").unwrap();
        }
        text
    }
}

/// The same theft, each line of it as this says.
pub(crate) fn world(change: impl Fn(&str) -> String) -> World {
    let mut ledger = Ledger { rows: Vec::new(), transactions: 0 };
    // What the thief had before: two pages that need not be read.
    for n in 0..110 {
        ledger.pay(THEFT - 5_000 + n * 7, if n % 3 == 0 { "gift" } else { "wage" }, "thief", COIN / 100);
    }
    // The theft goes out in 75 payments to three addresses: one page and a half, between forged tokens and small income.
    for n in 0..75 {
        ledger.pay(THEFT + n * 3, "thief", ["ann", "ben", "cat"][(n % 3) as usize], 40 * COIN);
        if n % 5 == 0 {
            ledger.pay(THEFT + n * 3 + 1, "wage", "thief", COIN / 50);
            ledger.add(THEFT + n * 3 + 2, "token", "thief", "decoy", &address("fake"), 40 * COIN);
        }
    }
    // Dollars too, in three equal payments of one block, and on to the bank in one of several events.
    for _ in 0..3 {
        ledger.add(THEFT + 240, "token", "thief", "ann", USDT, 1_000_000_000);
    }
    ledger.events(THEFT + 420, USDT, &[("ann", "bank", 1_000_000_000), ("ann", "bank", 1_000_000_000), ("ann", "dan", 900_000_000)]);
    // Ann pays on whole, in the block in which she is paid and later.
    ledger.pay(THEFT + 72 * 3, "ann", "dan", 500 * COIN);
    ledger.pay(THEFT + 400, "ann", "dan", 490 * COIN);
    // Ben is a contract: what leaves him are calls, on two pages.
    for n in 0..60 {
        ledger.add(THEFT + 500 + n, "internal", "ben", ["eve", "fay"][(n % 2) as usize], "native", 16 * COIN);
    }
    // Cat has as much of her own, and pays an exchange and a mixer.
    ledger.pay(THEFT + 300, "wage", "cat", 1_000 * COIN);
    ledger.pay(THEFT + 600, "cat", "bank", 700 * COIN);
    ledger.pay(THEFT + 601, "cat", "blender", 600 * COIN);
    // Dan peels: a little to himself under another name, the rest on.
    for n in 0..6 {
        ledger.pay(THEFT + 700 + n, "dan", "gil", 150 * COIN);
    }
    ledger.pay(THEFT + 710, "dan", "bank", 80 * COIN);
    ledger.pay(THEFT + 800, "eve", "gil", 400 * COIN);
    ledger.pay(THEFT + 801, "fay", "bank", 300 * COIN);
    ledger.add(THEFT + 900, "internal", "gil", "hal", "native", 1_200 * COIN);
    ledger.pay(THEFT + 950, "hal", "bridge", 1_100 * COIN);
    let case = format!(
        r#"{{"id": "made", "name": "A made-up theft", "chain": "eip155:1", "decimals": 18, "unit": "coins",
            "seeds": [{{"address": "{}", "from_block": {THEFT}}}], "stolen": "{}", "source": "made for the test", "licence": "MIT"}}"#,
        address("thief"),
        75 * 40 * COIN
    );
    let labels = format!(
        "address,name,category,source\n{},A bank,exchange,made\n{},A blender,mixer,made\n{},A bridge,bridge,made\n",
        address("bank"),
        address("blender"),
        address("bridge")
    );
    let text: Vec<String> = ledger.text().lines().map(change).collect();
    World::from_files(&case, &labels, &text.join("\n")).unwrap()
}
