// Wallets: a good one, and the ways they go wrong. The signer is MetaMask's own code.
import assert from "node:assert/strict";
import { SignTypedDataVersion, personalSign, signTypedData } from "@metamask/eth-sig-util";
import { Signature, computeAddress } from "ethers";
import { test } from "./harness.mjs";
import { check, toTip } from "./tip.mjs";

const KEY = Buffer.from("5a".repeat(32), "hex");
const ACCOUNT = computeAddress(`0x${KEY.toString("hex")}`);
const OTHER = Buffer.from("a5".repeat(32), "hex");

/**
 * Gives the page a wallet. `how`: announced by EIP-6963 or only injected; the chain it names and whether it switches; the
 * key it signs with; what it does to data and signature; the code and the words with which it refuses typed data; the method
 * at which it hangs; its accounts at first and later; whether it signs the digits of a hexadecimal text.
 */
async function wallet(spoor, how = {}) {
    const asked = [];
    const key = how.key ?? KEY;
    const twist = how.twist ?? ((signature) => signature);
    await spoor.context.exposeFunction("walletAsked", (method) => { asked.push(method); });
    await spoor.context.exposeFunction("walletSign", (text) => {
        const data = JSON.parse(text);
        how.change?.(data);
        return twist(signTypedData({ privateKey: key, data, version: SignTypedDataVersion.V4 }));
    });
    await spoor.context.exposeFunction("walletSignText", (text) => {
        const data = how.digits ? Buffer.from(text, "utf8") : text;
        return twist(personalSign({ privateKey: key, data }));
    });
    const set = { announced: true, chain: "0x1", stays: false, words: "no", name: "A wallet", icon: "data:,", accounts: [ACCOUNT], ...how };
    await spoor.context.addInitScript(({ announced, chain, stays, code, words, name, icon, accounts, later, hangs, silent }) => {
        if (window !== window.top) return;
        const tell = window.walletAsked;
        const [sign, signText] = [window.walletSign, window.walletSignText];
        const provider = {
            request: async ({ method, params }) => {
                await tell(method);
                if (method === hangs) return new Promise(() => {});
                if (method === "eth_requestAccounts") return accounts;
                if (method === "eth_accounts" && !silent) return later ?? accounts;
                if (method === "eth_chainId") return chain;
                if (method === "wallet_switchEthereumChain") {
                    if (stays) throw { code: 4902, message: "no such chain" };
                    chain = params[0].chainId;
                    return null;
                }
                if (method === "eth_signTypedData_v4" && code !== -32601) {
                    if (code) throw { code, message: words };
                    return sign(params[1]);
                }
                if (method === "personal_sign") return signText(params[0]);
                throw { code: -32601, message: `no ${method}` };
            },
        };
        if (!announced) {
            window.ethereum = provider;
            return;
        }
        const detail = Object.freeze({ info: Object.freeze({ uuid: "350670db-19fa-4704-a166-e52e178b59d2", name, icon, rdns: "x" }), provider });
        window.addEventListener("eip6963:requestProvider", () => {
            tell("announce");
            // Twice, as some do.
            for (let turn = 0; turn < 2; turn += 1) window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
        });
    }, JSON.parse(JSON.stringify(set)));
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
    return spoor.page.getByLabel("The tip as it is copied").innerText();
};

for (const [what, how] of [
    ["announced by EIP-6963", {}],
    ["injected as window.ethereum", { announced: false }],
    ["on another chain that switches", { chain: "0xa4b1" }],
    ["that writes v as 0 or 1", { twist: (text) => text.slice(0, -2) + (text.endsWith("1b") ? "00" : "01") }],
    ["that writes capital digits", { twist: (text) => `0x${text.slice(2).toUpperCase()}` }],
    ["that writes the compact form", { twist: (text) => Signature.from(text).compactSerialized }],
    ["that names no chain", { chain: null }],
    ["that names its chain 0x", { chain: "0x" }],
    ["that names its chain as a number", { chain: 1 }],
    ["that names its chain in decimal digits", { chain: "1" }],
    ["that does not know eth_accounts", { silent: true }],
]) {
    test(`a wallet ${what} signs a tip that is valid`, async (spoor) => {
        const asked = await wallet(spoor, how);
        await choose(spoor, how.announced === false ? "The wallet of this browser" : "A wallet");
        const text = await signed(spoor);
        assert.match(await check(spoor, text), new RegExp(`^Valid: signed by ${ACCOUNT}`));
        assert.equal(asked.includes("wallet_switchEthereumChain"), how.chain === "0xa4b1");
        assert(!asked.includes("personal_sign"));
    });
}

for (const [what, how, sentence] of [
    ["signs with another key", { key: OTHER }, /not a signature of 0x.* over this tip/],
    ["returns nonsense", { twist: () => "0x1234" }, /not a signature of 0x.* over this tip/],
    ["is told no by the visitor", { code: 4001 }, /The wallet refused; nothing was signed/],
    ["stays on another chain", { chain: "0x5", stays: true }, /is on chain 5 and did not switch/],
    ["fails in its own words", { code: -32603 }, /it says: "no"/],
    ["drops EIP712Domain", { change: (data) => { delete data.types.EIP712Domain; } }, /not a signature of 0x.* over this tip/],
    ["puts its own chain into the domain", { change: (data) => { data.domain.chainId = 137; } }, /not a signature of 0x.* over this tip/],
    ["changes the payout", { change: (data) => { data.message.payout = "eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"; } }, /not a signature of 0x.* over this tip/],
    ["has another account open by now", { later: ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"] }, /now has the account 0x5aAe\S+ open, not 0x/],
    ["was locked meanwhile", { later: [] }, /gave no account; unlock it/],
    ["is for a contract that is not there yet", { twist: () => `0x${"ab".repeat(100)}${"6492".repeat(16)}` }, /not on the chain yet \(ERC-6492\)/],
    ["gives more than any contract reads", { twist: () => `0x${"ab".repeat(5000)}` }, /at most 4096 bytes; this has 5000/],
]) {
    test(`a wallet that ${what} gives no tip, but a sentence`, async (spoor) => {
        await wallet(spoor, how);
        await choose(spoor, "A wallet");
        await spoor.page.getByText(sentence).waitFor();
        await spoor.page.getByText("The tip stands here once it is signed").waitFor();
    });
}

test("a wallet that is locked gives no account, and the page says so", async (spoor) => {
    await wallet(spoor, { accounts: [] });
    await toTip(spoor);
    await spoor.page.getByText("Sign with a wallet instead").click();
    await spoor.button("Look for wallets").click();
    await spoor.button("A wallet").click();
    await spoor.page.getByText(/gave no account; unlock it/).waitFor();
});

for (const method of ["eth_signTypedData_v4", "eth_chainId"]) {
    test(`a wallet that hangs at ${method} is given up after two minutes, here made short`, async (spoor) => {
        await spoor.context.addInitScript(() => {
            const real = window.setTimeout;
            window.setTimeout = (run, ms, ...rest) => real(run, ms === 120_000 ? 400 : ms, ...rest);
        });
        await wallet(spoor, { hangs: method });
        await choose(spoor, "A wallet");
        await spoor.page.getByText(/has not answered in two minutes/).waitFor();
        await spoor.page.getByText("The tip stands here once it is signed").waitFor();
        assert(await spoor.button(/^Sign$/).isEnabled());
    });
}

for (const [what, how] of [
    ["does not know typed data", { code: -32601 }],
    ["says that it does not support typed data", { code: 4200, words: "eth_signTypedData_v4 is not supported" }],
    ["says so in words alone", { code: -32000, words: "This device does not support EIP-712" }],
    ["drops EIP712Domain", { change: (data) => { delete data.types.EIP712Domain; } }],
    ["stays on another chain", { chain: "0x5", stays: true }],
    ["signs the digits of a hexadecimal text", { code: -32601, digits: true }],
    ["writes v as 0 or 1", { code: -32601, twist: (text) => text.slice(0, -2) + (text.endsWith("1b") ? "00" : "01") }],
]) {
    test(`a wallet that ${what} signs the statement as plain text, and the tip is valid`, async (spoor) => {
        const asked = await wallet(spoor, how);
        await choose(spoor, "A wallet");
        const plain = spoor.button("Sign as plain text instead");
        await plain.waitFor();
        assert(!asked.includes("personal_sign"), "only when asked to");
        await plain.click();
        const text = await signed(spoor);
        assert.match(text, new RegExp(`Signed by \`${ACCOUNT}\` \\(EIP-191, plain text\\)`));
        assert.match(await check(spoor, text), new RegExp(`^Valid: signed by ${ACCOUNT}`));
        await spoor.page.getByText('cast wallet verify --address').waitFor();
        assert.equal(await plain.count(), 0);
        assert.equal(asked.filter((method) => method === "personal_sign").length, how.digits ? 2 : 1);
    });
}

test("plain text signed with another key gives no tip", async (spoor) => {
    await wallet(spoor, { code: -32601, key: OTHER });
    await choose(spoor, "A wallet");
    await spoor.button("Sign as plain text instead").click();
    await spoor.page.getByText(/not a signature of 0x.* over this tip/).waitFor();
    await spoor.page.getByText("The tip stands here once it is signed").waitFor();
});

test("the visitor's no is final: nothing else is offered", async (spoor) => {
    await wallet(spoor, { code: 4001 });
    await choose(spoor, "A wallet");
    await spoor.page.getByText(/The wallet refused; nothing was signed/).waitFor();
    assert.equal(await spoor.button("Sign as plain text instead").count(), 0);
});

test("a contract wallet's signature is taken at the visitor's word, and its reader is told that a node must check it", async (spoor) => {
    await wallet(spoor, { twist: (text) => `0x${text.slice(2).repeat(3)}` });
    await choose(spoor, "A wallet");
    await spoor.page.getByText(/This account is a contract wallet/).waitFor();
    await spoor.page.getByText("The tip stands here once it is signed").waitFor();
    await spoor.button("Take this signature all the same").click();
    const text = await signed(spoor);
    assert.match(text, /\(ERC-1271, a contract wallet\)/);
    assert.match(await check(spoor, text), /^Not decided: The signature is one of the contract wallet 0x.*only a node of Ethereum can check it/);
});

test("no wallet is asked before the visitor looks for one, and a hostile name is only text", async (spoor) => {
    const icon = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    const asked = await wallet(spoor, { name: "<img src=x onerror=alert(1)>\u202e evil", icon });
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
