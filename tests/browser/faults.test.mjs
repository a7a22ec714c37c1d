// The page before an explorer that fails in every way of the wild: a server of its own, real sockets, real CORS. The graph is
// the one without faults, or the view says where it is not whole.
//
// The explorer is the example `replay_explorer`; `SPOOR_REPLAY` names the program where it was not built into `target`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { here, test } from "./harness.mjs";
import { RECORDED, settings } from "./made-up.mjs";
import { bench } from "./bench.mjs";

/** Paid by the thief of the world, and pays on through a few hands. */
const START = "0x6a6df7cf485fdc6e6f7d4a8b818e1eacc31e664e";

/** The program: the newest build that is there. */
function program() {
    const target = process.env.CARGO_TARGET_DIR ?? join(here, "..", "..", "target");
    const built = ["release", "debug"].map((profile) => join(target, profile, "examples", "replay_explorer"));
    const found = [process.env.SPOOR_REPLAY, ...built].find((path) => path && existsSync(path));
    assert(found, "there is no explorer to ask: cargo build --release --example replay_explorer");
    return found;
}

/** Starts an explorer of the world lifi on a free port; `stop` ends it. */
async function explorer(options) {
    const child = spawn(program(), ["--world", "lifi", "--port", "0", "--stall", "300", ...options], { stdio: ["ignore", "pipe", "inherit"] });
    const url = await new Promise((done, failed) => {
        let said = "";
        child.stdout.on("data", (text) => {
            said += text;
            const at = /at (http:\/\/\S+)/.exec(said);
            if (at) done(at[1]);
        });
        child.on("exit", (code) => failed(new Error(`it ended with ${code}`)));
    });
    const log = async () => (await fetch(`${url}/log.json`)).json();
    return { url, host: new URL(url).host, log, stop: () => child.kill() };
}

/** Traces from the start to the end at an explorer; gives the view, and what the worker wrote down. */
async function traced(spoor, name, { url }) {
    const worker = await bench(spoor, name);
    await worker.send({ gate: { network: true, off: [], use_kept: false, keys: {} } });
    const how = { ...settings(`own:blockscout:${url}`, 900), most_hops: 2, start: { address: START } };
    await worker.send({ start: { case_id: RECORDED, settings: how } });
    await spoor.page.waitForFunction((name) => ["done", "spent"].includes(window[name].view?.progress.stage), name, { timeout: 110_000 });
    const traced = { view: await worker.view(), entries: await worker.entries() };
    await worker.kill();
    return traced;
}

/** What came and what went, by account; the same transfer twice is a fault of its own. */
function flows(view) {
    const [came, went, ids] = [new Map(), new Map(), new Set()];
    for (const edge of view.edges) {
        for (const { transfer, tainted } of edge.hops) {
            const id = `${transfer.tx} ${transfer.position} ${transfer.asset}`;
            assert(!ids.has(id), `${id} is there twice`);
            ids.add(id);
            for (const [flow, node] of [[came, edge.to], [went, edge.from]]) {
                const account = view.nodes[node].account;
                flow.set(account, [...(flow.get(account) ?? []), `${id} ${tainted}`].sort());
            }
        }
    }
    return { came, went };
}

const isWhole = (coverage) => coverage === "whole" || (coverage !== null && Object.keys(coverage)[0] === "window");

/** Accounts that got the same and paid something else, although the view says that it knows all they paid. */
function silentlyShort(view, whole) {
    const [mine, right] = [flows(view), flows(whole)];
    const of = (flow, account) => JSON.stringify(flow.get(account) ?? []);
    const same = (which, account) => of(mine[which], account) === of(right[which], account);
    return view.nodes.filter(({ account, coverage }) => isWhole(coverage) && same("came", account) && !same("went", account)).map(({ account }) => account);
}

/** What every trace has to keep to, whatever it met. */
async function check(spoor, given, explorer, whole) {
    assert.deepEqual(silentlyShort(given.view, whole.view), []);
    const asked = given.entries.filter(({ left_the_browser }) => left_the_browser).map(({ request }) => request.split(" ")[1].replace(explorer.url, ""));
    const seen = (await explorer.log()).map(({ target }) => target);
    assert.deepEqual(asked.sort(), seen.sort(), "the journal names what the explorer saw, and nothing else");
}

const FAULTS = {
    "that cannot be read": ["limited-unreadable,cors-refused,reset", 30],
    "in words": ["limited,trouble,drip,stall", 30],
    "in the answers": ["truncated,wrong-types,empty,web-page", 20],
    "in the lists": ["duplicated,reordered,cycling,lying-totals", 40],
};

for (const [what, [kinds, rate]] of Object.entries(FAULTS)) {
    test(`with faults ${what} the page traces the same, or says where it is not whole`, async (spoor) => {
        const good = await explorer([]);
        const bad = await explorer(["--faults", "7", "--rate", String(rate), "--only", kinds]);
        try {
            for (const { host } of [good, bad]) spoor.answer(host, () => "pass");
            await spoor.page.goto(`${spoor.url}own-node.html`);
            await spoor.page.waitForSelector("h1");
            const whole = await traced(spoor, "good", good);
            assert.equal(whole.view.progress.stage, "done");
            assert(whole.view.nodes.length > 5 && whole.view.nodes.every(({ coverage }) => coverage === null || isWhole(coverage)));
            await check(spoor, whole, good, whole);
            const given = await traced(spoor, "bad", bad);
            const met = new Set((await bad.log()).map(({ fault }) => fault).filter(Boolean));
            assert.deepEqual([...met].sort(), kinds.split(",").sort(), "every one of them was met");
            await check(spoor, given, bad, whole);
        } finally {
            good.stop();
            bad.stop();
        }
    });
}
