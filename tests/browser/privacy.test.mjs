// What leaves, who sees it, and what keeps it in: the ledger against a proxy that writes everything down, the switches, the
// keys, the page for one's own servers, and the wipe.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "./harness.mjs";
import { MadeUp, RECORDED, nothingElsewhere, settings } from "./made-up.mjs";
import { bench } from "./bench.mjs";
import { toForm } from "./screens.mjs";

const GATE = { network: true, off: [], use_kept: true, keys: {} };
const KEY = "SECRETKEY0123456789";

/** Follows the case at a made-up explorer from the page, until the budget is spent. */
async function followed(spoor, explorer, budget) {
    await toForm(spoor);
    await spoor.page.getByLabel(new RegExp(`^${explorer.host.replaceAll(".", "\\.")}`)).check();
    await spoor.field(/^Requests/).first().fill(String(budget));
    await spoor.button("Start").click();
    await spoor.page.getByText("The requests you allowed are used up").or(spoor.page.getByText("Nothing is left to ask")).first().waitFor({ timeout: 60_000 });
}

/** Presses a button that saves a file; gives the file's text. */
async function saved(spoor, name) {
    const coming = spoor.page.waitForEvent("download");
    await spoor.button(name).click();
    return readFileSync(await (await coming).path(), "utf8");
}

test("the ledger equals what a logging proxy saw, over visits, and saves as JSON and CSV", async (spoor) => {
    const explorer = new MadeUp();
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    nothingElsewhere(spoor);
    await spoor.open("#/privacy");
    await spoor.page.getByText("Nothing has left this browser").waitFor();
    await spoor.page.goto(`${spoor.url}#/`);
    await followed(spoor, explorer, 9);
    // Runs are told apart by the second in which they began.
    await spoor.page.waitForFunction((then) => Date.now() - then > 1_500, await spoor.page.evaluate(() => Date.now()));
    await spoor.page.reload();
    await spoor.page.goto(`${spoor.url}#/`);
    await followed(spoor, explorer, 16);
    await spoor.link("Privacy").first().click();
    await spoor.page.getByRole("region", { name: "Requests" }).waitFor();
    const rows = JSON.parse(await saved(spoor, "Save as JSON"));
    const told = rows.map(({ request }) => request).sort();
    const seen = spoor.asked.map(({ method, url }) => `${method} ${url}`).sort();
    assert(seen.length > 9);
    assert.deepEqual(told, seen);
    for (const row of rows) {
        assert.equal(row.host, new URL(row.request.split(" ")[1]).host);
        assert(row.request.toLowerCase().includes(row.about.toLowerCase()), `${row.request} is about ${row.about}`);
        assert.equal(row.case, RECORDED);
    }
    assert.equal(new Set(rows.map(({ run }) => run)).size, 2, "two runs");
    const lines = (await saved(spoor, "Save as CSV")).trim().split("\r\n");
    assert.equal(lines.length, rows.length + 1);
    assert.match(lines[0], /"host","about","request"/);
    assert.equal(await spoor.page.getByRole("region", { name: "Requests" }).getByRole("row").count(), rows.length + 1);
    const first = spoor.page.getByRole("region", { name: "Hosts" }).getByRole("row").filter({ hasText: explorer.host });
    const count = rows.filter(({ host }) => host === explorer.host).length;
    assert.match(await first.innerText(), new RegExp(`${explorer.host}\\s+${count}`));
    await spoor.button("Forget the ledger").click();
    await spoor.page.getByText("Nothing has left this browser").waitFor();
}, { context: { acceptDownloads: true } });

test("with the network switched off nothing leaves, whoever commands it, and a trace waits", async (spoor) => {
    const explorer = new MadeUp();
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    await spoor.open();
    const worker = await bench(spoor, "worker");
    await worker.send({ gate: { ...GATE, network: false } });
    await worker.send({ start: { case_id: RECORDED, settings: settings(explorer.host, 9) } });
    assert.match((await worker.said("failed")).why, /switched the network off/);
    await worker.until("stopped");
    await spoor.page.waitForTimeout(500);
    assert.deepEqual(spoor.asked, []);
    assert.deepEqual(await worker.entries(), [], "nothing has failed: it waits");
    await worker.send({ gate: GATE });
    await worker.send({ goon: { budget: 9 } });
    await worker.until("spent");
    assert(spoor.asked.length > 0);
    const before = spoor.asked.length;
    await worker.send({ gate: { ...GATE, network: false } });
    await worker.send({ goon: { budget: 20 } });
    await spoor.page.waitForTimeout(500);
    assert.equal(spoor.asked.length, before);
    assert.equal((await worker.of("failed")).length, 2);
});

test("a host that is switched off is not asked; the next is, or it is said", async (spoor) => {
    const explorer = new MadeUp();
    const mine = "mine.example:8443";
    spoor.answer(mine, (url) => explorer.answer(url));
    await spoor.page.goto(`${spoor.url}own-node.html`);
    const worker = await bench(spoor, "worker");
    await worker.send({ gate: { ...GATE, off: [explorer.host] } });
    await worker.send({ start: { case_id: RECORDED, settings: { ...settings(explorer.host, 12), others: [`own:blockscout:https://${mine}`] } } });
    await worker.until("spent");
    assert(spoor.asked.length > 3);
    assert(spoor.asked.every(({ url }) => new URL(url).host === mine));
    const withheld = (await worker.entries()).filter(({ host }) => host === explorer.host);
    assert(withheld.length > 0 && withheld.every(({ left_the_browser, outcome }) => !left_the_browser && /you have switched it off/.test(outcome)));
});

test("a key goes to its own host alone, and stands nowhere else", async (spoor) => {
    const explorer = new MadeUp();
    const mine = "mine.example:8443";
    // The own server repeats what it was asked where it knows nothing: the key must not come back with that.
    spoor.answer(mine, (url) => {
        const given = explorer.answer(new URL(url.href.replace(`/${KEY}`, "")));
        return given.status === 404 ? { status: 400, body: JSON.stringify({ message: `no such thing: ${url.href}` }) } : given;
    });
    spoor.answer("eth.blockscout.com", (url) => explorer.answer(url));
    nothingElsewhere(spoor);
    await spoor.page.goto(`${spoor.url}own-node.html#/settings`);
    await spoor.field("It speaks").selectOption("blockscout");
    await spoor.field("Address", { exact: true }).fill(`https://${mine}/{key}`);
    await spoor.button("Add").click();
    const field = spoor.page.locator(".keyfield", { hasText: mine });
    const set = async (key) => {
        await field.locator("input[type=password]").fill(key);
        await field.getByRole("button", { name: "Set" }).click();
    };
    await set("short");
    await field.getByText("A key has 16 to 200 characters").waitFor();
    await set(KEY);
    await field.getByText("Set until you close the page").waitFor();
    assert.equal(await field.locator("input[type=password]").inputValue(), "", "it is not shown again");
    assert.equal(await spoor.page.evaluate((key) => JSON.stringify({ ...localStorage, ...sessionStorage }).includes(key), KEY), false);
    await spoor.link("Spoor, first page").click();
    await toForm(spoor);
    await spoor.page.getByLabel(/^mine\.example:8443/).check();
    await spoor.field(/^Requests/).first().fill("12");
    await spoor.button("Start").click();
    await spoor.page.getByText("The requests you allowed are used up").first().waitFor({ timeout: 60_000 });
    const withKey = spoor.asked.filter(({ url }) => url.includes(KEY));
    assert(withKey.length > 3, "the key was sent");
    assert(withKey.every(({ url }) => new URL(url).host === mine), "to its own host alone");
    assert(spoor.asked.some(({ url }) => new URL(url).host === "eth.blockscout.com"), "another host was asked too");
    await spoor.link("Privacy").first().click();
    await spoor.page.getByRole("region", { name: "Requests" }).waitFor();
    const texts = [await saved(spoor, "Save as JSON"), await saved(spoor, "Save as CSV"), spoor.page.url()];
    assert(texts[0].includes(`${mine}/{key}/`), "its place is there");
    await spoor.link("Settings").first().click();
    texts.push(await saved(spoor, "Save as a file"), await spoor.page.content());
    assert(texts[3].includes("no such thing"), "the journal has the host's own words");
    texts.push(
        await spoor.page.evaluate(async () => {
            const wait = (request) => new Promise((done, failed) => { request.onsuccess = () => done(request.result); request.onerror = () => failed(request.error); });
            const database = await wait(indexedDB.open("spoor"));
            const all = [];
            for (const name of database.objectStoreNames) all.push(await wait(database.transaction(name).objectStore(name).getAll()));
            database.close();
            return JSON.stringify([all, { ...localStorage }]);
        }),
    );
    for (const text of texts) assert(!text.includes(KEY), text.slice(0, 200));

    await spoor.field("Remember in this browser who is asked").check();
    await field.getByLabel("Keep it in this browser").check();
    await set(KEY);
    await field.getByText("Set, and kept in this browser").waitFor();
    await spoor.page.reload();
    await field.getByText("Set, and kept in this browser").waitFor();
    await field.getByRole("button", { name: "Remove" }).click();
    await field.getByText("Not set").waitFor();
    assert.equal(await spoor.page.evaluate(() => localStorage.getItem("spoor.keys")), null);
}, { context: { acceptDownloads: true } });

test("choices hold for a visit, or in this browser when it is asked to remember them", async (spoor) => {
    await spoor.open("#/settings");
    const chain = () => spoor.page.locator(".settings select").first().selectOption({ label: "Bitcoin" });
    const row = () => spoor.page.locator(".askedlist").first().locator(":scope > li").first();
    await chain();
    const name = await row().locator("strong").innerText();
    await row().getByRole("checkbox").uncheck();
    await row().getByText("switched off").waitFor();
    await spoor.page.reload();
    await chain();
    await row().waitFor();
    assert.equal(await row().getByRole("checkbox").isChecked(), true, "not remembered");
    await row().getByRole("checkbox").uncheck();
    await spoor.button(`Ask ${name} later`).click();
    await spoor.field("Remember in this browser who is asked").check();
    await spoor.page.reload();
    await chain();
    await row().waitFor();
    assert.notEqual(await row().locator("strong").innerText(), name);
    assert.match(await spoor.page.locator(".askedlist").first().locator(":scope > li").nth(1).innerText(), new RegExp(`${name}[\\s\\S]*switched off`));
    await spoor.page.goto(`${spoor.url}#/privacy`);
    await spoor.page.getByRole("switch").check();
    await spoor.page.getByText("The network is off.").waitFor();
    // Another tab hears of it.
    const other = await spoor.context.newPage();
    await other.goto(`${spoor.url}#/privacy`);
    await other.getByText("The network is off.").waitFor();
    await other.getByRole("switch").uncheck();
    await spoor.page.getByText("The network is off.").waitFor({ state: "detached" });
    await other.close();
});

test("own servers are asked from their own page only, by choice", async (spoor) => {
    const explorer = new MadeUp();
    spoor.answer("mine.example:8443", (url) => explorer.answer(url));
    await spoor.open("#/settings");
    const add = async (page) => {
        await page.getByLabel("It speaks").selectOption("blockscout");
        await page.getByLabel("Address", { exact: true }).fill("http://mine.example");
        await page.getByRole("button", { name: "Add" }).click();
        await page.getByText("does not begin with https://", { exact: false }).waitFor();
        await page.getByLabel("Address", { exact: true }).fill("https://mine.example:8443");
        await page.getByRole("button", { name: "Add" }).click();
        await page.getByRole("button", { name: "Remove https://mine.example:8443" }).waitFor();
    };
    await add(spoor.page);
    await spoor.page.getByText("only from the page for own servers").waitFor();
    await spoor.field("Remember in this browser who is asked").check();
    await spoor.link("Open the page for own servers").click();
    await spoor.page.getByText("This page may ask any host you enter.").first().waitFor();
    assert.match(spoor.page.url(), /own-node\.html#\/settings$/);
    for (const host of ["eth.blockscout.com", "api.routescan.io"]) await spoor.page.getByRole("checkbox", { name: host }).uncheck();
    await spoor.page.goto(`${spoor.url}own-node.html#/`);
    await toForm(spoor);
    await spoor.page.getByLabel(/^mine\.example:8443/).check();
    await spoor.field(/^Requests/).first().fill("6");
    await spoor.button("Start").click();
    await spoor.page.getByText("The requests you allowed are used up").first().waitFor({ timeout: 60_000 });
    assert(spoor.asked.length > 0 && spoor.asked.every(({ url }) => new URL(url).host === "mine.example:8443"));
    await spoor.axe();
    await spoor.page.goto(`${spoor.url}index.html#/`);
    await toForm(spoor);
    assert.equal(await spoor.page.getByLabel(/^mine\.example/).count(), 0);
});

test("after a wipe nothing of Spoor is stored", async (spoor) => {
    const explorer = new MadeUp();
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    nothingElsewhere(spoor);
    await spoor.open();
    await followed(spoor, explorer, 9);
    await spoor.link("Settings").first().click();
    await spoor.field("Dark").check();
    await spoor.field("Remember in this browser who is asked").check();
    await spoor.page.evaluate(() => localStorage.setItem("somebody.else", "1"));
    await spoor.page.evaluate(() => sessionStorage.setItem("spoor.left", "1"));
    const list = () =>
        spoor.page.evaluate(async () => ({
            databases: (await indexedDB.databases()).map(({ name }) => name),
            local: Object.keys(localStorage).sort(),
            session: Object.keys(sessionStorage),
            caches: await caches.keys(),
            cookies: document.cookie,
        }));
    const before = await list();
    assert.deepEqual(before.databases, ["spoor"]);
    assert(before.local.includes("spoor.theme") && before.local.includes("spoor.choices"));
    await spoor.button("Wipe what is stored").click();
    await spoor.page.getByText("Wiped. Nothing of Spoor is stored").waitFor();
    const nothing = { databases: [], local: ["somebody.else"], session: [], caches: [], cookies: "" };
    assert.deepEqual(await list(), nothing);
    // What is chosen after a wipe stays.
    await spoor.field("Dark").check();
    await spoor.link("About").click();
    await spoor.link("Settings").first().click();
    await spoor.page.getByText("No trace.").waitFor();
    await spoor.page.waitForTimeout(300);
    assert.deepEqual((await list()).local, ["somebody.else", "spoor.theme"]);
    await spoor.button("Wipe what is stored").click();
    await spoor.page.getByText("Wiped. Nothing of Spoor is stored").waitFor();
    assert.deepEqual(await list(), nothing);
    await spoor.page.reload();
    await spoor.page.goto(`${spoor.url}#/settings`);
    await spoor.page.getByText("No trace.").waitFor();
    await spoor.page.goto(`${spoor.url}#/privacy`);
    await spoor.page.getByText("Nothing has left this browser").waitFor();
    assert.deepEqual(await list(), nothing, "looking makes nothing");
});
