// Swaps, bridges, refunds, leads, a mixer's round, patterns and refused rows: what a visitor sees and does, by mouse and by
// keyboard, on a made-up trace. Hostile texts stand in every field that others fill, and become text.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { HOSTILE, beforeLinked, linked, linkedView, show } from "./linked.mjs";
import { tab } from "./screens.mjs";

const narrow = { context: { viewport: { width: 320, height: 640 }, reducedMotion: "reduce" } };

async function open(spoor, view) {
    await beforeLinked(spoor);
    await spoor.open();
    await linked(spoor, view);
}

const row = (spoor, name) => spoor.page.locator(".graph .spot.row", { hasText: name });
const detail = (spoor) => spoor.page.locator(".detail").innerText();

test("a swap or a bridge is one line with its sign and amounts, and its pool is a part of it", async (spoor) => {
    await open(spoor);
    const { page } = spoor;
    const rows = await page.locator(".graph .spot.row").allInnerTexts();
    const said = await page.locator(".graph .spot.row").evaluateAll((rows) => rows.map((row) => row.textContent.replace(/\s+/g, " ").trim()));
    assert.equal(rows.length, 5);
    for (const text of ["DODO 90,375… stETH → 90,214… ETH", "THORChain 10,000 ETH → 312.4 BTC", "Across, refund 300 ETH → 299.9 ETH", "Mantle 8,000 mETH → 8,410… ETH"]) {
        assert(said.some((own) => own.includes(text)), `${text} in ${said.join(" | ")}`);
    }
    // Pools and bridges without other business are no marks of their own.
    const marks = await page.locator(".graph .spot:not(.row) .name").allTextContents();
    for (const pool of ["DODO", "THORChain", "Across", "Mantle"]) assert(!marks.includes(pool), `${pool} in ${marks}`);
    const joins = await page.locator(".graph .join").evaluateAll((all) => all.map((path) => [path.getAttribute("class"), path.getAttribute("stroke-dasharray")]));
    const of = (tier) => joins.filter(([name]) => name.includes(tier)).map(([, dashes]) => dashes);
    assert(of("derived").every((dashes) => Number(dashes.split(" ")[0]) > 5), "a derived link has long dashes");
    assert(of("inferred").every((dashes) => Number(dashes.split(" ")[0]) < 1), "an inferred one has dots");
    assert.deepEqual([of("stated"), await row(spoor, "Mantle").locator(".said").count()], [[null], 1], "a stated one is whole, with a mark");
    assert.equal(await page.locator(".graph .cut").count(), 2, "a line to another chain is broken");
    const chains = await page.locator(".graph .chain").allTextContents();
    assert(chains.includes("on Bitcoin") && chains.includes("on Base") && !chains.includes("on Ethereum"), chains);
});

test("a pressed link opens both of its sides, how they were matched and what it rests on", async (spoor) => {
    await open(spoor);
    await row(spoor, "THORChain").click();
    const { page } = spoor;
    await page.getByRole("heading", { name: "Over THORChain, from Ethereum to Bitcoin" }).waitFor();
    const said = await detail(spoor);
    for (const part of [
        /derived\s+Derived: the chain, or the service's own record, joins the two sides\./, /10,000 ETH → 312\.4 BTC/,
        /How the two sides were matched\s+By the memo of the payment, which THORChain's own record of it repeats\./,
        /Went in, on Ethereum\s+Moved\s+10,000 ETH\s+Of that stolen\s+10,000 ETH/, /Came out, on Bitcoin\s+Moved\s+312\.4 BTC/, /2025-02-22 \d\d:\d\d UTC, block 219000\d\d/,
    ]) assert.match(said, part);
    assert.equal(await row(spoor, "THORChain").getAttribute("aria-pressed"), "true");
    const evidence = page.locator(".detail .evidence");
    assert.equal(await evidence.getAttribute("open"), null);
    await evidence.locator("summary").press("Enter");
    assert.match(await evidence.innerText(), /midgard\.ninerealms\.com, 2026-11-22 10:00 UTC\s+GET https:\/\/example\/2\s+SHA-256 [0-9a-f]{64}/);
    await page.locator(".detail").getByRole("button", { name: "Show this movement" }).first().click();
    await page.getByRole("heading", { name: "A movement of ETH" }).waitFor();
    await page.locator(".detail").getByRole("button", { name: /bridge by THORChain: 10,000 ETH → 312\.4 BTC/ }).click();
    await page.getByRole("heading", { name: "Over THORChain, from Ethereum to Bitcoin" }).waitFor();
    await spoor.axe();
});

test("links and leads are walked to by arrow keys and chosen by Enter", async (spoor) => {
    await open(spoor);
    const { page } = spoor;
    const label = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    await page.locator(".graph .spot").first().focus();
    const seen = new Set();
    // Down each column, then on to the next one.
    for (let column = 0; column < 6; column += 1) {
        for (let last = null; last !== (await label()); await page.keyboard.press("ArrowDown")) {
            last = await label();
            seen.add(last);
        }
        await page.keyboard.press("ArrowRight");
    }
    const all = await page.locator(".graph .spot").evaluateAll((spots) => spots.map((spot) => spot.getAttribute("aria-label")));
    for (const name of all.filter((name) => /\. (Over|A swap|Across gave)/.test(name))) assert(seen.has(name), name);
    await row(spoor, "DODO").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "A swap by DODO derived" }).waitFor();
    assert.match(await label(), /^DODO 90,375… stETH → 90,214… ETH\. A swap by DODO, derived from the chain\.$/, "choosing keeps the place");
    await page.locator(".graph .spot.lead").first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^A lead out of Whirlpool/ }).waitFor();
});

test("a lead is a guess with its odds, apart from the facts, and can be hidden", async (spoor) => {
    await open(spoor);
    const { page } = spoor;
    const sums = () => page.locator(".equations").innerText();
    const before = await sums();
    const leads = page.locator(".graph .spot.lead");
    assert.deepEqual([await leads.count(), await leads.first().locator(".sum").textContent()], [2, "lead, 1 of 3"]);
    await spoor.page.getByRole("button", { name: /^\+2 leads/ }).click();
    assert.equal(await leads.count(), 4, "the others open");
    await leads.first().click();
    const said = await detail(spoor);
    for (const part of [/This is an inference: 3 of 41 payments fit; this is one of them\./, /It counts nowhere/, /The clue\s+The same amount\./, /Went in, on Bitcoin\s+312\.4 BTC/, /May have come out, on Bitcoin\s+99\.9 BTC/]) assert.match(said, part);
    assert.equal(await page.locator(".end", { hasText: "99.9 BTC" }).count(), 0);
    await page.getByLabel(/^Show leads \(4\)/).press("Space");
    assert.equal(await leads.count(), 0);
    assert.equal(await page.locator(".graph .join.lead").count(), 0);
    assert.equal(await page.getByRole("heading", { name: "Leads", exact: true }).count(), 0);
    assert.equal(await sums(), before, "leads change no sum");
});

test("a mixer is a boundary with its structure, and patterns are inferences", async (spoor) => {
    await open(spoor);
    const { page } = spoor;
    assert.equal(await page.locator(".graph .boundary").count(), 1);
    await page.locator(".graph .spot", { has: page.locator(".boundary") }).click();
    const said = await detail(spoor);
    for (const part of [/Here following by facts ends\./, /Paid in\s+5\s+Were paid\s+6/, /Equal amounts\s+Paid so often\s+1 BTC\s+5\s+0\.05 BTC\s+2/, /may be any of 5 payments/, /Leads: where it may have come out/, /lead, 1 of 3: 99\.9 BTC/]) {
        assert.match(said, part);
    }
    await page.getByLabel(/^Show leads/).uncheck();
    assert.doesNotMatch(await detail(spoor), /Leads: where/);
    const paid = page.locator(".graph .spot", { hasText: "10,000 ETH" }).and(page.locator(":not(.row)"));
    await paid.first().click();
    await page.getByRole("heading", { name: "What it looks like" }).waitFor();
    const looks = await page.locator(".patterns").innerText();
    assert.match(looks, /Pass-through inferred\s+This is an inference: 9,999 of 10,000 ETH went on within 4 minutes\./);
    await page.locator(".patterns .rowlink").first().click();
    await page.getByRole("heading", { name: "A movement of ETH" }).waitFor();
});

test("links and leads are tables, filtered like the others", async (spoor) => {
    await open(spoor);
    const { page } = spoor;
    const table = (name) => page.getByRole("region", { name, exact: true }).locator("tbody tr");
    const kinds = await table("Swaps and bridges").locator("td:first-child").allInnerTexts();
    assert.deepEqual(kinds, ["swap", "bridge", "refund", "bridge", "swap in two steps"]);
    assert.equal(await table("Leads").count(), 4);
    assert.match(await table("Swaps and bridges").nth(1).innerText(), /on Bitcoin\s+10,000 ETH\s+312\.4 BTC\s+THORChain\s+2025-02-22 \d\d:\d\d\s+derived/);
    await page.getByRole("button", { name: /^mixed 100 %/ }).click();
    await page.getByText(/Showing only “mixed”/).waitFor();
    // The way to the mixer is over the bridge: what was before it stays.
    assert.deepEqual(await table("Swaps and bridges").locator("td:first-child").allInnerTexts(), ["bridge"]);
    assert.equal(await table("Leads").count(), 4);
    await table("Leads").first().locator(".rowlink").press("Enter");
    await page.getByRole("heading", { name: /^A lead out of/ }).waitFor();
});

test("the equation names what links brought, and what was followed on", async (spoor) => {
    await open(spoor);
    const { page } = spoor;
    assert.match(await page.locator(".equation", { hasText: "BTC" }).first().innerText(), /^312\.4 BTC on Bitcoin brought in by links =/);
    const part = (name) => page.locator(".equation").first().getByRole("button", { name }).getAttribute("title");
    assert.match(await part(/^bridged/), /10,200 ETH; of that 10,200 ETH was followed on over links$/);
    const services = page.locator(".equation", { hasText: "mETH" }).getByRole("button", { name: /^at services/ });
    assert.match(await services.getAttribute("title"), /8,000 mETH; of that 8,000 mETH was followed on over links$/);
});

test("refused rows are a closed list, counted, by reason, and what they call themselves is seen for what it is", async (spoor) => {
    await open(spoor);
    const refused = spoor.page.locator(".refused");
    assert.equal(await refused.getAttribute("open"), null);
    assert.match(await refused.locator("summary").innerText(), /^6 rows were refused/);
    await refused.locator("summary").press("Enter");
    assert.deepEqual(await refused.locator("h3").allInnerTexts(), ["Look-alike addresses (3)", "Forged tokens (3)"]);
    assert.equal(await refused.locator("ol > li").count(), 6);
    const said = await refused.innerText();
    for (const part of [/It calls itself EТH \(U\+0422\)/, /<img src=x onerror="alert/, /USDT \(U\+200B\)/, /<script>alert\(1\)<\/script>/, /Reported by eth\.blockscout\.com/]) assert.match(said, part);
    assert(!said.includes("\u202E") && !said.includes("x".repeat(100)));
});

test("hostile texts become no element anywhere, and nothing of them runs", async (spoor) => {
    await open(spoor);
    const { page } = spoor;
    await page.locator(".refused summary").click();
    for (const one of await page.locator(".graph .spot").all()) {
        await one.locator(".ground").click();
        assert.equal(await page.locator("main img, main script, main [onerror]").count(), 0);
    }
    assert((await page.locator("main").innerText()).includes(HOSTILE.slice(0, 12)), "they are shown, as text");
    assert.doesNotMatch(await page.locator("main").innerHTML(), /\u202E/);
});

test("numbers that lead nowhere are borne", async (spoor) => {
    const view = linkedView();
    Object.assign(view.links[0], { from: 9_999 });
    Object.assign(view.links[1], { to: 9_998, sources: [77] });
    Object.assign(view.leads[0], { from: 9_997, one_of: 0, of: 0 });
    Object.assign(view.patterns[0], { node: 9_996 });
    await open(spoor, view);
    assert.equal(await spoor.page.locator(".graph .spot.row").count(), 3);
});

test("a choice of a link outlives a change of numbers", async (spoor) => {
    await open(spoor);
    await row(spoor, "THORChain").click();
    await spoor.page.getByRole("heading", { name: "Over THORChain, from Ethereum to Bitcoin" }).waitFor();
    const view = linkedView();
    view.links.splice(0, 1);
    view.links.forEach((link, id) => { link.id = id; });
    await show(spoor, view);
    await row(spoor, "DODO").waitFor({ state: "detached" });
    assert.equal(await row(spoor, "THORChain").getAttribute("aria-pressed"), "true");
    assert.match(await detail(spoor), /Over THORChain/);
});

test("on a narrow screen a link is chosen, both its sides are read, and targets fit a thumb", async (spoor) => {
    await open(spoor);
    await tab(spoor, "Table");
    await spoor.page.getByRole("region", { name: "Swaps and bridges" }).locator(".rowlink").first().click();
    assert(await spoor.page.getByRole("heading", { name: /^A swap by DODO/ }).isVisible());
    for (const name of ["Ends", "Graph", "Table", "Detail"]) {
        await tab(spoor, name);
        await spoor.fitsWidth();
        const small = await spoor.page.evaluate(() => {
            const own = (element) => !["radio", "checkbox"].includes(element.type) && !(element.tagName === "A" && getComputedStyle(element).display === "inline");
            const all = [...document.querySelectorAll("a, button, label.choice, summary")].filter(own);
            return all.map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()]).filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5)).map(([text]) => text);
        });
        assert.deepEqual(small, [], name);
    }
}, narrow);
