//! Checks a tip outside the browser: `cargo run --release --example verify_tip -- FILE`, or with the tip on standard input.
//!
//! ```text
//! verify_tip [FILE] [--case FILE] [--answers FILE]… [--stamp FILE] [--headers WHO]… [--node URL]
//!            [--explorer WHO]… [--histories] [--attest KEYFILE] [--json] [--typed-data]
//! ```
//!
//! - `--case FILE`: a case that does not ship with Spoor; else the tip's own name with `.case.json` behind it is tried. It is as
//!   trustworthy as whoever gave it: it says which transactions are the theft.
//! - `--answers FILE`: answers that the tip cites (saved by the page that wrote it, or one answer as it came). Nothing is asked.
//! - `--stamp FILE`: an OpenTimestamps proof (`.ots`) of the tip's commitment card; `--headers WHO` asks an Esplora (`mempool`) for
//!   the header of the block that it names.
//! - `--node URL`: a node of Ethereum, asked about the signature of a contract wallet (ERC-1271).
//! - `--explorer WHO`: every hop is read again there: a name of Spoor's table (`blockscout-eth`, `mempool`), a host of it, or a
//!   server as `KIND:URL` (`blockscout`, `etherscan`, `otterscan`, `esplora`, `solana`); a bare URL is a Blockscout. Repeated for
//!   more chains. Carried by `curl`, which must be installed; a key is taken from the variable `SPOOR_KEY`.
//! - `--histories`: with `--explorer`, the stolen part of each hop is computed anew from the histories of the addresses between.
//! - `--attest KEYFILE`: with `--explorer`, prints what was found, signed with this key; its passphrase is `SPOOR_PASSPHRASE`.
//! - `--json`: everything as one JSON object. `--typed-data`: the signed data, the signer and the signature instead, for
//!   `cast wallet verify --address SIGNER --data --from-file FILE SIGNATURE`.
//!
//! Leaves with 0 where the tip is valid (and, with `--explorer`, every hop is there as stated), 1 where it is refused or a hop
//! is not there or otherwise, 2 where nothing could be checked, 3 where it is valid but not every hop could be read again.
//! An attestation in the place of a tip is checked as one: 0 or 1.

mod arguments;
mod carry;
mod run;
mod show;

use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use run::Outside;
use spoor::money::UnixSeconds;

#[allow(clippy::disallowed_methods, reason = "a program on the host has a clock")]
fn now() -> UnixSeconds {
    UnixSeconds::new(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

fn main() -> ExitCode {
    let outside = Outside {
        now: &now,
        key: std::env::var("SPOOR_KEY").ok(),
        passphrase: std::env::var("SPOOR_PASSPHRASE").ok(),
        input: &|| {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map(|_| text)
        },
    };
    let mut out = Vec::new();
    let mut aside = std::io::stderr();
    let code = run::run(std::env::args().skip(1), &outside, &mut out, &mut aside);
    match (code, std::io::stdout().write_all(&out)) {
        (Ok(code), Ok(())) => ExitCode::from(code),
        (Err(error), _) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
        (_, Err(error)) => {
            eprintln!("the verdict cannot be written: {error}");
            ExitCode::from(2)
        }
    }
}
