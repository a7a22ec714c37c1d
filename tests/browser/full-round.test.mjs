// The full round by the real screens, in two browsers on one machine that share a static host and the text that is handed in:
// a victim publishes a case, a hunter traces and hands in, the victim's desk decides, the board and the records show it. Nothing
// is decided or signed for the portal but by its desk; the test carries files and texts, as people do.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tmpdir } from "node:os";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { Wallet } from "ethers";
import { formatUnits, zeroAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { program } from "./auditor.mjs";
import { desk, makeKey, queue, said, save, sign, startFeed, takeIn, takeTipsOn } from "./desk.mjs";
import { again, asFile, follow, row, toRecord } from "./followed.mjs";
import { Spoor, launch, test } from "./harness.mjs";
import { MadeUp, nothingElsewhere } from "./made-up.mjs";
import { Host, canonical, copycat } from "./portal.mjs";
import { PASSPHRASE, pasted } from "./tip.mjs";

const context = { permissions: ["clipboard-write"], acceptDownloads: true };
const CASE = "northwind-2025-02-21";
const FILE = `cases/${CASE}.json`;
const BOARD = "Northwind's own board";
const COPYCAT = `0x${"c0".repeat(32)}`;
const FREEZE = "the-first-freeze";
/** What lies at the end that the tip is about, and the first reporter's 5 % of it; the board shortens sums. */
const [FOUND, DUE] = ["200,673.384429202334923187 ETH", "10,033.669221460116746159 ETH"];
const short = (sum) => sum.replace(/(\.\d{6})\d+/, "$1…");
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
/** A minute as a field of a form takes it. */
const minute = (ms) => new Date(ms).toISOString().slice(0, 16);

/** The case of a victim of their own: the facts of one that ships, of which the explorer of the test shows the ether. */
function ownCase(recipient, portal) {
    const { recording, swaps, ...facts } = JSON.parse(readFileSync(new URL("../../data/cases/bybit-2025-02-21.json", import.meta.url), "utf8"));
    const source = "Northwind's own page";
    return {
        ...facts, schema: "case/1", version: 1, id: CASE, name: "Northwind", portal, recipients: [recipient], seeds: facts.seeds.slice(0, 1),
        loss: "401,346.77 ETH", terms: [{ what: "5 % of what is returned goes to the first reporter", as_of: "2025-02-22", source }],
        bounty: { ...facts.bounty, split: "The first reporter takes all", as_of: "2025-02-22", source },
    };
}

/** A case file, signed as docs/cases.md says. */
async function signCase(written, account) {
    const fields = [["schema", "string"], ["caseId", "string"], ["victim", "string"], ["version", "uint64"], ["contentSha256", "bytes32"]];
    const signature = await account.signTypedData({
        domain: { name: "Stolen Funds Case", version: "1", chainId: 1, verifyingContract: zeroAddress },
        types: { Case: fields.map(([name, type]) => ({ name, type })) },
        primaryType: "Case",
        message: {
            schema: written.schema, caseId: written.id, victim: written.name, version: BigInt(written.version), contentSha256: `0x${sha256(canonical(written))}`,
        },
    });
    return JSON.stringify({ case: written, publisher: account.address, signature });
}

/** The key to which tips are encrypted: its public half, and its file under a passphrase as `age -p` writes it. */
async function readersKey() {
    const identity = await generateX25519Identity();
    const lock = new Encrypter();
    lock.setPassphrase(PASSPHRASE);
    // The least work that still is a passphrase's: the test tries the way, not the lock.
    lock.setScryptWorkFactor(10);
    return { recipient: await identityToRecipient(identity), file: Buffer.from(await lock.encrypt(`${identity}\n`)) };
}

/** What the published entries say, in order. */
const contents = (host) => String(host.files.get("board/entries-00000.jsonl")).trim().split("\n").map((line) => JSON.parse(line).entry.content);

/** Opens a published case file at the desk, as it is served: with its signature. */
async function openCase(spoor, text) {
    await spoor.page.getByText("Encrypted tips, and a case of your own").click();
    await spoor.field("Open a case file").setInputFiles(asFile(`${CASE}.json`, text));
    await said(spoor, new RegExp(`^The case ${CASE}\\b.* is known here`));
}

/** Makes the files at the desk and uploads them to the static host, which is all that publishing is. */
async function publish(spoor, host) {
    for (const { name, buffer } of await save(spoor)) host.files.set(`board/${name}`, buffer);
    await spoor.button("They are on the host: go on").click();
    await said(spoor, "The desk goes on behind what is published.");
}

/** The board as the program on the host reads the published folder; `seen` shows it that nothing was taken back since. */
function checked(host, publisher, folder) {
    for (const [name, text] of host.files) {
        mkdirSync(join(folder, dirname(name)), { recursive: true });
        writeFileSync(join(folder, name), text);
    }
    const options = ["--json", "--publisher", publisher, "--seen", join(folder, "seen.json")];
    const told = JSON.parse(execFileSync(program("verify_feed", process.env.SPOOR_VERIFY_FEED), [join(folder, "board"), ...options], { encoding: "utf8" }));
    assert.equal(told.valid, true, JSON.stringify(told.problem));
    return told.board;
}

/** The victim: a key, a case file signed by it and put on the host, a feed that takes tips on it. */
async function victimPublishes(spoor, host) {
    await desk(spoor);
    const file = readFileSync(await makeKey(spoor), "utf8");
    const account = privateKeyToAccount((await Wallet.fromEncryptedJson(file, PASSPHRASE)).privateKey);
    const reader = await readersKey();
    const text = await signCase(ownCase(reader.recipient, new URL(host.url).host), account);
    host.files.set(`board/${FILE}`, text);

    await openCase(spoor, text);
    await startFeed(spoor, BOARD, "Where Northwind says what became of tips.");
    await takeTipsOn(spoor, CASE, {
        file: FILE, "terms.freezer": "5", "terms.reporters": "5", "terms.split": "first", "terms.asOf": "2025-02-22", "terms.source": "Northwind's own page",
    });
    await publish(spoor, host);
    return { publisher: account.address, reader };
}

/** The hunter opens the case at its typed address, sees whose key signed it, and follows the money to its ends. */
async function hunterTraces(spoor, host, publisher) {
    const explorer = new MadeUp([2, 1], { whole: true });
    spoor.answer(explorer.host, (url) => explorer.answer(url));
    nothingElsewhere(spoor);
    spoor.answer(new URL(host.url).host, () => "pass");
    await spoor.open("", "own-node.html");
    await spoor.page.getByText("Open a case file").click();
    await spoor.field(/^Or its address/).fill(`${host.url}/board/${FILE}`);
    assert.deepEqual(spoor.asked, [], "an address that is typed is not asked before the press");
    await spoor.button("Fetch").click();
    await said(spoor, /^Northwind, edition 1, is open\. This is the first time you see this key/);
    assert.equal(await spoor.page.locator(".opencase .key code").innerText(), publisher);
    await spoor.page.locator(".opencase").getByRole("link", { name: "Facts and sources" }).click();
    assert.equal(await spoor.page.locator(".publisher code").innerText(), publisher, "the key is pinned");
    await spoor.link("Follow the money").first().click();
    await spoor.button("Start").click();
    await spoor.traceWhole();
    await spoor.link(/^Write a tip about/).first().click();
    await spoor.page.getByRole("heading", { name: "Sign" }).waitFor();
}

/** The hunter signs, commits before anything else, encrypts, copies, and saves the plain tip; gives what was copied and saved. */
async function hunterHandsIn(spoor, reader) {
    await makeKey(spoor);
    await spoor.button(/^Sign$/).click();
    const early = spoor.page.getByText("Nothing proves yet that this tip is yours first");
    await early.waitFor();
    await spoor.button("Copy card").click();
    await early.waitFor({ state: "detached" });
    const card = await pasted(spoor);
    await spoor.page.getByText("Encrypt it, so that only its reader can open it").click();
    await spoor.page.locator(".private .id", { hasText: reader.recipient }).waitFor();
    await spoor.button("Encrypt the tip").click();
    await spoor.button("Copy encrypted tip").click();
    await said(spoor, "Copied.");
    const encrypted = await pasted(spoor);
    const download = spoor.page.waitForEvent("download");
    await spoor.button("Save as a file").click();
    const tip = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    const { statement, payload } = tip;
    assert(card.includes(statement.commitment.slice(2)) && !card.includes(payload.claim.at), `the card tells nothing of the content: ${card}`);
    assert(encrypted.startsWith("-----BEGIN AGE ENCRYPTED FILE-----"));
    return { encrypted, tip };
}

/** The analyst takes in both, the copy first but as of later, and opens what is encrypted. */
async function analystReads(spoor, { encrypted, copy, reader }) {
    await takeIn(spoor, `This came by chat:\n${copy}`);
    // The field takes minutes: the one before this is earlier than the copy for certain.
    await takeIn(spoor, `By the form:\n${encrypted}`, minute(Date.now() - 60_000));
    await said(spoor, "2 documents: 1 to accept, 1 to look at, 0 to refuse, 0 to leave");
    await spoor.field(/^Passphrase of the file with your age key/).fill(PASSPHRASE);
    await spoor.field("Open the age key").setInputFiles({ name: "identity.age", mimeType: "application/octet-stream", buffer: reader.file });
    await said(spoor, "2 documents: 1 to accept, 0 to look at, 1 to refuse, 0 to leave");
}

/** The analyst accepts the first and refuses the copy, as suggested. */
async function analystDecides(spoor, signer) {
    const [first, copy] = ["accept", "refuse"].map((advice) => queue(spoor).filter({ hasText: new RegExp(`${advice}$`) }));
    assert.match(await copy.innerText(), /copy/);
    await first.getByRole("button").click();
    await spoor.page.locator(".detail").getByText(signer, { exact: true }).waitFor();
    await spoor.button("Accept and sign").click();
    await said(spoor, /^Signed: accepted/);
    await copy.getByRole("button").click();
    await spoor.page.locator(".detail .suggested").getByText("Suggested: refuse").waitFor();
    assert.equal(await spoor.page.locator("#desk-reason").inputValue(), "copy");
    await spoor.button("Refuse and sign").click();
    await said(spoor, /^Signed: refused \(copy\)/);
}

/** The exchange froze what the tip told of. */
async function freezeIsRecorded(spoor, { payload: { claim }, statement }) {
    const amount = formatUnits(BigInt(claim.tainted), 18);
    await sign(spoor, "frozen", { freeze: FREEZE, case: CASE, at: claim.at, asset: claim.asset, amount, by: "An exchange", tips: statement.tipSha256.slice(2) });
    await said(spoor, "Signed: record a freeze");
}

/** The money came back. */
async function returnIsRecorded(spoor, { payload: { claim } }) {
    await sign(spoor, "returned", { freeze: FREEZE, asset: claim.asset, amount: formatUnits(BigInt(claim.tainted), 18) });
    await said(spoor, "Signed: record a return");
}

/** What the desk has published of the two: whose each is, what became of it, and nothing of what the copy tells. */
function published(host, tip, copy) {
    const entries = contents(host);
    assert.deepEqual(entries.map((content) => Object.keys(content)[0]), ["opened", "case", "received", "verified", "received", "refused", "frozen"]);
    const [, taken, first, verified, second, refused, frozen] = entries.map((content) => Object.values(content)[0]);
    assert.deepEqual([taken.pack, taken.file], [tip.payload.case.pack, FILE], "the tip names the case file by the digest that the feed states");
    assert.deepEqual([first, second].map(({ reporter, commitment }) => [reporter, `0x${commitment}`]), [tip, copy].map(({ signer, statement }) => [signer, statement.commitment]));
    assert(first.received < second.received);
    assert.deepEqual([verified.at, verified.amount], [tip.payload.claim.at, tip.payload.claim.tainted]);
    assert.equal(refused.reason, "copy");
    assert.deepEqual(frozen.tips, [first.tip]);
}

/** One poll brings the freeze to the leaderboard; money that is only frozen is not claimed. */
async function boardShowsFreeze(spoor, host, { signer }) {
    const before = host.asked.length;
    await again(spoor);
    const hunter = row(spoor, signer.slice(0, 6));
    await hunter.waitFor();
    assert(host.asked.length - before <= 4, `one poll asks for the index and what is new: ${host.asked.slice(before)}`);
    for (const part of [short(FOUND), "1 of 1"]) assert((await hunter.innerText()).includes(part), `${part} is missing in the row`);
    assert.match(await spoor.page.getByRole("region", { name: "Freezes" }).innerText(), /An exchange[\s\S]*Still acts/);
    await toRecord(spoor);
    await spoor.page.locator(".fate").getByText(`In ${BOARD}: money frozen`).waitFor();
    assert.equal(await spoor.page.locator(".claim-text").count(), 0);
}

/** Once the money is back, the hunter's record has the text of the claim. */
async function hunterClaims(spoor, host, { signer, statement }, publisher) {
    await spoor.link("Board").first().click();
    await again(spoor);
    await row(spoor, signer.slice(0, 6)).filter({ hasText: short(DUE) }).waitFor();
    await toRecord(spoor);
    await spoor.page.locator(".fate").getByText(`In ${BOARD}: bounty due`).waitFor();
    const claim = await spoor.page.locator(".claim-text textarea").inputValue();
    const lines = ["entry 1, case", "entry 2, received", "entry 3, verified", "entry 6, frozen", "entry 7, returned"];
    const named = [`Claimed by: ${signer}`, statement.tipSha256.slice(2), statement.commitment.slice(2), CASE, `${new URL(host.url).host}/board`, publisher];
    assert(claim.startsWith(`Bounty claim: ${DUE}`), claim);
    for (const part of [...named, `Freeze ${FREEZE}: ${DUE}`, `5 % of ${FOUND} = ${DUE}`, ...lines]) assert(claim.includes(part), `${part} is missing in:\n${claim}`);
}

/** Whoever signed the same facts later looks at the same board. */
async function copycatGetsNothing(spoor, host, copy) {
    await follow(spoor, host, BOARD);
    await row(spoor, copy.signer.slice(0, 6)).filter({ hasText: "0 of 1" }).waitFor();
    await toRecord(spoor, asFile("copy.tip.json", canonical(copy)));
    await spoor.page.locator(".fate").getByText(`In ${BOARD}: not taken`).waitFor();
    await spoor.page.getByText("By this feed nothing is open for you").waitFor();
    assert.equal(await spoor.page.locator(".claim-text").count(), 0);
}

/** Runs with a host, a second browser with the victim's page and the copycat's, and a folder; takes all down again. */
async function staged(run) {
    const [browser, host] = [await launch(), await new Host().start()];
    const folder = mkdtempSync(join(tmpdir(), "spoor-round-"));
    const [victim, thief] = [await Spoor.start(browser, { context }), await Spoor.start(browser, { context })];
    try {
        await run({ host, folder, victim, thief });
    } finally {
        const ends = await Promise.allSettled([victim.close(), thief.close()]);
        await Promise.all([browser.close(), host.close()]);
        rmSync(folder, { recursive: true });
        // What stood in their consoles is no less a fault than what stood in the hunter's.
        for (const { reason } of ends) if (reason) console.log(String(reason));
        assert(ends.every(({ status }) => status === "fulfilled"), "a page of the second browser had errors");
    }
}

test("the full round by the screens of two browsers: a case, a tip, a freeze, a claim; a copy gets nothing", (hunter) => staged(async ({ host, folder, victim, thief }) => {
    const { publisher, reader } = await victimPublishes(victim, host);
    checked(host, publisher, folder);
    await hunterTraces(hunter, host, publisher);
    const { encrypted, tip } = await hunterHandsIn(hunter, reader);
    await follow(hunter, host, BOARD);
    await hunter.page.locator(".boardpage dl div", { hasText: "Publisher's key" }).filter({ hasText: publisher }).waitFor();
    assert.equal(await row(hunter, tip.signer.slice(0, 6)).count(), 0);

    // Somebody whom the hunter showed the tip signs the same facts later, with a clock that says the same second.
    const copy = JSON.parse(await copycat(canonical(tip), COPYCAT, Number(tip.statement.issuedAt)));
    await analystReads(victim, { encrypted, copy: canonical(copy), reader });
    await analystDecides(victim, tip.signer);
    await freezeIsRecorded(victim, tip);
    await publish(victim, host);
    published(host, tip, copy);
    checked(host, publisher, folder);
    await boardShowsFreeze(hunter, host, tip);

    await returnIsRecorded(victim, tip);
    await publish(victim, host);
    const { hunters } = checked(host, publisher, folder);
    assert.deepEqual(hunters.map(({ key, received, valid }) => [key, received, valid]), [[tip.signer, 1, 1], [copy.signer, 1, 0]]);
    await hunterClaims(hunter, host, tip, publisher);
    await copycatGetsNothing(thief, host, copy);
}), { context });
