// The portal's desk: from a paste to files that the page itself reads again.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { HEIGHT, tellBlock } from "./block.mjs";
import { desk, makeKey, queue, said, save, startFeed, takeIn, takeTipsOn } from "./desk.mjs";
import { test } from "./harness.mjs";
import { tells } from "./hops.mjs";
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

test("the desk: one press re-checks a tip on chain, and what came stands in its row", async (spoor) => {
    const HOST = "eth.blockscout.com";
    const json = fixture("copy.json");
    const { hops } = JSON.parse(json).payload;
    await desk(spoor);
    await takeIn(spoor, json, "2025-04-18T19:00");
    const row = spoor.page.locator(".queue tbody tr");
    await row.getByRole("button").click();
    await spoor.page.getByLabel(/^Ask about Ethereum/).selectOption("blockscout-eth");
    assert.deepEqual(spoor.asked, [], "nobody is asked before the press");

    // Whoever does not answer is not waited for.
    spoor.answer(HOST, () => new Promise(() => {}));
    const again = spoor.button("Re-check on chain");
    await again.click();
    await spoor.button("Stop").click();
    const verdict = spoor.page.locator(".onchainverdict");
    await verdict.getByText(/^Not re-checked/).waitFor();

    spoor.answer(HOST, tells(hops));
    await again.click();
    await verdict.getByText(/^Confirmed on chain: each of the/).waitFor({ timeout: 60_000 });
    await row.getByText("confirmed on chain").waitFor();
    assert.equal(await spoor.page.locator(".onchain ol.checks .pass").count(), hops.length, "a line for each hop");
    await spoor.axe();
    await spoor.fitsWidth();

    spoor.answer(HOST, tells(hops, (told, hop) => (hop === hops.at(-1) ? { ...told, value: "1" } : told)));
    await again.click();
    await verdict.getByText(/^Refuted on chain: Hop \d+ /).waitFor({ timeout: 60_000 });
    await row.getByText("refuted on chain").waitFor();
    // What was found stays when another look is taken at the queue.
    await row.getByRole("button").click();
    await row.getByRole("button").click();
    await verdict.getByText(/^Refuted on chain/).waitFor();
    await spoor.button("Clear the queue").click();
    await takeIn(spoor, json, "2025-04-18T19:00");
    await row.getByRole("button").click();
    await again.waitFor();
    assert.equal(await verdict.count(), 0, "another queue begins without it");
});

test("the desk reads a thousand tips with progress, and the page answers meanwhile", async (spoor) => {
    const args = ["run", "--quiet", "--locked", "--example", "random_tips", "--", "1000"];
    const tips = JSON.parse(execFileSync("cargo", args, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["pipe", "pipe", "inherit"] }));
    const text = tips.map(({ armour }) => armour).join("\n\nanother one:\n");
    await desk(spoor);
    await spoor.page.evaluate(() => {
        window.long = [];
        new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => window.long.push(Math.round(duration)))).observe({ type: "longtask" });
        window.steps = new Set();
        const watch = () => {
            const said = /\d+ of 1000 read/.exec(document.querySelector(".takein [role=status]")?.textContent ?? "");
            if (said) window.steps.add(said[0]);
            requestAnimationFrame(watch);
        };
        watch();
    });
    const begun = Date.now();
    await spoor.field("Choose files").setInputFiles({ name: "tips.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
    await spoor.page.getByText(/^1,000 documents: /).waitFor({ timeout: 100_000 });
    const { long, steps } = await spoor.page.evaluate(() => ({ long: window.long, steps: window.steps.size }));
    console.log(`       1,000 tips (${Math.round(text.length / 1000)} kB): ${Date.now() - begun} ms; ${steps} steps shown; tasks over 50 ms: ${long.join(", ") || "none"}`);
    assert(steps >= 20, `${steps} steps were shown`);
    assert.equal(await spoor.page.locator(".queue tbody tr").count(), 100);
});

/** A time stamp that says: this digest is the Merkle root of a Bitcoin block. */
function timeStamp(digest, height) {
    const number = [];
    for (let rest = height; rest > 0; rest = Math.floor(rest / 128)) number.push((rest % 128) | (rest >= 128 ? 128 : 0));
    const begin = Buffer.concat([Buffer.from("\0OpenTimestamps\0\0Proof\0", "latin1"), Buffer.from("bf89e2e884e8929401", "hex")]);
    return Buffer.concat([begin, Buffer.from([0x08]), digest, Buffer.from("000588960d73d71901", "hex"), Buffer.from([number.length, ...number])]);
}

test("the desk holds a time stamp against its tip, and believes no block that does not hold it", async (spoor) => {
    const json = fixture("copy.json");
    const { statement } = JSON.parse(json);
    const at = new Date(Number(statement.issuedAt) * 1000).toISOString().replace(".000Z", "Z");
    const card = `tip/1 commitment ${statement.commitment} case ${statement.caseId} at ${at}\n`;
    const digest = createHash("sha256").update(card).digest();
    const asFile = (buffer) => ({ name: "card.txt.ots", mimeType: "application/vnd.opentimestamps.v1", buffer });
    tellBlock(spoor);
    await desk(spoor);
    await takeIn(spoor, json, "2025-04-18T19:00:07");
    await spoor.page.locator(".queue tbody tr").getByRole("button").click();
    await said(spoor, /came in 2025-04-18T19:00:07Z/);
    const stamp = spoor.page.getByRole("region", { name: "Time stamp" });
    const give = (buffer) => stamp.locator("input").setInputFiles(asFile(buffer));
    const block = spoor.button("Check the block's header");

    await give(timeStamp(createHash("sha256").update("another card").digest(), HEIGHT));
    await stamp.getByText(/another file/).waitFor();
    assert.equal(await block.count(), 0);
    await give(timeStamp(digest, HEIGHT));
    await stamp.getByText(/358391/).waitFor();
    assert.deepEqual(spoor.asked, [], "nobody is asked before the press");
    await block.click();
    await stamp.getByText(/The time stamp is false: it names Bitcoin block 358391/).waitFor({ timeout: 30_000 });
    assert(spoor.asked.length >= 2, "the block's name and its header");
    await spoor.axe();
    await spoor.fitsWidth();
});

test("the desk takes one edition of an own case, and none in the place of one that ships with Spoor", async (spoor) => {
    const { recording, swaps, ...facts } = JSON.parse(readFileSync(new URL("../../data/cases/bybit-2025-02-21.json", import.meta.url), "utf8"));
    const edition = (version, more = {}) => ({ ...facts, schema: "case/1", version, id: "northwind-2025-02-21", name: "Northwind", ...more });
    await desk(spoor);
    await makeKey(spoor);
    await start(spoor);
    await spoor.field("What happened").selectOption("case");
    const known = spoor.field("Fill in from a case that Spoor knows");
    await spoor.page.getByText("Encrypted tips, and a case of your own").click();
    const open = (one) => spoor.field("Open a case file").setInputFiles({ name: "case.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(one)) });

    await open(edition(2));
    await said(spoor, /^The case northwind-2025-02-21, edition 2, signed by nobody, is known here\. /);
    const names = async () => (await known.locator("option").allInnerTexts()).filter((name) => name.startsWith("Northwind"));
    assert.deepEqual(await names(), ["Northwind (northwind-2025-02-21)"], "the list knows it at once");
    await open(edition(3, { name: "Northwind Trading" }));
    await said(spoor, /edition 3, signed by nobody, is known here, in the place of edition 2\. /);
    assert.deepEqual(await names(), ["Northwind Trading (northwind-2025-02-21)"]);
    await open(edition(2));
    await said(spoor, /an older one is not taken/);
    await open(edition(3, { name: "Southwind" }));
    await said(spoor, /says something else than the edition 3/);
    await open({ ...edition(9), id: facts.id });
    await said(spoor, /is the name of a case that ships with Spoor/);
    assert.deepEqual(await names(), ["Northwind Trading (northwind-2025-02-21)"]);
});
