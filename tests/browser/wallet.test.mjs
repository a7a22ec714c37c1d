// Wallets: a good one, and the ways they go wrong. The signer is MetaMask's own code.
import assert from "node:assert/strict";
import { SignTypedDataVersion, signTypedData } from "@metamask/eth-sig-util";
import { computeAddress } from "ethers";
import { test } from "./harness.mjs";
import { check, toTip } from "./tip.mjs";

const KEY = Buffer.from("5a".repeat(32), "hex");
const ACCOUNT = computeAddress(`0x${KEY.toString("hex")}`);
const OTHER = Buffer.from("a5".repeat(32), "hex");

/**
 * Gives the page a wallet. `how`: announced by EIP-6963 or only injected; the chain it is on and whether it switches; the
 * key it signs with; what it does to the signature; the code with which it refuses.
 */
async function wallet(spoor, how = {}) {
    const asked = [];
    await spoor.context.exposeFunction("walletAsked", (method) => { asked.push(method); });
    await spoor.context.exposeFunction("walletSign", (data) => {
        const signature = signTypedData({ privateKey: how.key ?? KEY, data: JSON.parse(data), version: SignTypedDataVersion.V4 });
        return how.twist ? how.twist(signature) : signature;
    });
    const { announced = true, chain = "0x1", stays = false, code, name = "A wallet" } = how;
    await spoor.context.addInitScript(({ account, announced, chain, stays, code, name }) => {
        if (window !== window.top) return;
        const tell = window.walletAsked;
        const sign = window.walletSign;
        const provider = {
            request: async ({ method, params }) => {
                await tell(method);
                if (method === "eth_requestAccounts") return [account];
                if (method === "eth_chainId") return chain;
                if (method === "wallet_switchEthereumChain") {
                    if (stays) throw { code: 4902, message: "no such chain" };
                    chain = params[0].chainId;
                    return null;
                }
                if (method === "eth_signTypedData_v4") {
                    if (code) throw { code, message: "no" };
                    return sign(params[1]);
                }
                throw { code: -32601, message: `no ${method}` };
            },
        };
        if (!announced) {
            window.ethereum = provider;
            return;
        }
        const detail = Object.freeze({ info: Object.freeze({ uuid: "350670db-19fa-4704-a166-e52e178b59d2", name, icon: "data:,", rdns: "x" }), provider });
        window.addEventListener("eip6963:requestProvider", () => {
            tell("announce");
            // Twice, as some do.
            for (let turn = 0; turn < 2; turn += 1) window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
        });
    }, { account: ACCOUNT, announced, chain, stays, code, name });
    return asked;
}

async function choose(spoor, name) {
    await toTip(spoor);
    await spoor.page.getByText("Sign with a wallet instead").click();
    await spoor.button("Look for wallets").click();
    await spoor.button(name).click();
    await spoor.button(/^Sign$/).click();
}

const signed = async (spoor) => {
    await spoor.page.getByText("See what is copied").click();
    return spoor.page.locator(".tiptext").innerText();
};

for (const [what, how] of [
    ["announced by EIP-6963", {}],
    ["injected as window.ethereum", { announced: false }],
    ["on another chain that switches", { chain: "0xa4b1" }],
    ["that writes v as 0 or 1", { twist: (text) => text.slice(0, -2) + (text.endsWith("1b") ? "00" : "01") }],
    ["that writes capital digits", { twist: (text) => `0x${text.slice(2).toUpperCase()}` }],
]) {
    test(`a wallet ${what} signs a tip that is valid`, async (spoor) => {
        const asked = await wallet(spoor, how);
        await choose(spoor, how.announced === false ? "The wallet of this browser" : "A wallet");
        const text = await signed(spoor);
        assert.match(await check(spoor, text), new RegExp(`^Valid: signed by ${ACCOUNT}`));
        assert.equal(asked.includes("wallet_switchEthereumChain"), how.chain !== undefined);
    });
}

for (const [what, how, sentence] of [
    ["signs with another key", { key: OTHER }, /not a signature of 0x.* over this tip/],
    ["returns nonsense", { twist: () => "0x1234" }, /not a signature of 0x.* over this tip/],
    ["is told no by the visitor", { code: 4001 }, /The wallet refused; nothing was signed/],
    ["stays on another chain", { chain: "0x5", stays: true }, /is on chain 0x5 and did not switch/],
    ["fails in its own words", { code: -32603 }, /it says: "no"/],
]) {
    test(`a wallet that ${what} gives no tip, but a sentence`, async (spoor) => {
        await wallet(spoor, how);
        await choose(spoor, "A wallet");
        await spoor.page.getByText(sentence).waitFor();
        await spoor.page.getByText("The tip stands here once it is signed").waitFor();
    });
}

test("no wallet is asked before the visitor looks for one, and a hostile name is only text", async (spoor) => {
    const asked = await wallet(spoor, { name: "<img src=x onerror=alert(1)>\u202e evil" });
    await toTip(spoor);
    assert.deepEqual(asked, []);
    await spoor.page.getByText("Sign with a wallet instead").click();
    await spoor.button("Look for wallets").click();
    await spoor.button("<img src=x onerror=alert(1)> evil").waitFor();
    assert.equal(await spoor.page.locator("img").count(), 0);
    assert.deepEqual(asked, ["announce"]);
});

test("without a wallet the page says so", async (spoor) => {
    await toTip(spoor);
    await spoor.page.getByText("Sign with a wallet instead").click();
    await spoor.button("Look for wallets").click();
    await spoor.page.getByText("No wallet answered").waitFor();
});
