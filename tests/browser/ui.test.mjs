// The pages under the hand: keyboard, tabs, filters, theme, and that nothing typed is lost.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { tab, traced } from "./screens.mjs";

const narrow = { context: { viewport: { width: 320, height: 640 } } };
const focused = (spoor) => spoor.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.tagName);

test("a link opens a page and nothing else", async (spoor) => {
    for (const hash of ["#/trace?host=evil.example", "#/settings/evil.example", "#/trace/0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2"]) {
        await spoor.open(hash);
        assert.equal(await spoor.page.locator("h1").innerText(), "No such page", hash);
    }
    await spoor.open("#/case/nobody");
    assert.match(await spoor.page.getByRole("alert").first().innerText(), /no case "nobody".*bybit-2025-02-21/);
});

test("the way past the navigation leads to the content and leaves the page where it is", async (spoor) => {
    await spoor.open("#/about");
    await spoor.page.keyboard.press("Tab");
    assert.equal(await spoor.page.evaluate(() => document.activeElement.textContent), "To the content");
    await spoor.page.keyboard.press("Enter");
    assert.equal(await spoor.page.evaluate(() => document.activeElement.id), "main");
    assert.equal(await spoor.page.locator("h1").innerText(), "About Spoor");
});

test("the graph is walked by arrow keys and a mark is chosen by Enter", async (spoor) => {
    await spoor.open();
    await traced(spoor);
    const marks = spoor.page.locator(".graph .spot");
    assert.equal(await spoor.page.locator(".graph .spot[tabindex='0']").count(), 1);
    await marks.first().focus();
    const victim = await focused(spoor);
    await spoor.page.keyboard.press("ArrowRight");
    const theft = await focused(spoor);
    assert.notEqual(theft, victim);
    await spoor.page.keyboard.press("ArrowRight");
    await spoor.page.keyboard.press("ArrowDown");
    const below = await focused(spoor);
    await spoor.page.keyboard.press("ArrowUp");
    assert.notEqual(await focused(spoor), below);
    await spoor.page.keyboard.press("ArrowLeft");
    assert.equal(await focused(spoor), theft);
    await spoor.page.keyboard.press("Enter");
    await spoor.page.getByRole("heading", { name: "Flows" }).waitFor();
    assert.equal(await focused(spoor), theft, "choosing keeps the place");
    assert.equal(await spoor.page.locator(".graph .spot.chosen").count(), 1);
});

test("forty tranches fold into one, open and fold again", async (spoor) => {
    await spoor.open();
    await traced(spoor);
    const fold = spoor.page.getByRole("button", { name: /^\+37 more Σ 370,000 ETH/ });
    // The view comes in parts: what is counted must be the whole of it.
    await fold.waitFor();
    const before = await spoor.page.locator(".graph .spot").count();
    await fold.click();
    assert.equal(await spoor.page.locator(".graph .spot").count(), before + 37);
    await spoor.button("Fold 37 again").click();
    assert.equal(await spoor.page.locator(".graph .spot").count(), before);
    assert(await fold.isVisible());
});

test("a part of the equation filters ends, graph and table, and says so", async (spoor) => {
    await spoor.open();
    await traced(spoor);
    const rows = () => spoor.page.locator(".tablebox tbody tr").count();
    const [all, ends] = [await rows(), await spoor.page.locator(".end").count()];
    await spoor.button(/^held/).click();
    await spoor.page.getByText(/^Showing only “held”: [0-9,.]+ ETH\./).waitFor();
    assert((await rows()) < all);
    assert((await spoor.page.locator(".end").count()) < ends);
    await spoor.button("Show everything").click();
    assert.equal(await rows(), all);
});

test("the equation is exact on hover and on press", async (spoor) => {
    await spoor.open();
    await traced(spoor);
    const stolen = spoor.page.locator(".stolen .amount").first();
    assert.equal(await stolen.getAttribute("title"), "401,346.768858404671846374 ETH");
    await stolen.press("Enter");
    assert.equal(await stolen.innerText(), "401,346.768858404671846374 ETH");
});

test("the same trace reads as a table, and refused rows give their reasons", async (spoor) => {
    await spoor.open();
    await traced(spoor);
    const more = spoor.button("Show all rows");
    if (await more.isVisible()) await more.click();
    const tranches = spoor.page.locator(".tablebox tbody tr", { hasText: /0x4766…86E2.*10,000 ETH.*10,000 ETH/ });
    assert.equal(await tranches.count(), 40);
    const refused = spoor.page.locator(".refused");
    assert.equal(await refused.getAttribute("open"), null, "closed until asked for");
    await refused.locator("summary").click();
    assert.equal(await refused.locator("ol > li").count(), 12);
    for (const row of await refused.locator("ol > li").all()) assert.notEqual(await row.locator(".reasons li").count(), 0);
    assert.match(await refused.innerText(), /U\+0422/);
});

test("a field that cannot be used is named, and what was typed stays", async (spoor) => {
    await spoor.open();
    await spoor.link("Follow the money").first().click();
    await spoor.page.getByText("More choices").click();
    await spoor.field("Hops").fill("many");
    await spoor.page.getByText("More choices").click();
    assert(!(await spoor.field("Hops").isVisible()));
    await spoor.button("Start").click();
    assert.match(await spoor.page.locator("#form-error").innerText(), /^Hops: "many" is not a whole number from 1 to 64\.$/);
    assert.equal(await spoor.page.evaluate(() => document.activeElement.id), "form-hops", "what was closed opens, and the keyboard is there");
    assert.equal(await spoor.field("Hops").getAttribute("aria-invalid"), "true");
    await spoor.link("About").first().click();
    await spoor.link("Trace").first().click();
    assert.equal(await spoor.field("Hops").inputValue(), "many");
});

test("what was looked up stays, and a wrong checksum is named by its place", async (spoor) => {
    await spoor.open();
    const typed = "0x47666fab8bd0Ac7003bce3f5C3585383F09486E2";
    await spoor.field(/^Paste one/).fill(typed);
    assert.match(await spoor.page.locator(".found").innerText(), /checksum of .* is wrong at character 8/);
    await spoor.link("About").first().click();
    await spoor.link("Cases").first().click();
    assert.equal(await spoor.field(/^Paste one/).inputValue(), typed);
});

test("markup in a paste stays text", async (spoor) => {
    await spoor.open();
    await spoor.field(/^Paste one/).fill("<img/src=x/onerror=alert(1)>\u202E");
    assert.match(await spoor.page.locator(".found").innerText(), /<img\/src=x\/onerror=alert\(1\)>/);
    assert.equal(await spoor.page.locator("main img").count(), 0);
});

test("the theme holds over a reload until it is wiped", async (spoor) => {
    const theme = () => spoor.page.evaluate(() => document.documentElement.dataset.theme);
    const ground = () => spoor.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await spoor.open("#/settings");
    const light = await ground();
    await spoor.field("Dark").check();
    assert.equal(await theme(), "dark");
    assert.notEqual(await ground(), light);
    await spoor.page.reload();
    await spoor.page.waitForSelector("h1");
    assert.equal(await theme(), "dark");
    await spoor.button("Wipe what is stored").click();
    assert.equal(await theme(), undefined);
    assert.equal(await spoor.page.evaluate(() => localStorage.length), 0);
});

test("settings list every request, and that none left", async (spoor) => {
    await spoor.open();
    await traced(spoor);
    const used = Number(/^(\d+) of/.exec(await spoor.page.locator(".meter span").innerText())[1]);
    await spoor.link("Settings").first().click();
    const rows = spoor.page.getByRole("region", { name: "Requests" }).locator("tbody tr");
    await rows.first().waitFor();
    assert.equal(await rows.count(), used);
    assert.match(await spoor.page.locator("main").innerText(), new RegExp(`${used} requests, of which 0 left this browser`));
});

test("a narrow screen shows every part, one at a time, and targets fit a thumb", async (spoor) => {
    await spoor.open();
    await traced(spoor);
    for (const [name, seen] of [["Ends", ".end"], ["Table", ".tablebox table"], ["Detail", ".detail h2"], ["Graph", ".graph"]]) {
        await tab(spoor, name);
        assert(await spoor.page.locator(seen).first().isVisible(), name);
        const small = await spoor.page.evaluate(() => {
            // A link inside a sentence is as tall as its line (WCAG 2.5.8), and a radio button's label is its target.
            const own = (element) => element.type !== "radio" && !(element.tagName === "A" && getComputedStyle(element).display === "inline");
            const all = [...document.querySelectorAll("a, button, input, select, textarea, summary")].filter(own);
            const boxes = all.map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()]);
            return boxes.filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5)).map(([text]) => text);
        });
        assert.deepEqual(small, [], name);
        await spoor.fitsWidth();
    }
    await tab(spoor, "Ends");
    await spoor.page.locator(".end .choose").first().click();
    assert(await spoor.page.getByRole("heading", { name: "Flows" }).isVisible(), "a choice leads to its detail");
}, narrow);

test("a pause asks nothing, and going on allows more", async (spoor) => {
    // An explorer that never answers keeps the trace running.
    let asked = 0;
    spoor.answer("eth.blockscout.com", () => new Promise(() => { asked += 1; }));
    await spoor.open();
    await spoor.link("Follow the money").first().click();
    await spoor.page.getByRole("radio", { name: /^eth\.blockscout\.com/ }).check();
    await spoor.button("Start").click();
    // The label sets come first.
    while (asked === 0) await spoor.page.waitForTimeout(20);
    await spoor.button("Pause").click();
    await spoor.page.getByText("Paused. Nothing is asked until you press Go on.").waitFor();
    const before = asked;
    await spoor.page.waitForTimeout(1500);
    assert.equal(asked, before);
    assert.notEqual(before, 0);
    const allowed = spoor.field("Requests in all");
    assert.equal(await allowed.inputValue(), "300", "a pause goes on as it was");
    await allowed.fill("0");
    await spoor.button("Go on").click();
    await spoor.page.getByText(/^Requests: "0" is not a whole number from \d+ to 100000\.$/).waitFor();
    await allowed.fill("500");
    await spoor.button("Go on").click();
    await spoor.button("Pause").waitFor();
    await spoor.page.getByText(/^\d+ of 500 requests used/).waitFor();
});
