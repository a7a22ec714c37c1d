// A second explorer looks at what the first one told: at one movement, and at every hop of a tip with one press.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { RECORDED, nothingElsewhere, settings } from "./made-up.mjs";
import { bench } from "./bench.mjs";
import { tab, traced } from "./screens.mjs";
import { toTip } from "./tip.mjs";

const EMPTY = '{"items":[],"next_page_params":null}';

/** Blockscout's answers about transactions with one native payment each; `change` alters a row. */
function tells(transfers, change = (row) => row) {
    const by = new Map(transfers.filter(({ kind }) => kind === "native").map((transfer) => [transfer.tx.toLowerCase(), transfer]));
    return (url) => {
        const [, hash, list] = /transactions\/(0x[0-9a-fA-F]{64})(\/.*)?$/.exec(url.pathname) ?? [];
        const transfer = by.get(hash?.toLowerCase());
        if (list !== undefined) return { body: EMPTY };
        if (!transfer) return { status: 404, body: '{"message":"Not found"}' };
        const row = {
            hash, value: transfer.amount, status: "ok", timestamp: transfer.at, block_number: transfer.block, position: 0,
            from: { hash: transfer.from }, to: { hash: transfer.to }, fee: { type: "actual", value: "0" },
        };
        return { body: JSON.stringify(change(row)) };
    };
}

test("a second explorer agrees, disagrees, or cannot say; nobody confirms themselves", async (spoor) => {
    await spoor.open();
    const worker = await bench(spoor, "worker");
    await worker.send({ start: { case_id: RECORDED, settings: settings("recorded", 300) } });
    await worker.until("done");
    const transfers = (await worker.view()).edges.flatMap(({ hops }) => hops.map(({ transfer }) => transfer));
    const native = transfers.find(({ kind }) => kind === "native");
    assert(native, "the recording has a native payment");
    const ask = async (told_by = ["recorded"], others = ["blockscout-eth"]) => {
        const before = (await worker.of("checked")).length;
        await worker.send({ confirm: { checks: [{ transfer: native, nth: 0, told_by, others }] } });
        await spoor.page.waitForFunction((before) => window.worker.reports.filter(([, kind]) => kind === "checked").length > before, before);
        return (await worker.of("checked")).at(-1);
    };
    const nobody = await ask(["blockscout-eth"]);
    assert.equal(nobody.by, null);
    assert.match(nobody.verdict.unreadable, /no second explorer/);
    assert.deepEqual(spoor.asked, []);
    spoor.answer("eth.blockscout.com", tells(transfers, (row) => ({ ...row, value: "1" })));
    const differs = await ask();
    assert.equal(differs.by, "eth.blockscout.com");
    assert.match(differs.verdict.differs, /it says 1 base units, not /);
    spoor.answer("eth.blockscout.com", () => ({ status: 500, body: "" }));
    assert.match((await ask()).verdict.unreadable, /in trouble/);
    spoor.answer("eth.blockscout.com", tells(transfers));
    assert.equal((await ask()).verdict, "same");
    await worker.send({ gate: { network: false, off: [], use_kept: true, keys: {} } });
    const asked = spoor.asked.length;
    assert.match((await ask()).verdict.unreadable, /switched the network off/);
    assert.equal(spoor.asked.length, asked);
    await worker.send({ ledger: { after: 0 } });
    const rows = (await worker.of("ledger")).flatMap(({ rows }) => rows);
    await worker.said("ledger");
    assert(rows.every(({ about }) => about === native.tx), "the ledger names what was shown");
});

/** Explorers that know nothing. */
function nobodyKnows(spoor) {
    spoor.answer("eth.blockscout.com", () => ({ status: 404, body: '{"message":"Not found"}' }));
    nothingElsewhere(spoor);
}

test("at a movement one press asks a second explorer, and not before", async (spoor) => {
    nobodyKnows(spoor);
    await spoor.open();
    await traced(spoor);
    await tab(spoor, "Table");
    await spoor.page.locator(".tablebox .rowlink").first().click();
    await spoor.page.getByRole("heading", { name: /^A movement of/ }).waitFor();
    assert.deepEqual(spoor.asked, []);
    await spoor.button("Ask a second explorer").first().click();
    await spoor.page.locator(".second [role=status]").first().getByText(/could not say|disagree|agree/).waitFor({ timeout: 30_000 });
    assert(spoor.asked.length > 0);
    await spoor.axe();
});

test("one press asks a second explorer about every hop of a tip", async (spoor) => {
    nobodyKnows(spoor);
    await toTip(spoor);
    assert.deepEqual(spoor.asked, []);
    await spoor.button("Ask a second explorer about every hop").click();
    await spoor.page.getByText(/^\d+ of \d+ hops? (is|are) told the same by a second explorer/).waitFor({ timeout: 60_000 });
    await spoor.axe();
});
