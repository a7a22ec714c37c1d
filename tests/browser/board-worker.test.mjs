// The auditor reads feeds, keeps what it saw, reads only what is new, and refuses what does not hold.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { auditor, madeFeed, servedFolder } from "./auditor.mjs";

const shards = (files) => [...files.keys()].filter((name) => name.startsWith("entries-")).sort();
const bytesOf = (files) => shards(files).reduce((sum, name) => sum + files.get(name).length, 0);

const grows = servedFolder();
test("a second visit shows what was kept and reads only what is new", async (spoor) => {
    grows.files = madeFeed(1_000);
    await spoor.open("", "board.html");
    const first = await auditor(spoor);
    const [read] = await first.follow();
    assert.deepEqual([read.standing, read.entries, read.checked, read.requests], ["good", 1_000, 1_000, shards(grows.files).length + 1]);
    assert.equal(read.unkept, null);
    assert.equal(read.pinned.first, true);
    assert.equal((await first.board()).about.entries, 1_000);
    assert((await first.told("progress")).some(({ stage }) => stage === "verify"));
    await first.end();

    // A page that is opened anew; the feed has grown by ten entries meanwhile.
    const whole = bytesOf(grows.files);
    grows.files = madeFeed(1_010);
    const grown = bytesOf(grows.files) - whole;
    await spoor.page.reload();
    grows.asked.length = 0;
    const second = await auditor(spoor);
    const states = await second.follow();
    assert.deepEqual([states[0].standing, states[0].entries, states[0].requests], ["old", 1_000, 0], "what was kept comes before anybody is asked");
    const now = states.at(-1);
    assert.deepEqual([now.standing, now.entries, now.checked, now.pinned.first], ["good", 1_010, 10, false]);
    assert.equal(now.bytes - grows.files.get("feed.json").length, grown, "the bytes behind those that were kept, and no others");
    assert(grows.asked.length <= 3, grows.asked.join(", "));
    console.log(`       second visit: ${now.bytes} bytes in ${now.requests} requests, of ${bytesOf(grows.files)} in ${shards(grows.files).length + 1}`);
    await second.end();
}, { change: grows.change });

const bad = servedFolder();
test("a feed that does not hold is refused, said, and leaves the board as it was", async (spoor) => {
    const good = madeFeed(400);
    const longer = madeFeed(500);
    const last = shards(longer).at(-1);
    const changed = (name, how) => new Map(longer).set(name, how(longer.get(name)));
    const swapped = (bytes) => {
        const lines = bytes.toString().trimEnd().split("\n");
        const at = lines.length - 2;
        [lines[at], lines[at + 1]] = [lines[at + 1], lines[at]];
        return Buffer.from(`${lines.join("\n")}\n`);
    };
    const letter = (bytes) => {
        const copy = Buffer.from(bytes);
        const at = copy.lastIndexOf('"previous":"') + 12;
        copy[at] = copy[at] === 0x30 ? 0x31 : 0x30;
        return copy;
    };
    const cases = [
        ["a letter changed", changed(last, letter), "invalid"],
        ["two lines changed places", changed(last, swapped), "invalid"],
        ["cut off", changed(last, (bytes) => bytes.subarray(0, bytes.length - 40)), "torn"],
        ["no index", new Map([...longer].filter(([name]) => name !== "feed.json")), "unreachable"],
        ["entries taken back", madeFeed(300), "truncated"],
        ["another history by the same key", madeFeed(900, 2), "fork"],
    ];
    await spoor.open("", "board.html");
    const worker = await auditor(spoor);
    bad.files = good;
    await worker.follow();
    for (const [name, files, kind] of cases) {
        bad.files = files;
        const state = (await worker.follow()).at(-1);
        assert.deepEqual([state.standing, state.entries, state.problems[0].kind], ["old", 400, kind], name);
        if (kind === "fork") assert.equal(state.problems[0].proof.length, 2);
    }
    bad.files = longer;
    assert.deepEqual((await worker.follow()).map(({ standing, entries }) => [standing, entries]).at(-1), ["good", 500]);
    await worker.ask("forget");
    await spoor.page.waitForFunction(() => window.auditor.told.some(({ kind }) => kind === "forgotten"));
    bad.files = madeFeed(300);
    assert.deepEqual((await worker.follow()).map(({ standing, entries }) => [standing, entries]), [["good", 300]], "what is forgotten is known no more");
    // A feed that nobody asks for again is not asked for by itself once the page is hidden.
    await worker.end();
}, { change: bad.change });

const large = servedFolder();
const ENTRIES = Number(process.env.SPOOR_ENTRIES ?? 100_000);
test("a large feed is checked and ranked while the page listens", async (spoor) => {
    large.files = madeFeed(ENTRIES);
    await spoor.open("", "board.html");
    const worker = await auditor(spoor);
    await spoor.page.evaluate(() => {
        window.long = [];
        new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => window.long.push(Math.round(duration)))).observe({ type: "longtask" });
    });
    const clock = () => spoor.page.evaluate(() => performance.now());
    const began = await clock();
    const [state] = await worker.follow("boards/test", 100_000);
    const read = await clock();
    const board = await worker.board();
    const ranked = await clock();
    assert.deepEqual([state.entries, state.checked, board.about.entries], [ENTRIES, ENTRIES, ENTRIES]);
    const told = await spoor.page.evaluate(() => window.auditor.told.filter(({ kind }) => kind === "progress").map(({ at }) => at));
    const gaps = told.slice(1).map((at, n) => Math.round(at - told[n]));
    const long = await spoor.page.evaluate(() => window.long);
    await worker.end();
    await spoor.page.reload();
    const again = await auditor(spoor);
    const from = await clock();
    const [kept] = await again.follow();
    const until = (await spoor.page.evaluate(() => window.auditor.told.find(({ kind }) => kind === "feed").at)) - from;
    assert.deepEqual([kept.standing, kept.entries, kept.requests], ["old", ENTRIES, 0]);
    const each = (ms) => `${Math.round(ms)} ms (${Math.round((1_000 * ms) / ENTRIES)} µs an entry)`;
    console.log(`       ${ENTRIES} entries, ${bytesOf(large.files)} bytes: read and checked ${each(read - began)}, ranked and sent ${each(ranked - read)}; from what was kept ${each(until)}`);
    console.log(`       page: tasks over 50 ms: ${long.join(", ") || "none"}; told ${told.length} times, at most ${Math.max(0, ...gaps)} ms apart`);
    assert(Math.max(0, ...long) < 1_000, `the page stood still for ${Math.max(...long)} ms`);
    await again.end();
}, { change: large.change });

test("a page that follows money loads nothing of boards, and one with a board in a frame asks nobody else", async (spoor) => {
    const loaded = [];
    spoor.page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    await spoor.open();
    assert.deepEqual(loaded.filter((path) => /board|auditor/.test(path)), []);
    const policy = (page) => spoor.page.evaluate((page) => fetch(page).then((answer) => answer.headers.get("content-security-policy")), page);
    assert.match(await policy("embed.html"), /connect-src 'self';.*frame-ancestors \*$/);
    assert.match(await policy("board.html"), /frame-ancestors 'none'$/);
});
