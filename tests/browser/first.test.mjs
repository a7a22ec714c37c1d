// Being first: the card, its code, its time stamp; nothing leaves before a press, and all of it is kept until it is wiped.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { tellBlock } from "./block.mjs";
import { test } from "./harness.mjs";
import { PASSPHRASE, check, toTip } from "./tip.mjs";

const clipboard = { context: { permissions: ["clipboard-write"] } };
const ALICE = "alice.btc.calendar.opentimestamps.org";
const POOL = "a.pool.opentimestamps.org";
const SECOND = "a.pool.eternitywall.com";
const text = (bytes) => Buffer.from([bytes.length, ...bytes]);
const attested = (tag, payload) => Buffer.concat([Buffer.from([0]), Buffer.from(tag, "hex"), text(payload)]);
const promise = (uri) => Buffer.concat([Buffer.from([0xf0, 1, 7, 0x08]), attested("83dfe30d2ef90c8e", text(Buffer.from(uri)))]);
/** Block 358391, whose real header does not hold this card. */
const block = Buffer.concat([Buffer.from([0x08]), attested("0588960d73d71901", Buffer.from("f7ef15", "hex"))]);
const plain = { "content-type": "text/plain" };

async function signed(spoor) {
    await toTip(spoor);
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    await spoor.button("Make a key and save it").click();
    await spoor.button(/^Sign$/).click();
    await spoor.button("Copy tip").waitFor();
}
const warning = (spoor) => spoor.page.getByText("Nothing proves yet that this tip is yours first");
const myTips = async (spoor) => {
    await spoor.page.evaluate(() => { location.hash = "#/tip"; });
    await spoor.page.reload();
    await spoor.page.getByRole("heading", { name: "My tips" }).waitFor();
};

test("a tip warns until its card is out, and the card is what is stamped", async (spoor) => {
    await signed(spoor);
    await warning(spoor).waitFor();
    const line = await spoor.page.locator(".card code").first().innerText();
    assert.match(line, /^tip\/1 commitment 0x[0-9a-f]{64} case bybit-2025-02-21 at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const small = await spoor.page.locator(".qr").boundingBox();
    await spoor.button(/^QR code of the card/).click();
    assert((await spoor.page.locator(".qr").boundingBox()).width > 2 * small.width);
    const download = spoor.page.waitForEvent("download");
    await spoor.button("Save the card").click();
    assert.equal(readFileSync(await (await download).path(), "utf8"), `${line}\n`);
    await warning(spoor).waitFor({ state: "detached" });
    assert.deepEqual(spoor.asked, []);
    await spoor.axe();
}, clipboard);

test("a card is stamped, completed and checked after presses, kept over a reload, and wiped", async (spoor) => {
    let posted;
    let ready = false;
    spoor.answer(POOL, (url, request) => {
        assert.equal(request.headers()["content-type"], "application/x-www-form-urlencoded");
        posted = request.postDataBuffer();
        return { body: promise(`https://${ALICE}`) };
    });
    spoor.answer(SECOND, () => ({ status: 503, body: "busy" }));
    for (const host of ["ots.btc.catallaxy.com", "b.pool.opentimestamps.org", "bob.btc.calendar.opentimestamps.org", "finney.calendar.eternitywall.com", "btc.calendar.catallaxy.com"]) {
        spoor.answer(host, () => ({ status: 503, body: "busy" }));
    }
    spoor.answer(ALICE, (url) => {
        if (url.pathname === "/digest") return { status: 503, body: "busy" };
        return ready ? { body: block } : { status: 404, headers: plain, body: "Pending confirmation in Bitcoin blockchain" };
    });
    tellBlock(spoor);
    await signed(spoor);
    assert.deepEqual(spoor.asked, []);
    await spoor.button("Have the card time-stamped").click();
    await spoor.page.getByText(`Promised by https://${ALICE}`).waitFor({ timeout: 30_000 });
    assert.equal(posted.length, 32);
    const line = await spoor.page.locator(".card code").first().innerText();
    assert.notEqual(posted.toString("hex"), createHash("sha256").update(`${line}\n`).digest("hex"), "a calendar sees a salted digest");
    await warning(spoor).waitFor({ state: "detached" });

    await myTips(spoor);
    const download = spoor.page.waitForEvent("download");
    await spoor.button("Save the time stamp").click();
    const ots = readFileSync(await (await download).path());
    assert.equal(ots.subarray(33, 65).toString("hex"), createHash("sha256").update(`${line}\n`).digest("hex"));
    const file = spoor.page.waitForEvent("download");
    await spoor.button("Save the tip").click();
    assert.match(await check(spoor, readFileSync(await (await file).path(), "utf8")), /^Valid/);
    const stamp = spoor.page.getByRole("region", { name: "Time stamp" });
    await stamp.locator("input").setInputFiles({ name: "card.txt.ots", mimeType: "application/octet-stream", buffer: ots });
    await stamp.getByText(`Promised by https://${ALICE}`).waitFor();
    await myTips(spoor);
    await spoor.button("Ask whether it is in Bitcoin").click();
    await spoor.page.getByText(/not yet; it answered with status 404/).waitFor();
    ready = true;
    await spoor.button("Ask whether it is in Bitcoin").click();
    await spoor.page.getByText(/The time stamp is false: it names Bitcoin block 358391/).waitFor({ timeout: 30_000 });
    await spoor.page.getByText(/The header came from mempool\.space .* checked here for its work/).waitFor();
    await myTips(spoor);
    await spoor.page.getByText(/The time stamp is false/).waitFor();
    await spoor.axe();

    await spoor.page.evaluate(() => { location.hash = "#/settings"; });
    await spoor.page.getByText("1 signed tip of your own").waitFor();
    await spoor.button("Wipe what is stored").click();
    await spoor.page.getByText("No signed tip.").waitFor();
    await spoor.page.evaluate(() => { location.hash = "#/tip"; });
    await spoor.page.reload();
    await spoor.page.getByText("No end is chosen").waitFor();
    assert.equal(await spoor.page.getByRole("heading", { name: "My tips" }).count(), 0);
}, clipboard);
