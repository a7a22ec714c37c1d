// A run survives: the worker is killed in the middle and brought back, nothing is asked by that, and nothing that was
// answered is asked again. The tests drive the worker as the page does, by commands in JSON.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { MadeUp, RECORDED, settings } from "./made-up.mjs";
import { bench } from "./bench.mjs";

const timeless = (view) => ({ ...view, sources: view.sources.map((source) => ({ ...source, at: "" })) });

test("a run that is killed again and again ends as if it had not been, and asks nothing twice", async (spoor) => {
    const explorer = new MadeUp();
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    await spoor.open();
    // What is kept for another trace would stand in for asking.
    const anew = { gate: { network: true, off: [], use_kept: false, keys: {} } };
    let worker = await bench(spoor, "worker");
    await worker.send(anew);
    await worker.send({ start: { case_id: RECORDED, settings: settings(explorer.host, 14) } });
    await worker.until("spent");
    const whole = await worker.view();
    const entries = await worker.entries();
    await worker.kill();
    const asked = spoor.asked.map(({ url }) => url);
    assert.equal(new Set(asked).size, asked.length);

    spoor.asked.length = 0;
    worker = await bench(spoor, "worker");
    await worker.send(anew);
    await worker.send({ start: { case_id: RECORDED, settings: settings(explorer.host, 14) } });
    for (const enough of [2, 5, 8]) {
        await spoor.page.waitForFunction((enough) => window.worker.entries.length >= enough, enough, { timeout: 30_000 });
        // What is written is written a moment after it counts; the kill of a browser may lose that moment.
        await spoor.page.waitForTimeout(100);
        await worker.kill();
        worker = await bench(spoor, "worker");
        await worker.send(anew);
        await worker.send("lookforkept");
        const kept = await worker.said("kept");
        assert.equal(kept.case_id, RECORDED);
        assert.equal(kept.settings.budget, 14);
        assert(kept.asked >= enough && kept.asked <= 14, `${kept.asked}`);
        const before = spoor.asked.length;
        await worker.send("resume");
        await worker.until("stopped");
        await spoor.page.waitForTimeout(400);
        assert.equal(spoor.asked.length, before, "resuming asks nobody");
        await worker.send({ goon: { budget: 14 } });
    }
    await worker.until("spent");
    const again = await worker.view();
    assert.deepEqual(timeless(again).nodes, timeless(whole).nodes);
    assert.deepEqual(again.progress, whole.progress);
    assert.deepEqual(again.equations, whole.equations);
    const line = ({ request, status, bytes, sha256, outcome }) => JSON.stringify({ request, status, bytes, sha256, outcome });
    assert.deepEqual((await worker.entries()).map(line).sort(), entries.map(line).sort());
    const answered = (await worker.entries()).map(({ request }) => request);
    assert.equal(new Set(answered).size, answered.length, "nothing that was answered is asked again");
    await worker.kill();
});

test("a larger budget goes on after a reload, and forgetting forgets", async (spoor) => {
    await spoor.open();
    let worker = await bench(spoor, "worker");
    await worker.send({ start: { case_id: RECORDED, settings: settings("recorded", 40) } });
    await worker.until("spent");
    await worker.send("lookforkept");
    assert.equal((await worker.said("kept")).asked, 40);
    const part = await worker.view();

    await spoor.page.waitForTimeout(200);
    await spoor.page.reload();
    const later = await bench(spoor, "worker");
    await later.send("resume");
    await later.until("spent");
    assert.deepEqual(await later.view(), part, "the same to the last byte");
    assert.equal((await later.entries()).length, 40);
    await later.send({ goon: { budget: 300 } });
    await later.until("done");
    const whole = await later.view();
    const fresh = await bench(spoor, "worker");
    await fresh.send({ start: { case_id: RECORDED, settings: settings("recorded", 300) } });
    await fresh.until("done");
    assert.deepEqual(timeless(await fresh.view()), timeless(whole));

    await fresh.send("forget");
    assert.equal(await fresh.said("kept"), null);
    const last = await bench(spoor, "worker");
    await last.send("lookforkept");
    assert.equal(await last.said("kept"), null);
    await last.send("resume");
    assert.match((await last.said("failed")).why, /no kept trace in this browser: start a new one/);
});

test("where the browser stores nothing, the run goes on and says once that it will not survive", async (spoor) => {
    await spoor.open();
    const worker = await bench(spoor, "worker");
    for (const one of spoor.page.workers()) {
        await one.evaluate(() => {
            Object.defineProperty(self, "indexedDB", { get() { throw new DOMException("denied", "SecurityError"); } });
        });
    }
    await worker.send({ start: { case_id: RECORDED, settings: settings("recorded", 300) } });
    await worker.until("done");
    const said = await worker.of("unkept");
    assert.equal(said.length, 1, JSON.stringify(said));
    assert.equal(said[0].why, "This trace goes on, but it will not survive a reload of the page: this browser does not let the page store anything.");
    await worker.send("lookforkept");
    assert.equal(await worker.said("kept"), null);
});
