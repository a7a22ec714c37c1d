// From the case to a signed tip on the clipboard, and back through the page that checks tips.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "./harness.mjs";
import { PASSPHRASE, check, signAndCopy, toTip } from "./tip.mjs";

const clipboard = { context: { permissions: ["clipboard-write"] } };
const moment = { now: Date.parse("2026-11-22T12:00:00Z"), seed: 7 };
// The worker has a clock of its own: the answers it reads are dated by it.
const fixedWorker = (path, answer) =>
    /\/worker\.[0-9a-f]+\.js$/.test(path)
        ? { ...answer, body: Buffer.concat([Buffer.from(`Date.now = () => ${moment.now};\n`), answer.body]) }
        : answer;
const fixed = { ...clipboard, change: fixedWorker };
test("a case becomes a signed tip on the clipboard in at most 8 clicks, and one changed character is refused", async (spoor) => {
    const hand = await toTip(spoor);
    // From a finished way: "Write a tip" was the last click so far.
    const [begun, before] = [Date.now(), hand.clicks - 1];
    const { text, file } = await signAndCopy(spoor, hand);
    const [took, clicks] = [Date.now() - begun, hand.clicks - before];
    console.log(`       from the way to the clipboard: ${clicks} clicks, ${took} ms, ${spoor.asked.length} requests`);
    assert(clicks <= 4, `${clicks} clicks`);
    assert(took <= 10_000, `${took} ms`);
    assert(hand.clicks <= 8, `${hand.clicks} clicks`);
    assert.equal(spoor.asked.length, 0);
    assert.match(text, /^# Tip: bybit-2025-02-21/);
    assert.match(text, /END STOLEN FUNDS TIP\.\n$/);

    const key = JSON.parse(readFileSync(await file.path(), "utf8"));
    assert.equal(key.version, 3);
    assert.match(text, new RegExp(key.address, "i"));

    assert.match(await check(spoor, text), /^Valid: signed by 0x/);
    const begin = text.indexOf("BEGIN STOLEN");
    const at = text.indexOf("\n", begin) + 200;
    const place = [...text].slice(at).findIndex((c) => /[0-9A-Za-z]/.test(c)) + at;
    const changed = text.slice(0, place) + (text[place] === "7" ? "8" : "7") + text.slice(place + 1);
    assert.match(await check(spoor, changed), /^Refused: /);
    assert.match(await spoor.page.locator(".checks").innerText(), /checksum/);
}, clipboard);

const written = [];
for (const turn of ["first", "second"]) {
    test(`with clock and random bytes fixed the tip is the same, ${turn} time`, async (spoor) => {
        await spoor.fix(moment);
        const { text } = await signAndCopy(spoor, await toTip(spoor));
        written.push(text);
        if (turn === "second") assert.equal(written[0], written[1]);
    }, fixed);
}

test("bad input on the page that checks tips gets a sentence, and nothing typed is lost", async (spoor) => {
    const huge = "x".repeat(5_000_000);
    assert.match(await check(spoor, huge), /^Refused: The text has 5000000 bytes; at most 4194304 are read\./);
    assert.equal(await spoor.field(/^Paste the tip/).inputValue().then((value) => value.length), huge.length);
    assert.match(await check(spoor, "hello"), /^Refused: There is no line "BEGIN STOLEN FUNDS TIP v2\."/);
    await spoor.page.evaluate(() => { location.hash = "#/about"; });
    await spoor.page.getByRole("heading", { level: 1, name: /./ }).waitFor();
    await spoor.page.evaluate(() => { location.hash = "#/verify"; });
    assert.equal(await spoor.field(/^Paste the tip/).inputValue(), "hello");
});

test("a tip from the future is refused by name", async (spoor) => {
    await spoor.fix(moment);
    const { text } = await signAndCopy(spoor, await toTip(spoor));
    await spoor.page.evaluate((now) => { Date.now = () => now; }, moment.now - 3 * 3_600_000);
    assert.match(await check(spoor, text), /^Refused: statement\.issuedAt: the tip is from the future/);
}, fixed);

test("what is typed wrong on the page of a tip is said, kept, and stops the signature", async (spoor) => {
    await toTip(spoor);
    await spoor.field("Where a reward shall go").fill("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD");
    await spoor.page.getByText(/is wrong at character 42/).waitFor();
    await spoor.field("Your own words").fill("naïve");
    await spoor.page.getByText(/character 3 of the note/i).first().waitFor();
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    await spoor.button("Make a key and save it").click();
    await spoor.button(/^Sign$/).waitFor();
    assert(await spoor.button(/^Sign$/).isDisabled());
    assert.equal(await spoor.field("Your own words").inputValue(), "naïve");
    await spoor.field("Your own words").fill("naive");
    await spoor.field("Where a reward shall go").fill("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    await spoor.button(/^Sign$/).click();
    await spoor.button("Copy tip").waitFor();
});

test("a key file opens again, and another passphrase does not open it", async (spoor) => {
    await toTip(spoor);
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    const download = spoor.page.waitForEvent("download");
    await spoor.button("Make a key and save it").click();
    const file = await (await download).path();
    await spoor.button("Use another signer").click();
    await spoor.field("Passphrase for the key file").fill("something else");
    await spoor.field("Open a key file").setInputFiles(file);
    await spoor.page.getByText(/passphrase does not open this key file/).waitFor();
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    await spoor.field("Open a key file").setInputFiles(file);
    await spoor.button(/^Sign$/).waitFor();
});
