// Checking a tip on chain: nothing before the press, each hop's result beside it, a forged hop named, stop, attest.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { tells } from "./hops.mjs";
import { nothingElsewhere } from "./made-up.mjs";
import { check, signAndCopy, toTip } from "./tip.mjs";

const HOST = "eth.blockscout.com";
const clipboard = { context: { permissions: ["clipboard-write"] } };

/** The hops of a tip, out of its file. */
async function hops(spoor) {
    const download = spoor.page.waitForEvent("download");
    await spoor.button("Save as a file").first().click();
    const { readFileSync } = await import("node:fs");
    return JSON.parse(readFileSync(await (await download).path(), "utf8")).payload.hops;
}

/** Writes a tip and brings it to the page that checks it. */
async function checked(spoor) {
    nothingElsewhere(spoor);
    const { text } = await signAndCopy(spoor, await toTip(spoor));
    const all = await hops(spoor);
    assert.match(await check(spoor, text), /^Valid/);
    await spoor.page.getByRole("heading", { name: "Re-check on chain" }).waitFor();
    await spoor.page.getByLabel(/^Ask about Ethereum/).selectOption("blockscout-eth");
    return { text, all };
}

const onChain = (spoor) => spoor.page.locator(".onchainverdict");

test("a tip is re-checked on chain after a press, a forged hop is named, and what was found is attested", async (spoor) => {
    spoor.answer(HOST, () => ({ status: 500, body: "" }));
    const { all } = await checked(spoor);
    assert.deepEqual(spoor.asked, [], "nobody is asked before the press");
    spoor.answer(HOST, tells(all));
    await spoor.button("Re-check on chain").click();
    await onChain(spoor).getByText(/^Confirmed on chain: each of the/).waitFor({ timeout: 60_000 });
    assert.equal(await spoor.page.locator(".hop .found .pass").count(), all.length, "a mark at each hop");
    const asked = spoor.asked.length;
    assert(asked <= 2 * all.length + 6, `${asked} requests for ${all.length} hops`);
    await spoor.axe();
    // One hop says another amount: it is named, and no other.
    const liar = all.length - 1;
    const lie = (row, hop) => {
        if (hop !== all[liar]) return row;
        if (row.total) return { ...row, total: { ...row.total, value: "1" } };
        return hop.kind === "token" ? row : { ...row, value: "1" };
    };
    spoor.answer(HOST, tells(all, lie));
    await spoor.button("Re-check on chain").click();
    await onChain(spoor).getByText(new RegExp(`^Refuted on chain: Hop ${liar} `)).waitFor({ timeout: 60_000 });
    assert.equal(await spoor.page.locator(".hop .found .fail").count(), 1);
    await spoor.page.getByText("Attest: sign what was found").click();
    await spoor.button("Sign what was found").click();
    const said = await spoor.page.getByLabel("The attestation as it is copied").innerText();
    assert.match(said, /^Tip [0-9a-f]{64}: refuted: /);
    await spoor.field(/^Paste the tip/).fill(said);
    await spoor.page.getByText(/^Attested on .*: refuted: /).waitFor();
    await spoor.axe();
}, clipboard);

test("a re-check can be stopped, and an explorer that does not answer confirms nothing", async (spoor) => {
    const { text } = await checked(spoor);
    spoor.answer(HOST, () => new Promise(() => {}));
    await spoor.button("Re-check on chain").click();
    await spoor.button("Stop").click();
    await onChain(spoor).getByText(/^Not re-checked/).waitFor();
    assert.equal(await spoor.page.locator(".hop .found .pass").count(), 0);
    spoor.answer(HOST, () => ({ body: "<html>are you a human?</html>" }));
    await spoor.button("Re-check on chain").click();
    await onChain(spoor).getByText(/^Not re-checked whole: 0 of/).waitFor({ timeout: 60_000 });
    const took = await spoor.page.evaluate(async (text) => {
        const box = document.querySelector("#verify-box");
        const begun = performance.now();
        box.value = `${text} `;
        box.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise((done) => setTimeout(done, 0));
        return performance.now() - begun;
    }, text);
    console.log(`       offline: ${Math.round(took)} ms`);
    assert(took < 5_000, `${took} ms`);
}, clipboard);
