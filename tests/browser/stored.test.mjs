// What the browser keeps: answers for another time, the run at its checkpoints, one tab's run at a time; and what happens
// where there is no room. The tests drive the worker as the page does, by commands in JSON.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { MadeUp, RECORDED, settings } from "./made-up.mjs";
import { bench } from "./bench.mjs";

/** Whether an answer held rows: only such are kept. */
const holds = ({ outcome }) => /^[1-9]\d* transfers/.test(outcome);

const GATE = { network: true, off: [], use_kept: true, keys: {} };

async function traced(spoor, name, explorer, budget) {
    const worker = await bench(spoor, name);
    await worker.send({ start: { case_id: RECORDED, settings: settings(explorer.host, budget) } });
    await worker.until("spent");
    return worker;
}

/** What the database holds: `{store: [values]}`. */
const stored = (spoor) =>
    spoor.page.evaluate(async () => {
        const wait = (request) => new Promise((done, failed) => { request.onsuccess = () => done(request.result); request.onerror = () => failed(request.error); });
        const database = await wait(indexedDB.open("spoor"));
        const all = {};
        for (const name of database.objectStoreNames) all[name] = await wait(database.transaction(name).objectStore(name).getAll());
        database.close();
        return all;
    });

/** Runs a function in every worker of the page. */
const inWorkers = async (spoor, what) => {
    for (const worker of spoor.page.workers()) await worker.evaluate(what);
};

test("a second trace takes what was kept, asks for nothing of it again, and says from when it is", async (spoor) => {
    const explorer = new MadeUp();
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    await spoor.open();
    const first = await traced(spoor, "first", explorer, 14);
    const whole = await first.view();
    const told = new Map((await first.entries()).map((entry) => [entry.request, entry]));
    await first.kill();
    const asked = spoor.asked.map(({ url }) => url);
    await spoor.page.waitForTimeout(300);
    const { answers, shelf } = await stored(spoor);
    const good = [...told.values()].filter(holds);
    assert(good.length >= 3 && good.length < told.size, "some pages have rows and some have none");
    assert.equal(answers.length, good.length, "pages with rows are kept, empty ones are not");
    assert.equal(shelf.length, answers.length);

    spoor.asked.length = 0;
    const second = await traced(spoor, "second", explorer, 14);
    const again = spoor.asked.map(({ url }) => url);
    assert.deepEqual(again.sort(), asked.filter((url) => !holds(told.get(`GET ${url}`))).sort(), "only empty pages are asked for again");
    for (const entry of await second.entries()) {
        const before = told.get(entry.request);
        assert.equal(entry.sha256, before.sha256);
        const kept = holds(before);
        assert.equal(entry.left_the_browser, !kept);
        if (kept) assert.equal(entry.at, before.at, "it bears the time at which it was given");
        assert.equal(/kept by this browser since then/.test(entry.outcome), kept);
    }
    assert.deepEqual((await second.view()).nodes, whole.nodes);
    await second.kill();

    spoor.asked.length = 0;
    const third = await bench(spoor, "third");
    await third.send({ gate: { ...GATE, use_kept: false } });
    await third.send({ start: { case_id: RECORDED, settings: settings(explorer.host, 14) } });
    await third.until("spent");
    assert.deepEqual(spoor.asked.map(({ url }) => url).sort(), asked.sort(), "switched off, everything is asked again");
    await third.send("dropanswers");
    assert.equal((await third.said("stored")).answers, 0);
    assert.equal((await stored(spoor)).answers.length, 0);
});

test("a kept answer that was changed is not believed", async (spoor) => {
    const explorer = new MadeUp();
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    await spoor.open();
    const first = await traced(spoor, "first", explorer, 6);
    await spoor.page.waitForTimeout(300);
    await first.kill();
    const changed = await spoor.page.evaluate(async () => {
        const wait = (request) => new Promise((done, failed) => { request.onsuccess = () => done(request.result); request.onerror = () => failed(request.error); });
        const database = await wait(indexedDB.open("spoor"));
        const answers = database.transaction("answers", "readwrite").objectStore("answers");
        const keys = await wait(answers.getAllKeys());
        for (const key of keys) await wait(answers.put('{"items":[],"next_page_params":null}', key));
        database.close();
        return keys.length;
    });
    assert(changed > 0);
    const asked = spoor.asked.length;
    const second = await traced(spoor, "second", explorer, 6);
    assert.equal(spoor.asked.length, 2 * asked, "all of them are asked for again");
    assert.deepEqual((await second.view()).equations, (await first.view()).equations);
});

test("where there is no room the run goes on, keeps what it had, and says so once", async (spoor) => {
    const explorer = new MadeUp();
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    await spoor.open();
    const worker = await bench(spoor, "worker");
    await worker.send({ start: { case_id: RECORDED, settings: settings(explorer.host, 6) } });
    await worker.until("spent");
    await spoor.page.waitForTimeout(300);
    await inWorkers(spoor, () => {
        const add = IDBObjectStore.prototype.add;
        IDBObjectStore.prototype.add = function (...all) {
            if (this.name === "inputs") throw new DOMException("full", "QuotaExceededError");
            return add.apply(this, all);
        };
    });
    const { asked } = (await worker.view()).progress;
    await worker.send({ goon: { budget: 14 } });
    await spoor.page.waitForFunction((asked) => window.worker.view.progress.stage === "spent" && window.worker.view.progress.asked > asked, asked);
    const said = await worker.of("unkept");
    assert.equal(said.length, 1, JSON.stringify(said));
    assert.match(said[0].why, /^This trace goes on, but it will not survive a reload of the page: the browser's storage for this page is full\.$/);
    assert.equal((await worker.entries()).length, (await worker.view()).progress.asked, "nothing of the run is lost");
    await worker.kill();
    const later = await bench(spoor, "later");
    await later.send("lookforkept");
    assert.equal((await later.said("kept")).asked, asked, "what was kept before is still there");
    await later.send("resume");
    await spoor.page.waitForFunction(() => window.later.view !== null);
    assert.equal((await later.entries()).length, asked);
});

test("where there is no room, answers for later give way to the run", async (spoor) => {
    const explorer = new MadeUp();
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    await spoor.open();
    const worker = await bench(spoor, "worker");
    await worker.send({ start: { case_id: RECORDED, settings: settings(explorer.host, 6) } });
    await worker.until("spent");
    await spoor.page.waitForTimeout(300);
    assert((await stored(spoor)).answers.length > 0);
    await inWorkers(spoor, () => {
        let room = false;
        const { add, clear, put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.clear = function () {
            room ||= this.name === "answers";
            return clear.call(this);
        };
        IDBObjectStore.prototype.add = function (...all) {
            if (this.name === "inputs" && !room) throw new DOMException("full", "QuotaExceededError");
            return add.apply(this, all);
        };
        IDBObjectStore.prototype.put = function (...all) {
            if (this.name === "answers") throw new DOMException("full", "QuotaExceededError");
            return put.apply(this, all);
        };
    });
    await worker.send({ goon: { budget: 14 } });
    await worker.untilAsked(14);
    await spoor.page.waitForTimeout(300);
    assert.deepEqual(await worker.of("unkept"), []);
    const { answers, inputs } = await stored(spoor);
    assert.equal(answers.length, 0);
    assert(inputs.filter((text) => text.includes('"answer"')).length >= 14);
});

test("what matters lies on the disk before it counts as written, the rest need not", async (spoor) => {
    const explorer = new MadeUp();
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    await spoor.open();
    const worker = await bench(spoor, "worker");
    await inWorkers(spoor, () => {
        self.durable = [];
        const transaction = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (names, mode, options) {
            if (mode === "readwrite" && [...names].includes("inputs")) self.durable.push(options?.durability ?? "default");
            return transaction.call(this, names, mode, options);
        };
    });
    await worker.send({ start: { case_id: RECORDED, settings: settings(explorer.host, 14) } });
    await worker.until("spent");
    await spoor.page.waitForTimeout(300);
    const durable = (await Promise.all(spoor.page.workers().map((one) => one.evaluate(() => self.durable ?? [])))).flat();
    assert.equal(durable[0], "strict", "the beginning");
    assert.equal(durable.at(-1), "strict", "the end");
    assert(durable.includes("default"), `answers in between: ${durable}`);
});

test("one tab's trace is kept: the second is told, and takes its place by choice", async (spoor) => {
    await spoor.open();
    const first = await bench(spoor, "first");
    await first.send({ start: { case_id: RECORDED, settings: settings("recorded", 20) } });
    await first.until("spent");
    const second = await bench(spoor, "second");
    await second.send({ start: { case_id: RECORDED, settings: settings("recorded", 10) } });
    await second.until("spent");
    const told = await second.said("unkept");
    assert.match(told.why, /another tab with Spoor keeps its own trace/);
    assert.equal(told.may_take_over, true);
    const third = await bench(spoor, "third");
    await third.send("lookforkept");
    assert.equal((await third.said("kept")).asked, 20, "the first one is kept");
    await third.send("resume");
    assert.match((await third.said("failed")).why, /open in another tab with Spoor/);

    await second.send("keepthis");
    assert.match((await first.said("unkept")).why, /another tab with Spoor keeps its own trace/);
    assert.equal((await first.said("unkept")).may_take_over, false);
    await first.send({ goon: { budget: 30 } });
    await first.untilAsked(30);
    await second.send({ goon: { budget: 12 } });
    await second.untilAsked(12);
    await spoor.page.waitForTimeout(300);
    await third.send("lookforkept");
    await spoor.page.waitForFunction(() => window.third.reports.filter(([, kind]) => kind === "kept").length === 2);
    assert.equal((await third.said("kept")).asked, 12);
    const view = await second.view();
    await second.kill();
    const last = await bench(spoor, "last");
    await last.send("resume");
    await last.until("spent");
    assert.deepEqual(await last.view(), view);
    assert.equal((await second.of("unkept")).length, 1);
});
