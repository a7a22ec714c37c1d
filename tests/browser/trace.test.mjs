// The trace under the hand: every choice of the form, what the visitor knows, ranges, a trace that is kept, other starts.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { toForm, traced, withRange } from "./screens.mjs";
import { ADDRESS, HASH, commands, kept, overhear } from "./worker.mjs";

/** The settings of the last start. The command waits for the worker to listen, which takes its time. */
async function started(spoor) {
    for (let tries = 0; tries < 100; tries += 1) {
        const start = (await commands(spoor, "start")).at(-1);
        if (start) return start.settings;
        await spoor.page.waitForTimeout(50);
    }
    return undefined;
}

test("the form as it opens follows the theft of the case, and asks nobody", async (spoor) => {
    await overhear(spoor);
    await spoor.open();
    await toForm(spoor);
    await spoor.button("Start").click();
    assert.deepEqual(await started(spoor), {
        budget: 300, most_hops: 8, dust_millionths: 10, policy: "fifo", explorer: "recorded", direction: "forward", start: "case",
        from_at: null, until_at: null,
    });
});

test("each choice of the form reaches the trace, by keyboard and label alone", async (spoor) => {
    spoor.answer("eth.blockscout.com", () => new Promise(() => {}));
    await overhear(spoor);
    await spoor.open();
    await toForm(spoor);
    const { page } = spoor;
    await page.getByRole("radio", { name: /^eth\.blockscout\.com/ }).press("Space");
    await page.getByRole("radio", { name: "Address or transaction" }).press("Space");
    await page.getByRole("textbox", { name: "Address or transaction" }).fill(`${HASH} ${ADDRESS}`);
    await page.getByRole("radio", { name: "To where it came from" }).press("Space");
    await page.getByRole("textbox", { name: "Requests" }).fill("1,250");
    await page.locator(".morechoices summary").press("Enter");
    await page.getByRole("textbox", { name: "Hops" }).fill("3");
    await page.getByRole("textbox", { name: "Leave out below" }).fill("0.5");
    await page.getByRole("textbox", { name: "From" }).fill("2025-02-20");
    await page.getByRole("textbox", { name: "Until" }).fill("2025-03-01");
    await page.getByRole("radio", { name: /^Last in, first out/ }).press("Space");
    await page.getByRole("textbox", { name: "Until" }).press("Enter");
    const settings = {
        budget: 1250, most_hops: 3, dust_millionths: 5000, policy: "lifo", explorer: "blockscout-eth", others: ["routescan"], direction: "backward",
        start: { transfer: { tx: HASH, to: ADDRESS } }, from_at: "2025-02-20T00:00:00Z", until_at: "2025-03-01T23:59:59Z",
    };
    await page.getByText("Following the money.").waitFor();
    assert.deepEqual(await started(spoor), settings);
    // The rest of the rules, and an address as the start.
    await page.getByText("Start again, differently").click();
    await page.getByRole("textbox", { name: "Address or transaction" }).fill(ADDRESS.toLowerCase());
    for (const [name, policy] of [["First in", "fifo"], ["In proportion", "haircut"], ["Other money first", "libr"], ["Followed money first", "first"], ["Everything", "poison"]]) {
        const again = page.locator(".again");
        if (!(await again.getAttribute("open").then((open) => open !== null))) await again.locator("summary").first().click();
        if (!(await spoor.field("Hops").isVisible())) await page.locator(".morechoices summary").click();
        await page.getByRole("radio", { name: new RegExp(`^${name}`) }).check();
        await spoor.button("Start").click();
        await page.getByText("Following the money.").waitFor();
        assert.deepEqual(await started(spoor), { ...settings, policy, start: { address: ADDRESS } });
    }
});

test("a start that is no address and no hash is refused in words, and nothing is sent", async (spoor) => {
    await overhear(spoor);
    await spoor.open();
    await toForm(spoor);
    await spoor.page.getByRole("radio", { name: "Address or transaction" }).check();
    const box = spoor.page.getByRole("textbox", { name: "Address or transaction" });
    for (const [typed, said] of [
        ["", /write one address, or one transaction hash/],
        [ADDRESS.replace("Fab", "fab"), /checksum .* is wrong at character 8/],
        ["<img src=x onerror=alert(1)>", /write one address/],
    ]) {
        await box.fill(typed);
        await box.press("Enter");
        assert.match(await spoor.page.locator("#form-error").innerText(), said);
        assert.equal(await spoor.page.evaluate(() => document.activeElement.id), "form-start");
    }
    assert.deepEqual(await commands(spoor, "start"), []);
});

test("what the visitor knows changes the trace, is marked as their word, and can be taken back", async (spoor) => {
    await overhear(spoor);
    await spoor.open();
    await traced(spoor);
    const { page } = spoor;
    const part = (name) => spoor.button(new RegExp(`^${name} .* ETH$`));
    assert.equal(await part("at exchanges").count(), 0);
    const end = page.locator(".end", { hasText: "Could not be read" }).filter({ hasText: "10,000 ETH" }).first();
    const address = await end.locator("abbr").getAttribute("title");
    await end.locator(".choose").click();
    const exchange = spoor.button("This is an exchange");
    await exchange.press("Enter");
    await page.locator(".detail").getByText("10,000 ETH reached an exchange").waitFor();
    assert.match(await part("at exchanges").getAttribute("title"), /10,000 ETH$/);
    assert.match(await page.locator(".detail h2").innerText(), /by your word/);
    assert.match(await page.locator(".detail").innerText(), /by your own word/);
    assert.equal(await exchange.getAttribute("aria-pressed"), "true");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "This is an exchange", "the keyboard stays where it was");
    assert.equal(await page.locator(".end", { hasText: "by your word" }).count(), 1);
    await exchange.press("Enter");
    await part("at exchanges").waitFor({ state: "detached" });
    await spoor.button("Stop here").click();
    await page.locator(".end", { hasText: "You stopped here" }).waitFor();
    assert.match(await page.locator(".findings").innerText(), /You said to stop here/);
    await spoor.button("Follow this").click();
    await page.locator(".end", { hasText: "You stopped here" }).waitFor({ state: "detached" });
    const account = `eip155:1:${address}`;
    assert.deepEqual(await commands(spoor, "find"), ["exchange", "follow", "stop", "follow"].map((finding) => ({ account, finding })));
});

test("every end says why following stopped, without a press", async (spoor) => {
    await spoor.open();
    await traced(spoor);
    const ends = await spoor.page.locator(".end").all();
    assert(ends.length > 10);
    for (const end of ends) {
        assert((await end.locator(".kind").innerText()).length > 3);
        assert((await end.locator(".why").innerText()).length > 20);
    }
});

test("an amount that hangs on the rule for mixed money shows its range and why", async (spoor) => {
    await spoor.open();
    await traced(spoor);
    await withRange(spoor);
    const range = spoor.page.locator(".endpart .range");
    assert.match(await range.innerText(), /^15,187\.7739\d+… to 15,187\.7739\d+… stETH, by how mixed money is counted/);
    assert.equal(await range.locator("dl").first().isVisible(), false, "closed until asked for");
    await spoor.page.getByText("Why it differs").click();
    const said = await range.innerText();
    assert.match(said, /first mixed after 2 steps, at 0x\s*A4B2\s*Fd68[\s\S]*There 90,375\.547907… stETH of the stolen money met 0\.000009… stETH of other money\./);
    assert.match(said, /First in, first out \(FIFO\), shown above\s*What came in first leaves first\.\s*15,187\.773958… stETH/);
    for (const rule of ["Last in, first out", "Other money first", "Stolen money first", "Everything it touched"]) assert(said.includes(rule), rule);
    assert.match(said, /In proportion \(haircut\)\s*Each payment carries the stolen share[^]*15,187\.773953… stETH/);
    assert.equal(await spoor.page.locator(".end .spread").count(), await spoor.page.locator(".end", { hasText: "by how mixed money is counted" }).count());
});

test("poison is offered as an upper bound and shown as one", async (spoor) => {
    await spoor.open();
    await toForm(spoor);
    await spoor.page.locator(".morechoices summary").click();
    const rules = await spoor.page.getByRole("group", { name: "Where money mixes" }).innerText();
    assert.match(rules, /Stolen money first[\s\S]*As an upper bound only:[\s\S]*poison/);
    await spoor.page.getByRole("radio", { name: /poison/ }).check();
    await spoor.button("Start").click();
    await spoor.page.getByText("Counted by poison: an upper bound.").waitFor();
    await spoor.traceWhole();
    await spoor.page.getByText(/ETH other money that counts under poison/).first().waitFor();
    assert.equal(await spoor.page.getByText("The sides do not match").count(), 0);
});

for (const [way, sum, equation] of [
    ["To where it went", "followed", "Where the followed money is"],
    ["To where it came from", "followed", "Where the followed money came from"],
]) {
    test(`an address followed ${way.toLowerCase()} is not called stolen, and no tip is offered`, async (spoor) => {
        await spoor.open();
        await toForm(spoor);
        await spoor.page.getByRole("radio", { name: "Address or transaction" }).check();
        await spoor.page.getByRole("textbox", { name: "Address or transaction" }).fill(ADDRESS);
        await spoor.page.getByRole("radio", { name: way }).check();
        await spoor.button("Start").click();
        const foot = spoor.page.getByRole("region", { name: equation });
        await foot.waitFor();
        for (const left of await foot.locator(".left").all()) assert.match(await left.innerText(), new RegExp(`^${sum} `));
        const words = await spoor.page.locator(".equations, .graph .head, .graph .spot, .tablebox table, .end .kind, .status .rule").allInnerTexts();
        assert.doesNotMatch(words.join(" "), /stolen|theft|victim/i);
        assert.equal(await spoor.page.getByText("Write a tip").count(), 1, "only the page's own link");
        await spoor.link("Write a tip").click();
        await spoor.page.getByText(/the trace that is open follows something else/).waitFor();
    });
}

test("money is followed back to who paid the payer", async (spoor) => {
    const [start, payer, first] = ["a", "b", "c"].map((digit) => `0x${digit.repeat(40)}`);
    const paid = (from, to, block, value) => ({
        hash: `0x${String(block).padStart(64, "0")}`, value, status: "ok", timestamp: "2025-02-22T00:00:00.000000Z", block_number: block,
        position: 0, from: { hash: from }, to: { hash: to }, fee: { type: "actual", value: "0" },
    });
    const all = [paid(payer, start, 300, "5000000000000000000"), paid(first, payer, 200, "8000000000000000000")];
    spoor.answer("eth.blockscout.com", (url) => {
        const [, , , , address, list] = url.pathname.split("/");
        const items = list === "transactions" ? all.filter(({ from, to }) => [from.hash, to.hash].includes(address.toLowerCase())) : [];
        return { body: JSON.stringify({ items, next_page_params: null }) };
    });
    await spoor.open();
    await toForm(spoor);
    const { page } = spoor;
    await page.getByRole("radio", { name: /^eth\.blockscout\.com/ }).check();
    await page.getByRole("radio", { name: "Address or transaction" }).check();
    await page.getByRole("textbox", { name: "Address or transaction" }).fill(start);
    await page.getByRole("radio", { name: "To where it came from" }).check();
    await spoor.button("Start").click();
    await page.getByText("Nothing is left to ask").first().waitFor({ timeout: 60_000 });
    assert.deepEqual(await page.locator(".graph .head .title").allTextContents(), ["Start", "Hop 1", "Hop 2"]);
    const foot = page.getByRole("region", { name: "Where the followed money came from" });
    assert.match(await foot.innerText(), /followed 5 ETH\s*=[^]*source not seen\s*100 %/);
    assert.match(await page.locator(".end").first().innerText(), /5 ETH[^]*Source not seen[^]*0xCcCC…CcCC|0xcCcC…cccC/i);
    await page.locator(".end .choose").first().click();
    const detail = await page.locator(".detail").innerText();
    assert.match(detail, /2 hops from the start/);
    assert.match(detail, /5 ETH left here/);
    assert.doesNotMatch(await page.locator("main").innerText(), /stolen|victim|Write a tip/i);
});

test("a trace that is kept is offered, comes back as it was, and fills the form", async (spoor) => {
    // The worker keeps nothing in this test: what it would say to the second command is left out.
    await overhear(spoor, { lookforkept: kept, resume: "ready" });
    await spoor.open("#/trace");
    await spoor.page.getByText("A trace of Bybit from 2025-03-01 12:04 UTC is kept in this browser: 148 requests.").waitFor();
    await spoor.button("Bring it back").click();
    await spoor.page.getByText("Starting the trace…").waitFor();
    assert.deepEqual(await commands(spoor, "resume"), ["resume"]);
    assert.equal(await spoor.page.locator("h1").innerText(), "Bybit, 2025-02-21");
    assert.equal(await spoor.page.locator(".kept").count(), 0);
    await spoor.page.locator(".morechoices summary").click();
    for (const [name, value] of [["Requests", "700"], ["Hops", "5"], ["Leave out below", "0.1"], ["Until", "2025-02-28"]]) {
        assert.equal(await spoor.page.getByRole("textbox", { name }).inputValue(), value);
    }
    assert(await spoor.page.getByRole("radio", { name: /haircut/ }).isChecked());
});

test("a trace outlives a reload, goes on with more requests, and is wiped with the settings", async (spoor) => {
    await spoor.open();
    await toForm(spoor);
    const requests = () => spoor.page.getByRole("textbox", { name: "Requests" });
    await requests().fill("40");
    await spoor.button("Start").click();
    await spoor.page.getByText("The requests you allowed are used up. Allow more to go on.").waitFor();
    const equation = async () => {
        await spoor.page.locator(".equation").first().waitFor();
        return spoor.page.locator(".equations .left, .equations .part").allInnerTexts();
    };
    const before = await equation();
    await spoor.page.waitForTimeout(300);
    await spoor.page.reload();
    await spoor.link("Trace").click();
    await spoor.page.getByText(/^A trace of Bybit from \d\d:\d\d UTC is kept in this browser: 40 requests\.$/).waitFor();
    await spoor.button("Bring it back").click();
    await spoor.page.getByText(/^40 of 40 requests used, 0 left/).waitFor();
    assert.deepEqual(await equation(), before, "as it was");
    assert.deepEqual(spoor.asked, []);
    assert.equal(await spoor.field("Requests in all").inputValue(), "340");
    await spoor.button("Go on").click();
    await spoor.traceWhole();
    await spoor.link("Settings").click();
    await spoor.page.getByText(/^The last trace with its requests and their answers, from /).waitFor();
    const saved = spoor.page.waitForEvent("download");
    await spoor.button("Save as a file").click();
    assert.equal((await saved).suggestedFilename(), "spoor-requests.jsonl");
    await spoor.button("Wipe what is stored").click();
    await spoor.page.getByText(/^No trace\./).waitFor();
    await spoor.page.reload();
    await spoor.link("Trace").click();
    await spoor.page.getByText("Choose the case whose money").waitFor();
    await spoor.page.waitForTimeout(500);
    assert.equal(await spoor.page.locator(".kept").count(), 0);
}, { context: { acceptDownloads: true } });

test("a trace that is kept can be forgotten", async (spoor) => {
    await overhear(spoor, { lookforkept: kept });
    await spoor.open("#/trace");
    await spoor.button("Forget it").click();
    await spoor.page.locator(".kept").waitFor({ state: "detached" });
    assert.deepEqual(await commands(spoor, "forget"), ["forget"]);
});
