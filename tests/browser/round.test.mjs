// The whole round on static hosting: a victim's feed on one host, the page on another, a hunter and a copycat in browsers of
// their own. The portal is the one of portal.mjs, so two programs written apart have to agree on every byte.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { again, asFile, follow, row, toRecord } from "./followed.mjs";
import { Spoor, test } from "./harness.mjs";
import { Host, Portal, copycat, received, verified } from "./portal.mjs";
import { check, signAndCopy, toTip } from "./tip.mjs";

const context = { permissions: ["clipboard-write"], acceptDownloads: true };
const KEY = `0x${"5a".repeat(32)}`;
const COPYCAT = `0x${"c0".repeat(32)}`;
const NAME = "The victim's board";
const now = () => Math.floor(Date.now() / 1000);
const facts = createHash("sha256").update("the same for whoever tells the same").digest("hex");

/** The victim's host with a feed that takes tips on the case of the library. */
async function victim(pack) {
    const host = await new Host().start();
    const portal = new Portal(KEY, now() - 3_600);
    await portal.opened(NAME);
    const terms = { freezer: "50000", reporters: "50000", split: "first", asOf: "2025-04-21", source: "The victim's own page" };
    await portal.say({ case: { case: "bybit-2025-02-21", name: "Bybit", pack, terms } });
    return { host, portal };
}

/** Puts a folder where it is served. */
function serve(host, files) {
    for (const [name, text] of files) host.files.set(`board/${name}`, text);
}

const problem = (spoor, name) => spoor.page.locator(".problems").getByRole("heading", { name }).waitFor();

test("a hunter's tip becomes a bounty on the victim's board, and whoever signs it again gets nothing", async (spoor) => {
    // The hunter traces, writes, signs and commits.
    const hand = await toTip(spoor);
    await signAndCopy(spoor, hand);
    const download = spoor.page.waitForEvent("download");
    await spoor.button("Save as a file").click();
    const json = readFileSync(await (await download).path(), "utf8");
    const tip = JSON.parse(json);
    // The copycat has a clock that says the same second, and another commitment.
    const copy = await copycat(json, COPYCAT, Number(tip.statement.issuedAt));
    assert.match(await check(spoor, copy), /^Valid: signed by 0x/, "by itself the copy is as valid as the tip");

    const { host, portal } = await victim(tip.payload.case.pack);
    const thief = await Spoor.start(spoor.context.browser(), { context });
    try {
        serve(host, await portal.publish());
        await follow(spoor, host, NAME);
        assert.equal(await row(spoor, tip.signer.slice(0, 6)).count(), 0);

        // The analyst receives both, takes the first, sends the copy back, and has the money frozen.
        const at = now() - 3_000;
        portal.now = at;
        await portal.say(received(json, at));
        portal.now = at + 600;
        await portal.say(received(copy, at + 600));
        portal.now = at + 900;
        await portal.say(verified(json, facts));
        const name = tip.statement.tipSha256.slice(2);
        await portal.say({ refused: { tip: name, reason: "copy", why: "Signed later by another key" } });
        const { at: place, asset, tainted: amount } = tip.payload.claim;
        await portal.say({ frozen: { freeze: "the-freeze", case: "bybit-2025-02-21", at: place, asset, amount, by: "An exchange", time: portal.entries.at(-1).at, tips: [name] } });
        serve(host, await portal.publish());
        const before = host.asked.length;
        await again(spoor);
        // One poll brings what is new.
        await row(spoor, tip.signer.slice(0, 6)).waitFor();
        assert(host.asked.length - before <= 4, `one poll asks for the index and what is new: ${host.asked.slice(before)}`);
        await spoor.page.getByText("1 of 1").first().waitFor();

        // Money comes back: the hunter's record has the claim.
        await portal.say({ returned: { freeze: "the-freeze", asset, amount, time: portal.entries.at(-1).at } });
        serve(host, await portal.publish());
        await again(spoor);
        await toRecord(spoor);
        await spoor.page.locator(".fate").getByText(`In ${NAME}: bounty due`).waitFor();
        await spoor.page.getByText("The same content was handed in under another key:").waitFor();
        const claim = await spoor.page.locator(".claim-text textarea").inputValue();
        for (const part of [name, tip.statement.commitment.slice(2), `${new URL(host.url).host}/board`, "entry 2, received", "entry 7, returned", portal.wallet.address]) {
            assert(claim.includes(part), `${part} is missing in:\n${claim}`);
        }

        // The copycat looks at the same board.
        await follow(thief, host, NAME);
        await toRecord(thief, asFile("copy.tip.json", copy));
        await thief.page.locator(".fate").getByText(`In ${NAME}: not taken`).waitFor();
        await thief.page.getByText("By this feed nothing is open for you").waitFor();
        assert.equal(await thief.page.locator(".claim-text").count(), 0);
    } finally {
        await thief.close();
        await host.close();
    }
}, { context });

test("a feed that was meddled with is refused and shown, and the board stays what it was", async (spoor) => {
    const { host, portal } = await victim(`sha256:${"ab".repeat(32)}`);
    const stated = (value) => portal.say({ stated: { case: "bybit-2025-02-21", asOf: "2025-04-21", source: "The victim", figures: [{ what: "reports", value }] } });
    try {
        await stated("1");
        await stated("2");
        const older = new Map(await portal.publish());
        const lines = [...portal.lines];
        await stated("3");
        serve(host, await portal.publish());
        await follow(spoor, host, NAME);
        const stays = () => spoor.page.getByText("This is an earlier board that held.").waitFor();

        // Two new entries on their way: one altered, then both turned round.
        await stated("4");
        await stated("5");
        const newest = new Map(await portal.publish());
        serve(host, portal.meddled((all) => all.with(-2, all.at(-2).replace('"value":"4"', '"value":"9"'))));
        await again(spoor);
        await problem(spoor, "A line does not hold");
        await stays();
        serve(host, portal.meddled((all) => all.with(-2, all.at(-1)).with(-1, all.at(-2))));
        await again(spoor);
        await problem(spoor, "A line does not hold");
        // The end cut off, under an index that says more.
        serve(host, portal.meddled((all) => all.slice(0, -1)));
        await again(spoor);
        await problem(spoor, "Files that do not fit together");
        // The folder as it was before.
        serve(host, older);
        await again(spoor);
        await problem(spoor, "Entries are missing that were there");
        await stays();
        // The true one is taken up again, without a word of what was.
        serve(host, newest);
        await again(spoor);
        await spoor.page.locator(".problems").waitFor({ state: "detached" });

        // The publisher signs another history from the fifth entry on.
        const forked = new Portal(KEY, now()).resume(older);
        assert.deepEqual(forked.lines, lines);
        for (const value of ["6", "7", "8", "9"]) {
            await forked.say({ stated: { case: "bybit-2025-02-21", asOf: "2025-04-21", source: "The victim", figures: [{ what: "reports", value }] } });
        }
        serve(host, await forked.publish());
        await again(spoor);
        await problem(spoor, "Two versions of one entry");
        await spoor.page.getByText("The publisher signed two histories.").waitFor();
        await stays();

        // Somebody else's key under the same address.
        const other = new Portal(`0x${"77".repeat(32)}`, now());
        await other.opened(NAME);
        serve(host, await other.publish());
        await again(spoor);
        await problem(spoor, "Another key");
        await stays();
    } finally {
        await host.close();
    }
}, { context });
