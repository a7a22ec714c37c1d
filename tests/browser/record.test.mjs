// One's own record: tips of this browser and from files, their fate in the site's own feed. Nothing leaves the page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "./harness.mjs";
import { signAndCopy, toTip } from "./tip.mjs";

const clipboard = { context: { permissions: ["clipboard-write"], acceptDownloads: true } };

/** Opens the record on the page of boards. */
async function record(spoor) {
    await spoor.open("#/record", "board.html");
    await spoor.page.getByRole("heading", { level: 1, name: "Your record" }).waitFor();
}

test("a browser without tips says what to do, and a wrong file is refused by its name", async (spoor) => {
    await record(spoor);
    await spoor.page.getByRole("heading", { name: "No tip of yours is known here" }).waitFor();
    await spoor.field("Open tips or time stamps").setInputFiles([
        { name: "hello.txt", mimeType: "text/plain", buffer: Buffer.from("hello") },
        { name: "broken.ots", mimeType: "application/octet-stream", buffer: Buffer.from("\0OpenTimestamps\0\0Proof\0") },
    ]);
    const trouble = spoor.page.locator(".openown [role=alert]");
    await trouble.getByText(/^The file hello\.txt is no signed tip/).waitFor();
    await trouble.getByText(/^The file broken\.ots cannot be read as a time stamp/).waitFor();
    assert.deepEqual(spoor.asked, []);
    await spoor.axe();
    await spoor.page.setViewportSize({ width: 320, height: 700 });
    await spoor.fitsWidth();
});

test("a tip signed in this browser stands in the record with its card, and the site's feed does not know it", async (spoor) => {
    const hand = await toTip(spoor);
    const { text } = await signAndCopy(spoor, hand);
    const commitment = /commitment 0x([0-9a-f]{64})/.exec(await spoor.page.locator(".card").first().innerText())[1];
    await record(spoor);
    const tip = spoor.page.locator(".owntip");
    await tip.getByText(`commitment 0x${commitment}`).waitFor();
    assert.equal(await tip.count(), 1);
    await tip.getByText(/^Not proven to others: /).waitFor();
    await tip.getByText(/Copied or saved on /).first().waitFor();
    // The same tip from its file is the same tip.
    await spoor.field("Open tips or time stamps").setInputFiles({ name: "tip.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
    await spoor.page.getByText("This tip is in the list already.").waitFor();
    assert.equal(await tip.count(), 1);
    await spoor.button("Bybit theft, a demonstration").click();
    await tip.getByText(/^In Bybit theft, a demonstration: not known/).waitFor();
    await spoor.page.getByText("By this feed nothing is open for you").waitFor();
    assert.deepEqual(spoor.asked, [], "the feed lies on the site itself");
    await spoor.axe();
    await spoor.page.setViewportSize({ width: 320, height: 700 });
    await spoor.fitsWidth();
}, clipboard);

test("a tip from another computer is in the record until the page is closed", async (spoor) => {
    const file = new URL("../fixtures/tips/without-rules-4-hops.txt", import.meta.url);
    await record(spoor);
    await spoor.field("Open tips or time stamps").setInputFiles({ name: "tip.txt", mimeType: "text/plain", buffer: readFileSync(file) });
    await spoor.page.locator(".owntip").getByText("From a file; not kept in this browser.").waitFor();
    await spoor.page.reload();
    await spoor.page.getByRole("heading", { name: "No tip of yours is known here" }).waitFor();
});
