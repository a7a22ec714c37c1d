// Who is asked, and when: nobody with the network off, an explorer only after the press.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { nothingElsewhere } from "./made-up.mjs";
import { check, signAndCopy } from "./tip.mjs";

test("with the network off, a loaded page still goes from the case to a signed tip that verifies", async (spoor) => {
    const programs = [/worker\.[^/]*\.wasm$/, /vault\.[^/]*\.wasm$/].map((name) => spoor.page.context().waitForEvent("response", (response) => name.test(response.url())));
    await spoor.open();
    for (const program of programs) await (await program).finished();
    // The glue and the program are there; what is left is compiled, not fetched.
    await spoor.page.waitForTimeout(1_500);
    // The browser asks for the icon anew at each change of the address; without a network that is an error to its console.
    spoor.expectError(/ERR_INTERNET_DISCONNECTED .*icon/);
    // The label sets are asked for when a trace starts; without them it goes on, and says so.
    await spoor.context.setOffline(true);
    await spoor.link("Follow the money").first().click();
    await spoor.button("Start").click();
    await spoor.traceWhole();
    await spoor.page.getByText("The label sets could not be loaded").first().waitFor();
    await spoor.link(/^Write a tip about/).first().click();
    const { text } = await signAndCopy(spoor, { click: (target) => target.first().click() });
    assert.match(text, /BEGIN STOLEN FUNDS TIP v2\./);
    assert.match(await check(spoor, text), /^Valid: signed by 0x/);
}, { context: { permissions: ["clipboard-read", "clipboard-write"], acceptDownloads: true } });

test("an explorer is asked only after the press, again after a refusal, and the journal names every request", async (spoor) => {
    let refused = false;
    spoor.answer("eth.blockscout.com", (url) => {
        if (!refused) {
            refused = true;
            const headers = { "x-ratelimit-reset": "200", "access-control-expose-headers": "x-ratelimit-reset" };
            return { status: 429, body: '{"message":"Too many requests"}', headers };
        }
        const empty = url.pathname.endsWith("internal-transactions");
        return empty ? { body: '{"items":[],"next_page_params":null}' } : { status: 404, body: '{"message":"Not found"}' };
    });
    nothingElsewhere(spoor);
    await spoor.open();
    await spoor.link("Follow the money").first().click();
    await spoor.page.getByLabel(/^eth\.blockscout\.com/).check();
    assert.deepEqual(spoor.asked, [], "nothing is asked before the press");
    await spoor.button("Start").click();
    await spoor.traceWhole();
    const hosts = [...new Set(spoor.asked.map(({ url }) => new URL(url).host))];
    assert.deepEqual(hosts, ["eth.blockscout.com", "api.routescan.io"], "the form names who is asked in its stead");
    await spoor.link("Settings").first().click();
    const rows = spoor.page.getByRole("region", { name: "Requests" }).getByRole("row");
    // The list is drawn after the heading; its last report may still be on its way.
    await rows.nth(spoor.asked.length).waitFor();
    const journal = await spoor.page.locator("main").innerText();
    for (const { url } of spoor.asked) {
        const about = /0x[0-9a-fA-F]{40,64}/.exec(url)[0];
        assert(journal.toLowerCase().includes(about.toLowerCase()), `the journal does not name ${url}`);
    }
    assert.equal((await rows.count()) - 1, spoor.asked.length, "a row a request");
});
