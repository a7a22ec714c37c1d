use super::*;
use crate::explorer::mutate::mutants;
use crate::money::Chain;

const ETH: &str = "eip155:1/slip44:60";
const USDT: &str = "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7";
const DAI: &str = "eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F";
const TRX: &str = "tron:0x2b6653dc/slip44:195";
const TRON_USDT: &str = "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
const BTC: &str = "bip122:000000000019d6689c085ae165831e93/slip44:0";
const SOL: &str = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/slip44:501";
const USDC: &str = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v";

const EVM_ADDRESS: &str = "0xedcf79dE5347A81d9329951ed78F6215Cfb27B3c";
const TRON_ADDRESS: &str = "TEa1NpRPax9KiRXF2WBhcPfU4B8jt8zUiQ";
const BTC_ADDRESS: &str = "123WBUDmSJv4GctdVEz6Qq6z8nXSKrJ4KX";
const SOL_ADDRESS: &str = "BeWvKX4GCSzfQdWgvzH1nzNFujCAktbV2wYrUMGpQz3";

const NODE: &str = "own:otterscan:http://127.0.0.1:8545";
const TRONGRID: &str = "trongrid";
const SOLANA: &str = "own:solana:http://127.0.0.1:8899";

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn holding(asset: &str, address: &str) -> Holding {
    let asset: Asset = asset.parse().unwrap();
    let account = Account::new(asset.chain(), Address::parse_on(asset.chain(), address).unwrap()).unwrap();
    Holding { account, asset }
}

fn look(source: &str, asset: &str, address: &str) -> Lookup {
    Lookup::of(&source.parse().unwrap(), &holding(asset, address)).unwrap()
}

fn answer(body: &str) -> HttpAnswer {
    HttpAnswer { status: 200, body: body.to_owned(), retry_after_ms: None }
}

/// Takes these answers; gives the questions that were asked and what was found.
fn run(mut look: Lookup, bodies: &[String]) -> (Vec<String>, Result<Found, String>) {
    let mut asked = Vec::new();
    for body in bodies {
        asked.extend(look.request().map(|request| request.cited()));
        if let Err(error) = look.take(&answer(body)) {
            return (asked, Err(error.to_string()));
        }
    }
    assert_eq!(look.request(), None, "all was asked");
    (asked, look.found().ok_or_else(|| "nothing".to_owned()))
}

fn found(amount: &str, newest: Option<(u64, Option<u64>)>, frozen: Frozen) -> Found {
    let newest = newest.map(|(number, at)| Newest { number, at: at.map(UnixSeconds::new) });
    Found { amount: amount.parse().unwrap(), newest, frozen, waiting: 0 }
}

fn says(who: &str, by: &str, yes: bool) -> Frozen {
    let (who, by) = (who.to_owned(), by.to_owned());
    if yes { Frozen::Yes { who, by } } else { Frozen::No { who, by } }
}

/// Who is asked, about what, in which words, with which answers, and what that says.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str], &'static [&'static str], Found);

#[test]
fn each_api_is_asked_in_its_own_words_and_read() {
    let block = Some((23_436_847, Some(1_763_970_059)));
    let tether = |yes| says("Tether", "isBlackListed", yes);
    let cases: Vec<Case> = vec![
        (
            NODE,
            ETH,
            EVM_ADDRESS,
            &["still/node-eth.json"],
            &[r#"POST http://127.0.0.1:8545 [{"id":0,"jsonrpc":"2.0","method":"eth_getBalance""#],
            found("30000000000000000000", block, Frozen::NotAsked),
        ),
        (NODE, USDT, EVM_ADDRESS, &["still/node-usdt.json"], &["POST http://127.0.0.1:8545 ["], found("19699495104", block, tether(true))),
        (
            "blockscout-eth",
            USDT,
            EVM_ADDRESS,
            &["still/blockscout-usdt-no-call.json"],
            &["POST https://eth.blockscout.com/api/eth-rpc ["],
            found("0", block, Frozen::Unknown("isBlackListed of Tether's contract: execution reverted".to_owned())),
        ),
        (
            "etherscan",
            ETH,
            EVM_ADDRESS,
            &["still/etherscan-balance.json"],
            &[
                "GET https://api.etherscan.io/v2/api?chainid=1&module=account&action=balance&address=0xedcf79dE5347A81d9329951ed78F6215Cfb27B3c&tag=latest&apikey={key}",
            ],
            found("172774397764084972158218", None, Frozen::NotAsked),
        ),
        (
            "routescan",
            USDT,
            EVM_ADDRESS,
            &["still/etherscan-tokenbalance.json", "still/etherscan-frozen.json"],
            &[
                "GET https://api.routescan.io/v2/network/mainnet/evm/1/etherscan/api?module=account&action=tokenbalance&contractaddress=0xdAC17F958D2ee523a2206206994597C13D831ec7&address=0xedcf79dE5347A81d9329951ed78F6215Cfb27B3c&tag=latest",
                "GET https://api.routescan.io/v2/network/mainnet/evm/1/etherscan/api?module=proxy&action=eth_call&to=0xdAC17F958D2ee523a2206206994597C13D831ec7&data=0xe47d6060000000000000000000000000edcf79de5347a81d9329951ed78f6215cfb27b3c&tag=latest",
            ],
            found("19696790000", None, tether(false)),
        ),
        // What is beside the amount is unknown, not no.
        (
            "routescan",
            USDT,
            EVM_ADDRESS,
            &["still/etherscan-tokenbalance.json", "still/etherscan-limited.json"],
            &["GET https://api.routescan.io/", "GET https://api.routescan.io/"],
            found("19696790000", None, Frozen::Unknown("api.routescan.io answers no more questions for now (status 200)".to_owned())),
        ),
        (
            "mempool",
            BTC,
            BTC_ADDRESS,
            &["esplora/address.json", "height"],
            &[
                "GET https://mempool.space/api/address/123WBUDmSJv4GctdVEz6Qq6z8nXSKrJ4KX",
                "GET https://mempool.space/api/blocks/tip/height",
            ],
            found("0", Some((924_680, None)), Frozen::NotAsked),
        ),
        (
            "blockchain-info",
            BTC,
            "1PeizMg76Cf96nUQrYg8xuoZWLQozU5zGW",
            &["still/blockchain-info.json"],
            &["GET https://blockchain.info/balance?active=1PeizMg76Cf96nUQrYg8xuoZWLQozU5zGW&cors=true"],
            found("137500", None, Frozen::NotAsked),
        ),
        (
            TRONGRID,
            TRX,
            TRON_ADDRESS,
            &["still/tron-account.json", "still/tron-block.json"],
            &[
                "GET https://api.trongrid.io/v1/accounts/TEa1NpRPax9KiRXF2WBhcPfU4B8jt8zUiQ?only_confirmed=true",
                r#"POST https://api.trongrid.io/walletsolidity/getblock {"detail":false}"#,
            ],
            found("12345678", Some((76_388_922, Some(1_763_970_003))), Frozen::NotAsked),
        ),
        (
            TRONGRID,
            TRX,
            TRON_ADDRESS,
            &["still/tron-no-account.json", "still/tron-block.json"],
            &["GET ", "POST "],
            found("0", Some((76_388_922, Some(1_763_970_003))), Frozen::NotAsked),
        ),
        (
            TRONGRID,
            TRON_USDT,
            TRON_ADDRESS,
            &["still/tron-usdt.json", "still/tron-frozen.json", "still/tron-block.json"],
            &[
                r#"POST https://api.trongrid.io/walletsolidity/triggerconstantcontract {"contract_address":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t","function_selector":"balanceOf(address)","owner_address":"TEa1NpRPax9KiRXF2WBhcPfU4B8jt8zUiQ","parameter":"000000000000000000000000"#,
                r#"POST https://api.trongrid.io/walletsolidity/triggerconstantcontract {"contract_address":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t","function_selector":"isBlackListed(address)""#,
                "POST https://api.trongrid.io/walletsolidity/getblock ",
            ],
            found("44974187856", Some((76_388_922, Some(1_763_970_003))), tether(true)),
        ),
        (
            SOLANA,
            SOL,
            SOL_ADDRESS,
            &["still/solana-balance.json"],
            &[r#"POST http://127.0.0.1:8899 {"id":0,"jsonrpc":"2.0","method":"getBalance""#],
            found("1234567890", Some((381_234_567, None)), Frozen::NotAsked),
        ),
        (
            SOLANA,
            USDC,
            SOL_ADDRESS,
            &["still/solana-usdc.json"],
            &[r#"POST http://127.0.0.1:8899 {"id":0,"jsonrpc":"2.0","method":"getTokenAccountsByOwner""#],
            found("2500000", Some((381_234_567, None)), says("Circle", "the state of its token account", true)),
        ),
    ];
    for (source, asset, address, bodies, asks, expected) in cases {
        let bodies: Vec<String> = bodies.iter().map(|name| if *name == "height" { "924680".to_owned() } else { fixture(name) }).collect();
        let (asked, is) = run(look(source, asset, address), &bodies);
        assert_eq!(asked.len(), asks.len(), "{source} {asset}: {asked:?}");
        for (asked, begins) in asked.iter().zip(asks) {
            assert!(asked.starts_with(begins), "{asked}\nis not\n{begins}");
        }
        assert_eq!(is, Ok(expected), "{source} {asset}");
    }
}

#[test]
fn nobody_is_asked_about_what_they_cannot_know() {
    for (source, asset, address) in [
        ("recorded", ETH, EVM_ADDRESS),
        ("mempool", ETH, EVM_ADDRESS),
        ("blockscout-base", ETH, EVM_ADDRESS),
        ("blockscout-eth", TRX, TRON_ADDRESS),
    ] {
        assert!(Lookup::of(&source.parse().unwrap(), &holding(asset, address)).is_none(), "{source} {asset}");
    }
    let nameless: Address = "tx-c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1-0".parse().unwrap();
    let account = Account::new(Chain::BITCOIN, nameless).unwrap();
    assert!(Lookup::of(&"mempool".parse().unwrap(), &Holding { account, asset: BTC.parse().unwrap() }).is_none());
}

#[test]
fn what_is_no_amount_is_an_error_and_never_nothing() {
    let zeros = "0".repeat(64);
    for (source, asset, address, body) in [
        (NODE, DAI, EVM_ADDRESS, r#"[{"id":0,"result":"0x"},{"id":1,"result":null}]"#.to_owned()),
        (NODE, DAI, EVM_ADDRESS, format!(r#"[{{"id":0,"result":"0x{zeros}00"}},{{"id":1,"result":null}}]"#)),
        (NODE, ETH, EVM_ADDRESS, r#"[{"id":0,"result":null},{"id":1,"result":null}]"#.to_owned()),
        (NODE, ETH, EVM_ADDRESS, r#"[{"id":0,"error":{"code":-32000,"message":"header not found"}},{"id":1,"result":null}]"#.to_owned()),
        (NODE, ETH, EVM_ADDRESS, r#"[{"id":0,"result":"0x5"}]"#.to_owned()),
        (NODE, ETH, EVM_ADDRESS, r#"{"error":"Action not found."}"#.to_owned()),
        ("etherscan", ETH, EVM_ADDRESS, fixture("still/etherscan-limited.json")),
        ("etherscan", ETH, EVM_ADDRESS, r#"{"status":"1","message":"OK","result":"-1"}"#.to_owned()),
        ("etherscan", ETH, EVM_ADDRESS, r#"{"status":"1","message":"OK","result":"1e3"}"#.to_owned()),
        ("etherscan", ETH, EVM_ADDRESS, r#"{"status":"0","message":"NOTOK","result":"7"}"#.to_owned()),
        ("etherscan", ETH, EVM_ADDRESS, format!(r#"{{"status":"1","message":"OK","result":"{}"}}"#, "9".repeat(300))),
        ("mempool", BTC, BTC_ADDRESS, "Invalid Bitcoin address".to_owned()),
        ("mempool", BTC, EVM_ADDRESS_OF_BITCOIN, fixture("esplora/address.json")),
        ("blockchain-info", BTC, BTC_ADDRESS, fixture("still/blockchain-info.json")),
        (TRONGRID, TRX, TRON_ADDRESS, r#"{"success":false,"error":"account not found"}"#.to_owned()),
        (TRONGRID, TRX, TRON_ADDRESS, r#"{"Error":"suspended for 30s"}"#.to_owned()),
        (TRONGRID, TRON_USDT, TRON_ADDRESS, fixture("still/tron-refused.json")),
        (TRONGRID, TRON_USDT, TRON_ADDRESS, r#"{"result":{"result":true},"constant_result":[]}"#.to_owned()),
        (SOLANA, SOL, SOL_ADDRESS, r#"{"id":0,"result":{"context":{"slot":1},"value":1.5}}"#.to_owned()),
        (SOLANA, SOL, SOL_ADDRESS, r#"{"id":0,"error":{"code":403,"message":"Access forbidden"}}"#.to_owned()),
        (SOLANA, USDC, SOL_ADDRESS, fixture("still/solana-usdc.json").replace("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v", SOL_ADDRESS)),
    ] {
        let mut look = look(source, asset, address);
        assert!(look.take(&answer(&body)).is_err(), "{source} {asset}: {body}");
        assert_eq!(look.found(), None, "{source} {asset}: {body}");
    }
    for status in [403, 404, 429, 500] {
        for (source, asset, address) in
            [(NODE, ETH, EVM_ADDRESS), ("etherscan", ETH, EVM_ADDRESS), ("mempool", BTC, BTC_ADDRESS), (TRONGRID, TRX, TRON_ADDRESS)]
        {
            let mut look = look(source, asset, address);
            assert!(look.take(&HttpAnswer { status, body: "{}".to_owned(), retry_after_ms: None }).is_err(), "{source} {status}");
        }
    }
}

/// Another address of Bitcoin than the one the recorded answer is about.
const EVM_ADDRESS_OF_BITCOIN: &str = "1PeizMg76Cf96nUQrYg8xuoZWLQozU5zGW";

#[test]
fn only_yes_and_no_are_answers_of_a_list() {
    let zeros = "0".repeat(63);
    assert_eq!((truth(&format!("{zeros}1")), truth(&format!("{zeros}0"))), (Ok(true), Ok(false)));
    for other in ["", "0", "1", &zeros, &format!("{zeros}2"), &format!("1{zeros}"), &format!("{zeros}10"), &format!("{zeros}é")] {
        assert!(truth(other).is_err(), "{other}");
    }
}

#[test]
fn silence_after_the_amount_leaves_the_rest_unknown() {
    let mut one = look("routescan", USDT, EVM_ADDRESS);
    assert!(!one.clone().silent("no answer"), "without the amount nothing is known");
    one.take(&answer(&fixture("still/etherscan-tokenbalance.json"))).unwrap();
    assert!(one.silent("no answer in 45 seconds"));
    assert_eq!(one.found().unwrap().frozen, Frozen::Unknown("no answer in 45 seconds".to_owned()));
}

#[test]
fn broken_answers_never_panic_and_never_unfreeze() {
    for (source, asset, address, name) in [
        (NODE, USDT, EVM_ADDRESS, "still/node-usdt.json"),
        ("routescan", USDT, EVM_ADDRESS, "still/etherscan-tokenbalance.json"),
        ("mempool", BTC, BTC_ADDRESS, "esplora/address.json"),
        ("blockchain-info", BTC, "1PeizMg76Cf96nUQrYg8xuoZWLQozU5zGW", "still/blockchain-info.json"),
        (TRONGRID, TRX, TRON_ADDRESS, "still/tron-account.json"),
        (TRONGRID, TRON_USDT, TRON_ADDRESS, "still/tron-usdt.json"),
        (SOLANA, USDC, SOL_ADDRESS, "still/solana-usdc.json"),
    ] {
        let first = look(source, asset, address);
        for body in mutants(fixture(name).as_bytes(), 1_000, 31) {
            let mut look = first.clone();
            let taken = look.take(&answer(&body));
            assert_eq!(taken.is_ok(), look.amount.is_some(), "{body}");
        }
    }
}
