// The page is never held up, and the worker always listens: measured, printed, and compared with what the same machine
// does at the same time when nothing is traced, so that a slow machine fails nothing.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { bench } from "./bench.mjs";
import { MadeUp, RECORDED, nothingElsewhere, settings } from "./made-up.mjs";

/** The longest the page's thread was deaf, in ms: a timer of 4 ms that comes late. `calm` is the same with nothing to do. */
const HEARTBEAT = `
    window.pulse = {
        worst: 0, last: performance.now(), long: [],
        beat() {
            const now = performance.now();
            this.worst = Math.max(this.worst, now - this.last);
            this.last = now;
            setTimeout(() => this.beat(), 4);
        },
        take() {
            const taken = { worst: Math.round(this.worst), long: this.long };
            this.worst = 0;
            this.long = [];
            return taken;
        },
    };
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.pulse.long.push(Math.round(entry.duration));
    }).observe({ type: "longtask" });
    window.pulse.beat();
`;

async function start(spoor, explorer, budget) {
    await spoor.link("Follow the money").first().click();
    await spoor.page.getByRole("radio", { name: explorer }).check();
    await spoor.page.getByLabel(/requests/i).first().fill(String(budget));
    await spoor.page.evaluate(HEARTBEAT);
    await spoor.page.waitForTimeout(1_500);
    const calm = await spoor.page.evaluate(() => window.pulse.take());
    await spoor.button("Start").click();
    return calm;
}

test("a trace of 10,000 movements does not hold the page up", async (spoor) => {
    const explorer = new MadeUp([10_000]);
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    nothingElsewhere(spoor);
    await spoor.open();
    const calm = await start(spoor, /^eth\.blockscout\.com/, 9);
    // Only a wait that does not look at the page itself measures the page and not the wait.
    await spoor.page.locator("form.goon").waitFor({ timeout: 100_000 });
    await spoor.page.waitForTimeout(2_000);
    const { worst, long } = await spoor.page.evaluate(() => window.pulse.take());
    console.log(`       10,000 movements: the page was deaf for ${worst} ms at most (calm: ${calm.worst} ms); tasks over 50 ms: ${long.join(", ") || "none"}`);
    // A machine that does many things at once lets every page wait; only what is far beyond its calm is the page's own.
    assert(worst < 1_000 + 20 * calm.worst, `the page stood still for ${worst} ms`);
});

test("a recorded trace is stopped at once, and told of at least five times a second", async (spoor) => {
    await spoor.open();
    const worker = await bench(spoor, "worker");
    const measured = await spoor.page.evaluate(async ([start]) => {
        const bench = window.worker;
        const wait = (ms) => new Promise((done) => setTimeout(done, ms));
        const until = async (kind, since) => {
            while (!bench.reports.slice(since).some(([, own]) => own === kind)) await wait(1);
        };
        const times = [];
        for (let round = 0; round < 8; round += 1) {
            bench.send({ start });
            await wait(20 + 35 * round);
            const since = bench.reports.length;
            const sent = performance.now();
            bench.send("stop");
            bench.send("lookforkept");
            await until("kept", since);
            times.push(Math.round(performance.now() - sent));
        }
        const since = bench.reports.length;
        bench.send({ start });
        while (bench.view?.progress.stage !== "done") await wait(5);
        const told = bench.reports.slice(since).filter(([, kind]) => kind === "progress").map(([at]) => at);
        const gaps = told.slice(1).map((at, n) => Math.round(at - told[n]));
        return { times, gaps, views: bench.views };
    }, [{ case_id: RECORDED, settings: settings("recorded", 300) }]);
    console.log(`       recorded: stopped within ${measured.times.join(", ")} ms; between two reports at most ${Math.max(...measured.gaps)} ms`);
    assert(Math.max(...measured.times) < 2_000, "a stop takes seconds");
    await worker.kill();
});

test("a page of 10,000 movements does not make the worker deaf", async (spoor) => {
    const explorer = new MadeUp([10_000]);
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    await spoor.open();
    const worker = await bench(spoor, "worker");
    const deaf = await spoor.page.evaluate(async ([start]) => {
        const bench = window.worker;
        const wait = (ms) => new Promise((done) => setTimeout(done, ms));
        bench.send({ start });
        let worst = 0;
        while (bench.view?.progress.stage !== "spent") {
            const since = bench.reports.length;
            const sent = performance.now();
            bench.send("lookforkept");
            while (!bench.reports.slice(since).some(([, own]) => own === "kept")) await wait(1);
            worst = Math.max(worst, performance.now() - sent);
            await wait(5);
        }
        return Math.round(worst);
    }, [{ case_id: RECORDED, settings: settings(explorer.host, 9) }]);
    console.log(`       10,000 movements: the worker was deaf for ${deaf} ms at most`);
    assert(deaf < 8_000, `the worker heard nothing for ${deaf} ms`);
    await worker.kill();
});
