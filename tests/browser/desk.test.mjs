// The portal's desk: from a paste to files that the page itself reads again.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { desk, makeKey, queue, said, save, startFeed, takeIn, takeTipsOn } from "./desk.mjs";
import { test } from "./harness.mjs";
import { PASSPHRASE } from "./tip.mjs";

const fixture = (name) => readFileSync(new URL(`../fixtures/desk/${name}`, import.meta.url), "utf8");

/** A feed that takes tips on the case of the fixtures. */
async function start(spoor) {
    await startFeed(spoor, "Test portal", "A portal of the tests.");
    await takeTipsOn(spoor, "bybit-2025-02-21");
}

test("the desk: three tips become a queue, two decisions and a folder that opens again", async (spoor) => {
    await desk(spoor);
    await makeKey(spoor);
    await start(spoor);
    await takeIn(spoor, fixture("real.txt"), "2025-04-18T19:00");
    await spoor.page.getByText("1 document:").waitFor();
    await takeIn(spoor, `and these:\n${fixture("copy.json")}\n${fixture("tampered.json")}`, "2025-04-18T20:00");
    await spoor.page.getByText("3 documents: 1 to accept, 0 to look at, 1 to refuse, 1 to leave").waitFor();
    const rows = queue(spoor);
    assert.match(await rows.nth(0).innerText(), /accept$/);
    assert.match(await rows.nth(1).innerText(), /copy[\s\S]*refuse$/);
    assert.match(await rows.nth(2).innerText(), /not valid[\s\S]*leave$/);
    await spoor.axe();
    await spoor.fitsWidth();

    // Keys act on the row that has the keyboard, and in no field.
    await rows.nth(0).getByRole("button").focus();
    await spoor.page.keyboard.press("j");
    assert.equal(await spoor.page.evaluate(() => document.activeElement.closest("tr").rowIndex), 2);
    await spoor.page.keyboard.press("k");
    await spoor.page.keyboard.press("a");
    await said(spoor, /^Signed: accepted/);
    await rows.filter({ hasText: "copy" }).getByRole("button").focus();
    await spoor.page.keyboard.press("r");
    await spoor.page.locator("#desk-reason:focus").waitFor();
    assert.equal(await spoor.page.locator("#desk-reason").inputValue(), "copy");
    await spoor.button("Refuse and sign").click();
    await said(spoor, /^Signed: refused \(copy\)/);

    // What was signed is there after a reload, without key and tips.
    assert(!(await spoor.page.evaluate(() => localStorage.getItem("spoor-desk"))).includes("payload"));
    const files = await save(spoor);
    assert.deepEqual(files.map(({ name }) => name), ["entries-00000.jsonl", "feed.json"]);
    const lines = files[0].buffer.toString().trim().split("\n").map((line) => Object.keys(JSON.parse(line).entry.content)[0]);
    assert.deepEqual(lines, ["opened", "case", "received", "verified", "received", "refused"]);
    await spoor.button("Close this feed").click();
    await spoor.field("Open your feed's folder").setInputFiles(files);
    await said(spoor, "Feed: Test portal. 6 entries, 0 decisions not exported yet.");
    const broken = files.map((file) => (file.name === "feed.json" ? file : { ...file, buffer: Buffer.from(file.buffer.toString().replace("Test", "Fest")) }));
    await spoor.button("Close this feed").click();
    await spoor.field("Open your feed's folder").setInputFiles(broken);
    await said(spoor, /This folder is not a feed that holds/);
});

test("the desk fits a narrow screen and takes a reload", async (spoor) => {
    await desk(spoor);
    const key = await makeKey(spoor);
    await start(spoor);
    await spoor.page.reload();
    await said(spoor, /signed entries of an earlier sitting are kept/);
    await spoor.button("Take them up").click();
    await said(spoor, "Feed: Test portal. 2 entries, 2 decisions not exported yet.");
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    await spoor.field("Open a key file").setInputFiles(key);
    await said(spoor, "The key locks in 15 minutes");
    await spoor.button("Take the newest back").click();
    await said(spoor, "Feed: Test portal. 1 entry, 1 decision not exported yet.");
    await spoor.fitsWidth();
    await spoor.axe();
}, { context: { viewport: { width: 320, height: 800 } } });
