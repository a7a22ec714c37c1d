// A payment into a bridge: the bridge is asked after the press and nobody before, and following can go on from what it says.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { nothingElsewhere } from "./made-up.mjs";
import { tab } from "./screens.mjs";

const THIEF = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2";
/** THORChain's router on Ethereum. */
const ROUTER = "0xD37BbE5744D730a1d98d8DC97c42F0Ca46aD7146";
const TX = `0x${"c1".repeat(32)}`;
const OUT = "d2".repeat(32);
const BITCOIN = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
const EMPTY = '{"items":[],"next_page_params":null}';

const payment = {
    hash: TX, value: "5000000000000000000", status: "ok", timestamp: "2025-02-22T00:00:00.000000Z", block_number: 21_900_000, position: 0,
    from: { hash: THIEF }, to: { hash: ROUTER }, fee: { type: "actual", value: "0" },
};
const midgard = {
    actions: [{
        date: "1740182400000000000", height: "20000000", type: "swap", status: "success", pools: ["ETH.ETH", "BTC.BTC"],
        in: [{ address: THIEF, txID: TX.slice(2).toUpperCase(), coins: [{ asset: "ETH.ETH", amount: "500000000" }] }],
        out: [{ address: BITCOIN, txID: OUT.toUpperCase(), coins: [{ asset: "BTC.BTC", amount: "14000000" }], height: "20000010" }],
        metadata: { swap: { memo: `=:b:${BITCOIN}:0`, liquidityFee: "1", networkFees: [], swapSlip: "1", swapTarget: "0", affiliateAddress: "", affiliateFee: "0", isStreamingSwap: false } },
    }],
    meta: { nextPageToken: "", prevPageToken: "" },
};

test("a bridge says where the money went, and following goes on on the other chain", async (spoor) => {
    nothingElsewhere(spoor);
    spoor.answer("eth.blockscout.com", (url) => {
        const own = url.pathname.toLowerCase().includes(THIEF.toLowerCase()) && url.pathname.endsWith("/transactions");
        return { body: own ? JSON.stringify({ items: [payment], next_page_params: null }) : EMPTY };
    });
    spoor.answer("gateway.liquify.com", () => ({ body: JSON.stringify(midgard) }));
    await spoor.open();
    await spoor.link("Follow the money").first().click();
    await spoor.page.getByLabel(/^eth\.blockscout\.com/).check();
    await spoor.page.getByLabel(/^Follow across bridges/).uncheck();
    await spoor.page.getByRole("radio", { name: "Address or transaction" }).check();
    await spoor.page.getByRole("textbox", { name: "Address or transaction" }).fill(THIEF);
    await spoor.button("Start").click();
    await spoor.traceWhole();
    await tab(spoor, "Table");
    await spoor.page.locator(".tablebox .rowlink").first().click();
    const asked = () => spoor.asked.map(({ url }) => new URL(url)).filter(({ host }) => host !== "eth.blockscout.com" && host !== "api.routescan.io");
    assert.deepEqual(asked(), [], "no bridge is asked before the press");
    await spoor.button("Ask THORChain where it went").click();
    await spoor.page.getByText("It came out on the other side.").waitFor();
    assert(asked().length > 0 && asked().every(({ host, search, pathname }) => host === "gateway.liquify.com" && `${pathname}${search}`.toUpperCase().includes(TX.slice(2).toUpperCase())));
    const said = await spoor.page.locator(".crossed").innerText();
    assert.match(said, new RegExp(`Paid out: 0\\.14 BTC to ${BITCOIN} on Bitcoin`));
    assert.match(said, /linked by the service itself, by the memo/);
    await spoor.page.screenshot({ path: "tests/browser/out/crossed.png" });
    await spoor.link("Follow it on Bitcoin").click();
    const start = spoor.page.getByRole("textbox", { name: "Address or transaction" });
    await start.waitFor();
    assert.match(await start.inputValue(), new RegExp(`${OUT} ${BITCOIN}$`));
});
