// The board: what a feed says, checked and counted in the page; filters, rows that open, the keyboard, what others wrote, an
// entry that comes while it is shown, a feed that does not hold, and the edition for frames.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { dist, test } from "./harness.mjs";
import { madeFeed, servedFolder } from "./auditor.mjs";
import { boardShown } from "./screens.mjs";

const PATIENCE = { timeout: 60_000 };

/** Opens the board that the site ships. */
async function demo(spoor) {
    await spoor.open("", "board.html");
    await boardShown(spoor);
}

/** Reads the feed again, no sooner than five seconds after the last time: more often is refused. */
async function again(spoor) {
    await spoor.page.waitForTimeout(5_200);
    await spoor.button("Read again").click();
}

const examples = (spoor) => spoor.page.getByRole("switch", { name: "Show them, each marked" });
const rows = (spoor, name) => spoor.page.getByRole("region", { name }).locator("tbody > tr:not(.more)");

/** A list of feeds with one feed, and that feed from what a test lays out. */
function site(served) {
    const list = JSON.stringify({ schema: "boards/1", feeds: [{ folder: "boards/test", name: "A made feed", about: "Made by dice." }] });
    return (path, answer) => (path === "/boards/index.json" ? { ...answer, status: 200, body: Buffer.from(list) } : served.change(path, answer));
}

test("the board of this site shows facts, and examples only when they are asked for", async (spoor) => {
    await demo(spoor);
    const page = spoor.page;
    await page.getByText("7,454,738.93 USDT frozen on").waitFor();
    assert.equal(await rows(spoor, "Freezes").count(), 18);
    assert.equal(await page.locator(".boardpage table .badge.example").count(), 0);
    const stated = await page.locator("table.statements").innerText();
    for (const figure of ["2025-03-04", "77 %", "88.87 %", "68.57 %", "5,443"]) assert(stated.includes(figure), figure);
    assert.equal(await page.locator(".statedchart svg[role=img] .stated").count(), 9);
    const actors = await rows(spoor, "Who answered").allInnerTexts();
    assert.match(actors[0], /Tether[\s\S]*helped each time/);
    assert.match(actors.at(-1), /eXch[\s\S]*never helped/);

    await examples(spoor).check();
    await page.getByRole("region", { name: "Hunters" }).getByText("Lantern").first().waitFor();
    const marked = await page.locator("table.ranking .badge.example").count();
    assert(marked >= 5, `${marked} rows are marked`);
    await page.locator("table .badge.disputed").first().waitFor();
    await examples(spoor).uncheck();
    await page.getByText("No tip of a hunter is on record for what is chosen here.").waitFor();
});

test("a hunter's row opens by the keyboard and explains each bounty line by line", async (spoor) => {
    await demo(spoor);
    await examples(spoor).check();
    const row = spoor.page.getByRole("button", { name: "Lantern" });
    await row.focus();
    await spoor.page.keyboard.press("Enter");
    assert.equal(await row.getAttribute("aria-expanded"), "true");
    const detail = spoor.page.locator("tr.more .hunterdetail");
    await detail.getByText("First reporters, the earliest first:").first().waitFor();
    assert(await detail.locator(".workings li").count() > 1);
    assert.match(await detail.locator(".terms").first().innerText(), /% of what is returned[\s\S]*As of \d{4}-\d{2}-\d{2}/);
    await spoor.axe();
    await spoor.page.keyboard.press("Enter");
    await detail.waitFor({ state: "detached" });
});

test("rows are ordered by the head that is pressed, and the head says so", async (spoor) => {
    await demo(spoor);
    await examples(spoor).check();
    const region = spoor.page.getByRole("region", { name: "Hunters" });
    const head = region.getByRole("columnheader", { name: "Hunter" });
    await region.getByText("Lantern").first().waitFor();
    await head.getByRole("button").focus();
    await spoor.page.keyboard.press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    const names = async () => (await region.locator("tbody .rowlink").allInnerTexts()).filter((name) => !name.startsWith("0x"));
    const up = await names();
    assert.deepEqual(up, [...up].sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)));
    await spoor.page.keyboard.press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    assert.deepEqual(await names(), up.reverse());
});

test("case, period and kind leave out what they leave out, and a wrong period is said", async (spoor) => {
    await demo(spoor);
    const page = spoor.page;
    await page.getByLabel("Until").fill("2025-03-18");
    await page.waitForFunction(() => document.querySelectorAll("table.freezes tbody > tr").length < 18);
    const some = await rows(spoor, "Freezes").count();
    assert(some > 0 && some < 18, String(some));
    await page.getByLabel("From", { exact: true }).fill("2025-03-19");
    await page.getByText("The period ends on 2025-03-18, before it begins on 2025-03-19; turn the days around.").waitFor();
    assert.equal(await rows(spoor, "Freezes").count(), some, "what was shown stays");
    await spoor.button("Show all").click();
    await page.waitForFunction(() => document.querySelectorAll("table.freezes tbody > tr").length === 18);
    await page.getByLabel("Ranked").selectOption({ label: "Companies" });
    assert.equal(await page.getByRole("region", { name: "Hunters" }).count(), 0);
    assert.equal(await rows(spoor, "Companies").count(), 1);
});

test("evidence opens in a tab of its own and is never fetched", async (spoor) => {
    await demo(spoor);
    const links = spoor.page.locator(".cited a");
    assert(await links.count() > 0);
    for (const link of await links.all()) {
        assert.match(await link.getAttribute("href"), /^https:\/\//);
        assert.deepEqual([await link.getAttribute("target"), await link.getAttribute("rel")], ["_blank", "noopener noreferrer"]);
        assert.equal(await link.innerText(), await link.getAttribute("href"), "a link shows where it leads");
    }
});

test("another site's feed is not asked for from this page, and the visitor is told what is", async (spoor) => {
    await demo(spoor);
    await spoor.page.getByText("Open another feed").click();
    const field = spoor.field("The address of the feed's folder");
    await field.fill("https://portal.example/feed");
    await spoor.page.getByText("portal.example is another site.").waitFor();
    assert(await spoor.page.locator(".typefeed button").isDisabled());
    assert.equal(await spoor.link("Open the edition that may ask any host").getAttribute("href"), "board-anywhere.html");
    await field.fill("javascript:alert(1)");
    await spoor.page.getByText("does not begin with https://").waitFor();
    await spoor.axe();
});

test("a feed is read from its files", async (spoor) => {
    await demo(spoor);
    await spoor.page.getByText("Open another feed").click();
    const made = madeFeed(300);
    const files = [...made].map(([name, buffer]) => ({ name, mimeType: "application/json", buffer }));
    await spoor.page.locator(".dropbox input[multiple]").setInputFiles(files);
    await spoor.page.locator(".feedfacts").getByText("300", { exact: false }).first().waitFor(PATIENCE);
    assert(await spoor.button("Read again").isDisabled(), "files do not change by themselves");
});

const grows = servedFolder();
test("a new entry comes into the board that is shown, and what is open stays open", async (spoor) => {
    grows.files = madeFeed(300);
    await demo(spoor);
    await examples(spoor).check();
    const first = spoor.page.getByRole("region", { name: "Hunters" }).locator("tbody .rowlink").first();
    await first.click();
    const detail = spoor.page.locator("tr.more .hunterdetail");
    await detail.waitFor();
    await detail.evaluate((element) => { element.seen = true; });
    grows.files = madeFeed(310);
    await again(spoor);
    await spoor.page.getByText("10 new entries checked now").waitFor(PATIENCE);
    assert.equal(await detail.evaluate((element) => element.seen), true, "the row was not made anew");
}, { change: site(grows) });

const forks = servedFolder();
test("a fork is shown with both lines, which can be saved, and the board that held stays", async (spoor) => {
    forks.files = madeFeed(400);
    await demo(spoor);
    forks.files = madeFeed(900, 2);
    await again(spoor);
    const problems = spoor.page.locator(".problems");
    await problems.getByText("Two versions of one entry").waitFor(PATIENCE);
    await spoor.page.getByText("This is an earlier board that held.").waitFor();
    const coming = spoor.page.waitForEvent("download");
    await problems.getByRole("button", { name: "Save the lines as proof" }).click();
    const saved = readFileSync(await (await coming).path(), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.equal(saved.length, 2);
    assert.equal(saved[0].entry.sequence, saved[1].entry.sequence);
    assert.notDeepEqual(saved[0], saved[1]);
    await spoor.axe();
    await spoor.fitsWidth();
}, { change: site(forks) });

const broken = servedFolder();
test("a line that was changed is said with its place, and nothing after it counts", async (spoor) => {
    const files = madeFeed(200);
    const name = [...files.keys()].find((file) => file.startsWith("entries-"));
    const lines = files.get(name).toString().split("\n");
    lines[100] = lines[100].replace(/"signature":"0x(.)/, (_all, digit) => `"signature":"0x${digit === "0" ? "1" : "0"}`);
    broken.files = new Map(files).set(name, Buffer.from(lines.join("\n")));
    await spoor.open("", "board.html");
    await spoor.page.locator(".problems").getByText(/Entry 100: /).waitFor(PATIENCE);
}, { change: site(broken) });

const many = servedFolder();
test("thousands of hunters come a hundred at a time", async (spoor) => {
    many.files = madeFeed(20_000);
    await demo(spoor);
    await examples(spoor).check();
    await spoor.button("Show 100 more").first().waitFor(PATIENCE);
    assert.equal(await rows(spoor, "Hunters").count(), 100);
    const before = await spoor.page.evaluate(() => performance.now());
    await spoor.button("Show 100 more").first().click();
    await spoor.page.waitForFunction(() => document.querySelectorAll("table.ranking")[0].querySelectorAll("tbody > tr").length >= 200);
    console.log(`       100 rows more in ${Math.round((await spoor.page.evaluate(() => performance.now())) - before)} ms`);
}, { change: site(many) });

test("the board stands in a frame of another site, with nothing to type and no other page", async (spoor) => {
    const frame = `<!doctype html><title>Portal</title><h1>Portal</h1><iframe title="Bounty board" sandbox="allow-scripts allow-same-origin allow-popups" src="${spoor.url}embed.html#/desk" width="320" height="800"></iframe>`;
    // A true server: Chromium lets a page that was made up for a request frame nothing of this computer.
    const outside = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(frame));
    await new Promise((listens) => outside.listen(0, "127.0.0.1", listens));
    const address = `127.0.0.1:${outside.address().port}`;
    spoor.answer(address, () => "pass");
    await spoor.page.goto(`http://${address}/`);
    const inside = spoor.page.frameLocator("iframe");
    await inside.getByRole("heading", { name: "Leaderboard" }).waitFor(PATIENCE);
    await inside.getByText("7,454,738.93 USDT frozen on").waitFor();
    assert.equal(await inside.locator("nav, textarea, input[type=text], input[type=file], input[type=password]").count(), 0);
    const whole = inside.getByRole("link", { name: "Open the whole board" });
    assert.deepEqual([await whole.getAttribute("href"), await whole.getAttribute("target")], ["board.html", "_blank"]);
    outside.close();
});

test("the first page does not load the board", async (spoor) => {
    const asked = [];
    spoor.context.on("request", (request) => asked.push(request.url()));
    await spoor.open();
    await spoor.page.waitForTimeout(2_000);
    assert.deepEqual(asked.filter((url) => /board|auditor/.test(url)), []);
    assert(readFileSync(join(dist, "board.html"), "utf8").includes("board_page"));
});
