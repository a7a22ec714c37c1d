// Keys and encryption: the vault comes when it is needed and goes when it is done.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Decrypter, armor, generateX25519Identity, identityToRecipient } from "age-encryption";
import { test } from "./harness.mjs";
import { PASSPHRASE, check, pasted, signAndCopy, toTip } from "./tip.mjs";

const clipboard = { context: { permissions: ["clipboard-read", "clipboard-write"] } };
const vaults = (spoor) => spoor.page.workers().length;

async function makeKey(spoor) {
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    const download = spoor.page.waitForEvent("download");
    await spoor.button("Make a key and save it").click();
    return (await download).path();
}

test("a key saved as a file of age opens again, and the vault is gone after each errand", async (spoor) => {
    await toTip(spoor);
    await spoor.field("A new key is saved as").selectOption("age");
    const file = await makeKey(spoor);
    assert.match(readFileSync(file, "utf8"), /^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    await spoor.page.getByText("The key locks in 15 minutes unless it signs.").waitFor();
    assert.equal(await spoor.page.evaluate(() => document.querySelector("#tip-passphrase")), null);
    await spoor.button("Use another signer").click();
    assert.equal(await spoor.field("Passphrase for the key file").inputValue(), "");
    await spoor.field("Passphrase for the key file").fill("something else");
    await spoor.field("Open a key file").setInputFiles(file);
    await spoor.page.getByText(/passphrase does not open this file/).waitFor();
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    await spoor.field("Open a key file").setInputFiles(file);
    await spoor.button(/^Sign$/).waitFor();
    assert.equal(vaults(spoor), 1, "only the worker that traces is left");
    await spoor.axe();
});

test("a wallet of the ether sale of 2014 opens", async (spoor) => {
    const files = JSON.parse(gunzipSync(readFileSync(new URL("../vectors/ethers-testcases/wallets.json.gz", import.meta.url))));
    const sale = files.find(({ type, password }) => type === "crowdsale" && password !== "0x");
    await toTip(spoor);
    await spoor.field("Passphrase for the key file").fill(Buffer.from(sale.password.slice(2), "hex").toString());
    await spoor.field("Open a key file").setInputFiles({ name: "sale.json", mimeType: "application/json", buffer: Buffer.from(sale.content) });
    await spoor.button(/^Sign$/).waitFor();
    await spoor.page.getByText(new RegExp(sale.address.slice(2, 8), "i")).first().waitFor();
});

test("a key that nobody uses for fifteen minutes is locked, and its file opens it again", async (spoor) => {
    await toTip(spoor);
    const file = await makeKey(spoor);
    await spoor.button(/^Sign$/).waitFor();
    await spoor.page.evaluate(() => {
        const now = Date.now;
        Date.now = () => now() + 15 * 60_000;
    });
    await spoor.page.getByText("Locked; open your key file to sign again.").waitFor();
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    await spoor.field("Open a key file").setInputFiles(file);
    await spoor.button(/^Sign$/).waitFor();
});

test("a tip is encrypted to the key of a reader, who opens it with another program", async (spoor) => {
    const { text } = await signAndCopy(spoor, await toTip(spoor));
    const identity = await generateX25519Identity();
    await spoor.page.getByText("Encrypt it, so that only its reader can open it").click();
    await spoor.page.getByText("This portal publishes no key; nothing can be encrypted for it.").waitFor();
    await spoor.field("Key of the reader").fill("age1nobody");
    await spoor.button("Encrypt the tip").click();
    await spoor.page.getByText(/its check does not fit/).waitFor();
    await spoor.field("Key of the reader").fill(await identityToRecipient(identity));
    await spoor.button("Encrypt the tip").click();
    await spoor.button("Copy encrypted tip").click();
    await spoor.page.getByText("Copied.").last().waitFor();
    const armoured = await pasted(spoor);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    assert.equal(await decrypter.decrypt(armor.decode(armoured), "text"), text);
    assert.equal(spoor.asked.length, 0);
    await spoor.axe();
    assert.match(await check(spoor, armoured), /open it first with `age -d`/);
}, clipboard);
