// Who is who: the label sets come only when they are needed, every label shows its source, and the visitor's own are kept,
// brought in after a look, taken along, part of a trace, and wiped.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { here, test } from "./harness.mjs";
import { traced, tab } from "./screens.mjs";

const ROUTER = "0xD37BbE5744D730a1d98d8DC97c42F0Ca46aD7146";
const GRANTS = "0xDD4c48C0B24039969fC16D1cdF626eaB821d3384";
const PORTAL = readFileSync(join(here, "..", "labels", "portal", "hack-address.partial.json"), "utf8");
const isLabels = (url) => /\/assets\/labels-[0-9a-f]{16}\.bin$/.test(url);

/** The requests for the label sets so far, as they come. */
function asked(spoor) {
    const seen = [];
    spoor.context.on("request", (request) => isLabels(request.url()) && seen.push(request.url()));
    return seen;
}

/** Puts a file into the page's import, as a file of this name. */
const choose = (spoor, name, text) =>
    spoor.page.locator(".labelspage input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

async function saved(spoor, name) {
    const coming = spoor.page.waitForEvent("download");
    await spoor.button(name).click();
    return readFileSync(await (await coming).path(), "utf8");
}

async function search(spoor, text) {
    await spoor.field(/^An address, or a part of a name/).fill(text);
    await spoor.button("Search").click();
}

test("the label sets are not fetched for the first screen, but once an address is looked up", async (spoor) => {
    const seen = asked(spoor);
    await spoor.open();
    await spoor.page.waitForTimeout(2_000);
    assert.deepEqual(seen, []);
    await spoor.field(/^Paste one/).fill(`${ROUTER}\n${GRANTS}`);
    const found = spoor.page.locator(".found");
    await found.getByText("THORChain router").first().waitFor({ timeout: 30_000 });
    await found.getByText(/Sources disagree: mixer \(home\.treasury\.gov/).waitFor();
    assert.equal(seen.length, 1);
    const source = found.getByRole("link", { name: "https://github.com/lifinance/contracts" }).first();
    assert.equal(await source.getAttribute("rel"), "noopener noreferrer");
    await spoor.axe();
});

test("a changed label file is refused, and the trace goes on and says so", async (spoor) => {
    await spoor.open();
    await traced(spoor);
    await spoor.page.getByText("The label sets could not be loaded (the file is not the one that this version of Spoor was built with)").first().waitFor();
}, { change: (path, answer) => (isLabels(path) ? { ...answer, body: Buffer.concat([answer.body, Buffer.from([0])]) } : answer) });

test("what is known can be searched in pages, with sources, dates and the sets' licences", async (spoor) => {
    await spoor.open("#/labels");
    await spoor.page.getByRole("heading", { name: "GraphSense TagPacks" }).waitFor({ timeout: 30_000 });
    assert.match(await spoor.page.locator(".setrows").innerText(), /LGPL-3\.0[\s\S]*As of 2024-09-27/);
    await search(spoor, "binance");
    const hits = spoor.page.locator(".labelhits");
    await hits.getByText(/labels, page 1 of/).waitFor();
    assert.equal(await hits.locator(".labelrows > li").count(), 50);
    await spoor.button("Next").click();
    await hits.getByText(/labels, page 2 of/).waitFor();
    await search(spoor, "0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b");
    await hits.getByText(/holds from 2022-08-08 until 2025-03-21/).first().waitFor();
    await search(spoor, "no such name");
    await hits.getByText("Nothing is known of no such name. That does not mean it is nobody's.").waitFor();
    await spoor.axe();
    await spoor.fitsWidth();
});

test("own labels are kept, changed, saved as TagPack and CSV, brought in after a preview, and wiped", async (spoor) => {
    await spoor.open("#/labels");
    await spoor.page.getByRole("heading", { name: "GraphSense TagPacks" }).waitFor({ timeout: 30_000 });
    await spoor.button("Add a label").click();
    await spoor.field("Address", { exact: true }).fill("0x47666fab8bd0Ac7003bce3f5C3585383F09486E2");
    await spoor.field("Name", { exact: true }).fill("<b>Mine</b>, \"it\" is");
    await spoor.button("Keep this label").click();
    await spoor.page.getByText(/Not kept: the checksum of/).first().waitFor();
    await spoor.field("Address", { exact: true }).fill("0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2");
    await spoor.field("Source", { exact: true }).fill("javascript:alert(1)");
    await spoor.button("Keep this label").click();
    await spoor.page.getByText("Kept in this browser: <b>Mine</b>, \"it\" is.").waitFor();
    await spoor.page.getByLabel("Only your own").check();
    const row = spoor.page.locator(".labelrows > li");
    await row.getByText("<b>Mine</b>").waitFor();
    assert.equal(await row.locator("b").count(), 0, "markup is text");
    assert.equal(await row.getByRole("link", { name: /javascript/ }).count(), 0, "only an address of the web is a link");
    await spoor.button(/^Change <b>Mine/).click();
    await spoor.field("Name", { exact: true }).fill("Mine");
    await spoor.page.locator(".labelrows").getByLabel(/^Kind/).selectOption("mixer");
    await spoor.button("Keep this label").click();
    await row.getByText("mixer; of unknown origin").waitFor();
    const yaml = await saved(spoor, "Save yours as TagPack");
    assert.match(yaml, /tags:\n- address: "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2"\n {2}currency: "ETH"\n {2}label: "Mine"/);
    const csv = await saved(spoor, "Save yours as CSV");
    assert.match(csv, /^chain,address,name,category/);
    await spoor.button("Remove Mine").click();
    await spoor.page.getByText("You have no labels of your own.").waitFor();

    for (const [name, text] of [["mine.yaml", yaml], ["mine.csv", csv]]) {
        await choose(spoor, name, text);
        await spoor.page.getByText("1 label to be taken, 0 rows refused.").waitFor();
        await spoor.button("Take none").click();
    }
    await choose(spoor, "laughs.yaml", "a: &a [x, x]\ntags: [*a, *a]\n");
    await spoor.page.getByText(/laughs\.yaml: the file cannot be read as YAML: line 1: an anchor/).waitFor();
    await choose(spoor, "hack-address.json", PORTAL);
    await spoor.page.getByText(/^93 labels to be taken, /).waitFor();
    await spoor.page.getByText(/holds 2 words; each was taken/).waitFor();
    await spoor.axe();
    await spoor.button("Take 93 labels").click();
    await spoor.page.getByText("93 labels taken.").waitFor();
    await spoor.page.getByText("93 labels of your own.").waitFor();

    await spoor.page.reload();
    await spoor.page.getByText("93 labels of your own.").waitFor({ timeout: 30_000 });
    await spoor.page.getByLabel("Only your own").check();
    await spoor.page.getByText("93 labels, page 1 of 2.").waitFor();
    await spoor.link("Settings").first().click();
    await spoor.button("Wipe what is stored").click();
    await spoor.page.getByText("Wiped. Nothing of Spoor is stored in this browser.").waitFor();
    await spoor.link("Labels", { exact: true }).first().click();
    await spoor.page.getByText("0 labels of your own.").waitFor();
    assert.deepEqual(await spoor.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), []);
}, { context: { acceptDownloads: true } });

test("a label of one's own changes the end in the trace, and comes back with it", async (spoor) => {
    const seen = asked(spoor);
    await spoor.open();
    await traced(spoor);
    assert.equal(seen.length, 1, "the sets came with the trace");
    await tab(spoor, "Ends");
    const held = spoor.page.locator(".end", { hasText: /[Nn]ot spent/ }).first();
    await held.locator(".choose").click();
    const detail = spoor.page.locator(".detail");
    await detail.getByText("Add a label of your own").click();
    await detail.getByLabel("Name").fill("My Exchange");
    await detail.getByLabel("Source").fill("https://example.org/mine");
    await detail.getByRole("button", { name: "Keep this label" }).click();
    await detail.locator("h2", { hasText: "My Exchange" }).waitFor({ timeout: 20_000 });
    await detail.getByText(/^Labelled My Exchange \(your own label, by https:\/\/example\.org\/mine/).waitFor();
    await detail.locator("h2", { hasText: "by your word" }).waitFor();
    await spoor.axe();
    await spoor.page.reload();
    await spoor.page.goto(`${spoor.url}#/trace`);
    await spoor.button(/Bring it back|Go on with it|Resume/).first().click();
    await spoor.page.locator(".end", { hasText: "My Exchange" }).first().waitFor({ timeout: 60_000 });
});
