// Is it still there? Asked after a press and not before, of the explorers the visitor chose; on record in ledger and tip.
import assert from "node:assert/strict";
import { join } from "node:path";
import { here, test } from "./harness.mjs";
import { RECORDED, nothingElsewhere, settings } from "./made-up.mjs";
import { bench } from "./bench.mjs";
import { tab, themes, traced, widths } from "./screens.mjs";

const HOST = "eth.blockscout.com";
const THIEF = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2";
const MULE = "0x1111111111111111111111111111111111111111";
const OTHER = "0x2222222222222222222222222222222222222222";
const USDT = "0xdAC17F958D2ee523a2206206994597C13D831ec7";
const EMPTY = '{"items":[],"next_page_params":null}';
const word = (number) => `0x${BigInt(number).toString(16).padStart(64, "0")}`;
const now = () => `0x${Math.floor(Date.now() / 1000).toString(16)}`;

/** What a node behind Blockscout says: `balance(address)` in base units, `frozen(address)`. */
function node(balance, frozen = () => false) {
    return (request) => {
        const calls = JSON.parse(request.postData());
        const result = ({ method, params }) => {
            if (method === "eth_getBlockByNumber") return { number: "0x1659e2f", timestamp: now() };
            if (method === "eth_getBalance") return `0x${BigInt(balance(params[0])).toString(16)}`;
            const { data } = params[0];
            const address = `0x${data.slice(-40)}`;
            return data.startsWith("0x70a08231") ? word(balance(address)) : word(frozen(address) ? 1 : 0);
        };
        return { body: JSON.stringify(calls.map((call) => ({ jsonrpc: "2.0", id: call.id, result: result(call) }))) };
    };
}

/** A browser asks first whether it may post JSON. */
const posts = (answer) => (url, request) => {
    const headers = { "access-control-allow-headers": "content-type" };
    if (request.method() === "OPTIONS") return { status: 204, headers, body: "" };
    return { headers, ...answer(request, url) };
};

/** The thief pays two in USDT, who keep it. */
const paid = (to, value, index) => ({
    transaction_hash: `0x${"c1".repeat(32)}`, block_number: 21_900_000, log_index: index, timestamp: "2025-02-22T00:00:00.000000Z",
    from: { hash: THIEF }, to: { hash: to }, type: "token_transfer", token_type: "ERC-20",
    token: { address_hash: USDT, symbol: "USDT", decimals: "6", type: "ERC-20" }, total: { decimals: "6", value: String(value) },
});
const blockscout = (rpc) => posts((request, url) => {
    if (url.pathname === "/api/eth-rpc") return rpc(request);
    const own = url.pathname.toLowerCase().includes(THIEF.toLowerCase()) && url.pathname.endsWith("/token-transfers");
    return { body: own ? JSON.stringify({ items: [paid(MULE, 45_600_000, 2), paid(OTHER, 30_000_000, 1)], next_page_params: null }) : EMPTY };
});

async function followUsdt(spoor, rpc) {
    nothingElsewhere(spoor);
    spoor.answer(HOST, blockscout(rpc));
    await spoor.open();
    await spoor.link("Follow the money").first().click();
    await spoor.page.getByLabel(/^eth\.blockscout\.com/).check();
    await spoor.page.getByRole("radio", { name: "Address or transaction" }).check();
    await spoor.page.getByRole("textbox", { name: "Address or transaction" }).fill(THIEF);
    await spoor.button("Start").click();
    await spoor.traceWhole();
    await tab(spoor, "Ends");
}

const lookups = (spoor) => spoor.asked.filter(({ url }) => url.endsWith("/api/eth-rpc"));

test("an end is looked at after a press; the ledger, the words and the tip say so", async (spoor) => {
    spoor.answer(HOST, posts(node(() => 10n ** 24n)));
    nothingElsewhere(spoor);
    await spoor.open();
    await traced(spoor);
    await tab(spoor, "Ends");
    await spoor.page.locator(".end").filter({ hasText: /Held, unspent|Not asked yet/ }).filter({ hasText: / ETH/ }).first().locator(".choose").click();
    await tab(spoor, "Detail");
    await spoor.page.getByRole("heading", { name: "Is it still there?" }).waitFor();
    assert.deepEqual(spoor.asked, [], "nobody is asked before the press");
    await spoor.button("Ask what is there now").click();
    const said = spoor.page.locator(".endpart .still .said");
    await said.getByText(/ETH are still there/).waitFor({ timeout: 30_000 });
    assert.match(await said.innerText(), /By eth\.blockscout\.com, .* newest block 23436847 of /);
    assert.equal(lookups(spoor).filter(({ method }) => method === "POST").length, 1);
    await spoor.axe();
    await spoor.link("Write a tip about this").click();
    await spoor.page.getByText(/It is still there: the address had 1,000,000 ETH/).first().waitFor();
    await spoor.page.getByText(/limits are written into the tip/).click();
    await spoor.page.getByText(/a balance does not say which coins it is made of/).first().waitFor();
    assert.doesNotMatch(await spoor.page.locator(".steps").innerText(), /was not looked up/);
    await spoor.axe();
    await spoor.link("Privacy").first().click();
    const rows = spoor.page.getByRole("region", { name: "Requests" });
    await rows.waitFor();
    assert.match(await rows.innerText(), /eth\.blockscout\.com\s+0x[0-9a-fA-F]{40}/);
});

test("what is frozen already is said and ranked last; what is there comes first", async (spoor) => {
    const held = { [MULE]: 45_600_000, [OTHER]: 12_300_000 };
    await followUsdt(spoor, node((address) => held[address.toLowerCase()] ?? 0, (address) => address.toLowerCase() === MULE));
    const urgent = spoor.page.locator(".urgent .end");
    assert.match(await urgent.first().innerText(), /45\.6 USDT[\s\S]*Tether can freeze this address/);
    assert.equal(lookups(spoor).length, 0);
    await spoor.button("Ask whether 2 ends are still there").click();
    await urgent.getByText(/Frozen by Tether already/).waitFor({ timeout: 30_000 });
    await urgent.getByText("12.3 of 30 USDT are still there.").waitFor({ timeout: 30_000 });
    assert.match(await urgent.first().innerText(), /30 USDT[\s\S]*12\.3 of 30 USDT are still there/);
    assert.match(await urgent.last().innerText(), /45\.6 USDT[\s\S]*Frozen by Tether already\. 45\.6 USDT are still there/);
    await urgent.last().locator(".choose").click();
    await tab(spoor, "Detail");
    const detail = spoor.page.locator(".detail");
    await detail.getByText(/isBlackListed answers yes at block 23436847/).waitFor();
    assert.match(await detail.innerText(), /Tether can freeze the address\. By addBlackList of the contract 0xdAC17F958D2ee523a2206206994597C13D831ec7/);
    const link = detail.getByRole("link", { name: "tether.to" });
    assert.match(await link.getAttribute("rel"), /noopener/);
});

test("a host that is off, or a chain nobody may be asked about, is unknown with the reason", async (spoor) => {
    await spoor.open();
    const worker = await bench(spoor, "worker");
    await worker.send({ start: { case_id: RECORDED, settings: settings("recorded", 300) } });
    await worker.until("done");
    const holding = { account: `eip155:1:${THIEF}`, asset: "eip155:1/slip44:60" };
    const ask = async (others) => {
        const before = (await worker.of("stillthere")).length;
        await worker.send({ stillthere: { looks: [{ holding, others }] } });
        await spoor.page.waitForFunction((before) => window.worker.reports.filter(([, kind]) => kind === "stillthere").length > before, before);
        return (await worker.of("stillthere")).at(-1);
    };
    assert.match((await ask([])).says.unknown, /nobody may be asked about this chain/);
    await worker.send({ gate: { network: true, off: [HOST], use_kept: true, keys: {} } });
    assert.match((await ask(["blockscout-eth"])).says.unknown, /switched it off/);
    assert.deepEqual(spoor.asked, []);
    await worker.send({ gate: { network: true, off: [], use_kept: true, keys: {} } });
    spoor.answer(HOST, posts(() => ({ status: 500, body: "" })));
    spoor.answer("api.routescan.io", () => ({ body: '{"status":"1","message":"OK","result":"5"}' }));
    const second = await ask(["blockscout-eth", "routescan"]);
    assert.deepEqual([second.by, second.says.found.amount, second.says.found.newest], ["api.routescan.io", "5", null]);
    // A source that is behind tells of another day.
    spoor.answer(HOST, posts((request) => ({ body: JSON.stringify(JSON.parse(request.postData()).map(({ id, method }) => ({ id, result: method === "eth_getBalance" ? "0x5" : { number: "0x1", timestamp: "0x60000000" } }))) })));
    assert.match((await ask(["blockscout-eth"])).says.unknown, /is behind: its newest block is of/);
});

for (const theme of themes) {
    for (const width of widths) {
        const context = { colorScheme: theme, viewport: { width, height: 900 }, reducedMotion: "reduce" };
        test(`who can freeze and what is there, ${theme}, ${width} px`, async (spoor) => {
            const held = { [MULE]: 45_600_000, [OTHER]: 12_300_000 };
            await followUsdt(spoor, node((address) => held[address.toLowerCase()] ?? 0, (address) => address.toLowerCase() === MULE));
            await spoor.button("Ask whether 2 ends are still there").click();
            await spoor.page.locator(".urgent .end").getByText(/Frozen by Tether already/).waitFor({ timeout: 30_000 });
            await spoor.page.screenshot({ path: join(here, "out", `still-list-${theme}-${width}.png`), fullPage: true });
            await spoor.axe();
            await spoor.page.locator(".urgent .end").last().locator(".choose").click();
            await tab(spoor, "Detail");
            await spoor.page.getByRole("heading", { name: "Who can stop it" }).waitFor();
            await spoor.page.screenshot({ path: join(here, "out", `still-detail-${theme}-${width}.png`), fullPage: true });
            await spoor.axe();
            await spoor.fitsWidth();
        }, { context });
    }
}
