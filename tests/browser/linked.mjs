// A made-up trace with everything that joins payments: swaps, bridges to other chains, a refund, leads, a mixer's round,
// patterns, refused rows, and hostile texts in all of them. The page gets it as it gets every view from the worker.
import { createHash } from "node:crypto";
import { RECORDED, settings } from "./made-up.mjs";
import { toForm } from "./screens.mjs";
import { overhear } from "./worker.mjs";

export const HOSTILE = '<img src=x onerror="alert(1)">\u202E';
const ETHEREUM = "eip155:1";
const BITCOIN = "bip122:000000000019d6689c085ae165831e93";
const BASE = "eip155:8453";
const ASSETS = {
    ETH: [`${ETHEREUM}/slip44:60`, 18],
    stETH: [`${ETHEREUM}/erc20:0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84`, 18],
    mETH: [`${ETHEREUM}/erc20:0xd5F7838F5C461fefF7FE49ea5ebaF7728bB0ADfa`, 18],
    BTC: [`${BITCOIN}/slip44:0`, 8],
    baseETH: [`${BASE}/slip44:60`, 18],
};
const digest = (text) => createHash("sha256").update(text).digest("hex");
const hash = (text) => `0x${digest(text)}`;
const evm = (name) => `0x${digest(name).slice(0, 40)}`;

/** `"1.5"` as base units. */
function units(coins, symbol) {
    const decimals = ASSETS[symbol][1];
    const [whole, part = ""] = String(coins).split(".");
    return BigInt(whole + part.padEnd(decimals, "0"));
}

class Trace {
    nodes = [];
    edges = [];
    links = [];
    leads = [];
    patterns = [];
    ends = [];
    guarded = [];
    sources = [0, 1, 2].map((n) => ({
        provider: ["eth.blockscout.com", "mempool.space", "midgard.ninerealms.com"][n],
        request: `GET https://example/${n}`, status: 200, at: "2026-11-22T10:00:00Z", bytes: 120, sha256: digest(`answer ${n}`), coverage: "whole",
    }));
    #count = 0;

    node(hop, role, { chain = ETHEREUM, address, label } = {}) {
        const id = this.nodes.length;
        const account = `${chain}:${address ?? evm(`node ${id}`)}`;
        const labels = label ? [{ account, name: label, category: { mixer: "mixer", bridge: "bridge" }[role] ?? "service", source: "https://example.org/list", confidence: "service_data", as_of: "2026-11-01" }] : [];
        this.nodes.push({ id, account, hop, role, labels, statements: [], flows: [], coverage: "whole", looks_like: null });
        return id;
    }

    transfer(from, to, coins, symbol) {
        this.#count += 1;
        const address = (party) => (typeof party === "number" ? this.nodes[party].account : party).split(":").at(-1);
        return {
            tx: hash(`tx ${this.#count}`), position: symbol === "BTC" ? "vout:0" : "value", kind: symbol === "BTC" ? "output" : "native", block: 21_900_000 + this.#count,
            tx_index: 0, at: `2025-02-2${2 + Math.floor(this.#count / 12)}T07:${10 + this.#count}:00Z`, from: address(from), to: address(to), asset: ASSETS[symbol][0], amount: String(units(coins, symbol)),
        };
    }

    hop(from, to, coins, symbol, stolen = coins) {
        const transfer = this.transfer(from, to, coins, symbol);
        const tainted = String(units(stolen, symbol));
        const range = stolen === coins ? [["fifo", tainted], ["haircut", tainted]] : [["fifo", tainted], ["haircut", String(BigInt(tainted) * 9n / 10n)]];
        return { transfer, tainted, range, sources: [symbol === "BTC" ? 1 : 0], tier: "observed" };
    }

    pay(from, to, coins, symbol, stolen = coins) {
        const hop = this.hop(from, to, coins, symbol, stolen);
        this.edges.push({ id: this.edges.length, from, to, asset: hop.transfer.asset, amount: hop.transfer.amount, tainted: hop.tainted, tier: "observed", hops: [hop] });
        const flow = (id) => {
            const { flows } = this.nodes[id];
            let flow = flows.find(({ asset }) => asset === hop.transfer.asset);
            if (!flow) flows.push((flow = { asset: hop.transfer.asset, tainted_in: "0", tainted_out: "0", left: "0", range: [], unseen_in: "0", clean_in: "0" }));
            return flow;
        };
        const add = (flow, field) => { flow[field] = String(BigInt(flow[field]) + BigInt(hop.tainted)); };
        add(flow(from), "tainted_out");
        add(flow(to), "tainted_in");
        return hop;
    }

    link(what, tier, via, matched_by, [from, middle, to], [given, of], received) {
        const paid = [this.pay(from, middle, given, of)];
        const out = received ? [this.pay(received[2] ?? middle, to, received[0], received[1])] : [];
        this.links.push({ id: this.links.length, what, tier, via, matched_by, from, to, paid, received: out, sources: [2] });
    }

    lead(from, to, one_of, clue) {
        const [deposit, payment] = [this.edges.find((edge) => edge.to === from).hops[0].transfer, this.transfer(from, to, "99.9", "BTC")];
        this.leads.push({ id: this.leads.length, what: "mixer", from, deposit, to: typeof to === "number" ? this.nodes[to].account : to, payment, clue, one_of, of: 41 });
    }

    pattern(what, node, why, transfers = [], others = [], structure = null) {
        const id = ({ tx, position, asset }) => ({ tx, position, asset });
        this.patterns.push({ id: this.patterns.length, what, node, why, transfers: transfers.map(id), others, structure });
    }

    end(node, reason, coins, symbol, why, more = {}) {
        const chain = this.nodes[node].account.split(":").slice(0, 2).join(":");
        const amount = String(units(coins, symbol));
        this.ends.push({ id: this.ends.length, node, reason, why, asset: ASSETS[symbol][0], amount, range: [["fifo", amount]], since: "2025-02-22T07:41:00Z", freezable_by: null, freezers: [], path: [], chain, ...more });
    }
}

/** The sums of an asset: what is not named is held. */
function equation(symbol, { stolen = 0, from_swaps = 0, ...parts }) {
    const amount = (coins) => units(coins ?? 0, symbol);
    const rest = ["exchanges", "bridged", "mixed", "services", "fees", "not_followed"].map((name) => [name, amount(parts[name])]);
    const held = amount(stolen) + amount(from_swaps) - rest.reduce((sum, [, part]) => sum + part, 0n);
    const all = { stolen: amount(stolen), from_swaps: amount(from_swaps), mixed_in: 0n, held, ...Object.fromEntries(rest) };
    return { asset: ASSETS[symbol][0], ...Object.fromEntries(Object.entries(all).map(([name, part]) => [name, String(part)])) };
}

/** The whole view. */
export function linkedView() {
    const t = new Trace();
    const victim = t.node(0, "victim");
    const thief = t.node(1, "thief");
    const [one, two, three, four] = [2, 2, 2, 2].map((hop) => t.node(hop, "wallet"));
    const dodo = t.node(3, "service", { label: "DODO" });
    const router = t.node(3, "bridge", { label: "THORChain" });
    const across = t.node(3, "bridge", { label: "Across" });
    const mantle = t.node(3, "service", { label: "Mantle" });
    const odd = t.node(3, "bridge", { label: HOSTILE });
    const vault = t.node(3, "bridge", { chain: BITCOIN, address: "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq" });
    const filler = t.node(3, "bridge", { chain: BASE, address: evm("filler") });
    const bitcoin = t.node(4, "wallet", { chain: BITCOIN, address: "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4" });
    const base = t.node(4, "wallet", { chain: BASE, address: evm("on base") });
    const later = t.node(4, "wallet");
    const round = t.node(5, "mixer", { chain: BITCOIN, address: `tx-${digest("round")}`, label: "Whirlpool" });
    const rest = t.node(5, "wallet");
    t.pay(victim, thief, "401346.768858404671846374", "ETH");
    t.pay(victim, thief, "90375.547907685258818", "stETH");
    const first = t.pay(thief, one, "90375.547907685258818", "stETH");
    const second = t.pay(thief, two, "10000", "ETH");
    t.pay(thief, three, "501", "ETH", "500");
    t.pay(thief, four, "8000", "mETH");
    t.link("swap", "derived", "DODO", "Both sides are in one transaction, netted by address", [one, dodo, one], ["90375.547907685258818", "stETH"], ["90214.2", "ETH"]);
    t.link("bridge", "derived", "THORChain", "By the memo of the payment, which THORChain's own record of it repeats", [two, router, bitcoin], ["10000", "ETH"], ["312.4", "BTC", vault]);
    t.link("refund", "derived", "Across", "By the deposit's number", [three, across, three], ["300", "ETH"], ["299.9", "ETH"]);
    t.link("bridge", "inferred", HOSTILE, `The same amount, 40 seconds later. ${HOSTILE}`, [three, odd, base], ["200", "ETH"], ["199.8", "baseETH", filler]);
    t.link("exchange", "stated", "Mantle", "By the case: it says which withdrawal it was", [four, mantle, later], ["8000", "mETH"], ["8410.5", "ETH"]);
    t.pay(one, rest, "90214.2", "ETH");
    t.pay(later, rest, "8410.5", "ETH");
    t.pay(bitcoin, round, "312.4", "BTC");
    for (const [n, one_of] of [[0, 3], [1, 3], [2, 5], [3, 9]]) {
        const to = `${BITCOIN}:${["bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "bc1q9d4ywgfnd8h43da5tpcxcn6ajv590cg6d3tg6axemvljvt2k76zs50tv4q"][n]}`;
        t.lead(round, to, one_of, n ? "It took the same amount out, and paid the same fee per byte." : `The same amount. ${HOSTILE}`);
    }
    t.pattern("peel_chain", one, "This is an inference: 6 payments in a row each left a rest that paid the next one.", [first.transfer], [t.nodes[rest].account, `${ETHEREUM}:${evm("a stranger")}`]);
    t.pattern("pass_through", two, `9,999 of 10,000 ETH went on within 4 minutes. ${HOSTILE}`, [second.transfer]);
    t.pattern("round", round, "This is an inference: 5 inputs and 5 equal outputs, as a Whirlpool round has.", [], [], {
        mixer: `Whirlpool ${HOSTILE}`, asset: ASSETS.BTC[0], inputs: 5, outputs: 6, equal: [["100000000", 5], ["5000000", 2]], among: 5,
    });
    t.end(rest, "held", "98624.7", "ETH", "Unspent as far as the answers reach.", { freezable_by: "Somebody could pause it." });
    t.end(round, "mixer", "312.4", "BTC", "This is an inference: the transaction has the shape of a Whirlpool round.");
    t.end(router, "bridge", "10000", "ETH", "It went into THORChain.");
    t.end(base, "budget", "199.8", "baseETH", "Not asked about yet.");
    t.end(three, "held", "299.9", "ETH", "Unspent as far as the answers reach.");
    for (const [n, symbol] of ["EТH", HOSTILE, "US\u200BDT", "ETH", "<script>alert(1)</script>", "x".repeat(300)].entries()) {
        const row = { ...t.transfer(one, evm(`poison ${n}`), "1", "ETH"), asset: `${ETHEREUM}/erc20:${evm(`token ${n}`)}`, kind: "token", position: `log:${n}`, claimed_symbol: symbol };
        const reasons = [n % 2 ? `A forged token: contract ${evm(`token ${n}`)} calls itself ETH but is not its contract.` : `${evm(`poison ${n}`)} imitates ${evm("node 2")}: the same first 3 and last 4 characters, another address.`];
        t.guarded.push({ transfer: row, reasons, sources: [0] });
    }
    return {
        head: {
            case_id: RECORDED, settings: settings("recorded", 300), progress: { stage: "done", asked: 41, budget: 300, read: 9, waiting: 0, now: "" },
            nodes: [], edges: [], ends: [], guarded: [], sources: [], notes: ["A made-up trace."],
            equations: [
                equation("ETH", { stolen: "401346.768858404671846374", from_swaps: "98924.6", bridged: "10200", fees: "0.1", not_followed: "300000" }),
                equation("stETH", { stolen: "90375.547907685258818", services: "90375.547907685258818" }),
                equation("mETH", { stolen: "8000", services: "8000" }),
                equation("BTC", { from_swaps: "312.4", mixed: "312.4" }),
                equation("baseETH", { from_swaps: "199.8", not_followed: "199.8" }),
            ],
        },
        nodes: t.nodes, edges: t.edges, links: t.links, leads: t.leads, patterns: t.patterns, ends: t.ends, guarded: t.guarded, sources: t.sources,
    };
}

/** To be called before the page is opened: the start of a trace is not told to the worker. */
export function beforeLinked(spoor) {
    return overhear(spoor, { start: { progress: { stage: "running", asked: 0, budget: 300, read: 0, waiting: 1, now: "" } } });
}

/** Sends a view to the page, part by part as the worker does. */
export async function show(spoor, view) {
    await spoor.page.evaluate((view) => {
        for (const [name, content] of Object.entries(view)) window.answer({ part: { [name]: content } });
        window.answer({ part: "whole" });
        window.answer({ progress: view.head.progress });
    }, view);
}

/** Starts a trace, and shows the made-up one in its place. */
export async function linked(spoor, view = linkedView()) {
    await toForm(spoor);
    await spoor.button("Start").click();
    await spoor.page.waitForFunction(() => window.commands.some((command) => command.start));
    await show(spoor, view);
    await spoor.page.locator(".graph .spot").first().waitFor({ state: "attached" });
}
