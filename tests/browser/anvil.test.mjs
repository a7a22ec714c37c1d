// The page before a real node: money is sent, called on and tokenised on a chain of its own, and traced by the node alone.
import assert from "node:assert/strict";
import { anvil, play, start, USDT } from "../anvil/chain.mjs";
import { bench } from "./bench.mjs";
import { test } from "./harness.mjs";
import { RECORDED, settings } from "./made-up.mjs";

const COIN = "eip155:1/slip44:60";
const asset = (name) => (name === "native" ? COIN : `eip155:1/erc20:${name}`.toLowerCase());
const known = new Set([COIN, asset(USDT)]);
const told = ({ tx, from, to, asset, amount }) => `${tx} ${from} ${to} ${asset} ${amount}`.toLowerCase();

/** What money from an address reaches, transfer by transfer: whoever got some of an asset taints all that is paid of it. */
function reached(transfers, first) {
    const purses = new Set([...known].map((asset) => `${first} ${asset}`));
    const moved = transfers.map((one) => ({ ...one, asset: asset(one.asset) })).filter((one) => known.has(one.asset) && one.amount !== "0" && one.kind !== "fee");
    return moved.filter(({ from, to, asset }) => purses.has(`${from} ${asset}`) && purses.add(`${to} ${asset}`));
}

test("a real node of one's own is enough to trace value, calls and tokens", async (spoor) => {
    assert(anvil, "anvil is not installed: npm ci installs it");
    const chain = await start();
    try {
        const { addresses, transfers } = await play(chain);
        const { host } = new URL(chain.url);
        spoor.answer(host, () => "pass");
        await spoor.page.goto(`${spoor.url}own-node.html`);
        await spoor.page.waitForSelector("h1");
        const worker = await bench(spoor, "node");
        const how = { ...settings(`own:otterscan:${chain.url}`, 400), policy: "poison", start: { address: addresses.victim } };
        await worker.send({ start: { case_id: RECORDED, settings: how } });
        await spoor.page.waitForFunction(() => ["done", "spent"].includes(window.node.view?.progress.stage), null, { timeout: 110_000 });
        const [view, entries] = [await worker.view(), await worker.entries()];
        await worker.kill();
        assert.equal(view.progress.stage, "done");
        const rows = view.edges.flatMap(({ hops }) => hops.map(({ transfer }) => transfer));
        assert.equal(new Set(rows.map(({ tx, position, asset }) => `${tx} ${position} ${asset}`)).size, rows.length, "no transfer is there twice");
        const found = rows.map(told);
        assert.deepEqual(found.sort(), reached(transfers, addresses.victim).map(told).sort());
        assert(entries.length > 10 && entries.every((entry) => entry.host === host), "nobody but the node was asked");
    } finally {
        chain.stop();
    }
});
