// Hostile rows, told by an explorer, in the page: whatever they call themselves, they make no element, and what cannot be seen
// in their names is shown. The rows are those of tests/patterns/hostile-cases.json, which the core is tried with too.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Spoor, here, test } from "./harness.mjs";
import { MadeUp, nothingElsewhere } from "./made-up.mjs";

const { cases } = JSON.parse(readFileSync(join(here, "..", "patterns", "hostile-cases.json"), "utf8"));
const THIEF = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2";
const LOOK_ALIKE = "0xa4b27b89345db2e5e1a7d7bc537fac354b50449e";
const FORGED = "0x2a120e7f2f1d8ffd173ed17aa5089f11206b5177";
/** One that is refused for moving nothing: what its line in the list is made of is what every line may be made of. */
const PLAIN = { name: "plain", outcome: "guarded", row: { symbol: "USDT", contract: "0xdAC17F958D2ee523a2206206994597C13D831ec7", value: '"0"' } };

const LISTS = { "token-transfers": undefined, transactions: "transactions", "internal-transactions": "internal" };

/** A row as Blockscout writes it, in the thief's history. The amount stands in it as it is. */
function written({ name, row }, at) {
    const inward = row.way === "in";
    const from = row.from ?? (inward ? LOOK_ALIKE : THIEF);
    const to = row.to ?? (inward ? THIEF : LOOK_ALIKE);
    const hash = row.hash ?? `0x${createHash("sha256").update(name).digest("hex")}`;
    const block_number = row.block && !/^\d+$/.test(row.block) ? row.block : 21_900_500 + at;
    const timestamp = row.time ?? "2025-02-22T00:00:00.000000Z";
    const symbol = row.symbol ?? "";
    const shared = { block_number, timestamp, from: { hash: from }, to: { hash: to } };
    const own = {
        transactions: { ...shared, hash, value: "VALUE", status: row.failed ? "error" : "ok", position: 0, fee: { type: "actual", value: "0" } },
        internal: { ...shared, transaction_hash: hash, transaction_index: 0, index: 90_000 + at, type: row.kind ?? "call", value: "VALUE", success: !row.failed },
    }[row.list] ?? {
        ...shared, transaction_hash: hash, log_index: at, token_type: "ERC-20", total: { decimals: row.decimals ?? "18", value: "VALUE" },
        token: { address_hash: row.contract ?? FORGED, symbol, name: row.name ?? symbol, decimals: row.decimals ?? "18", type: "ERC-20" },
    };
    return JSON.stringify(own).replace('"VALUE"', row.value ?? '"1"');
}

/** An explorer in whose answers these rows stand beside the thief's payments. */
function teller(rows) {
    const made = new MadeUp([2, 1]);
    return (url) => {
        const [kind, subject, list] = url.pathname.replace("/api/v2/", "").split("/");
        const given = made.answer(url);
        if (kind === "transactions") {
            // The other transactions of the theft are there and move nothing: whoever has an answer is asked on.
            if (given.status !== 404) return given;
            const none = { hash: subject, value: "0", status: "ok", timestamp: "2025-02-21T14:15:00.000000Z", block_number: 21_895_240, position: 0, fee: { type: "actual", value: "0" } };
            const of = { from: { hash: THIEF }, to: { hash: FORGED }, token_transfers: [], token_transfers_overflow: false };
            return { body: JSON.stringify({ ...none, ...of }) };
        }
        if (subject !== THIEF || !(list in LISTS)) return given;
        const odd = rows.map((row, at) => [row, at]).filter(([{ row }]) => row.list === LISTS[list]).map(([row, at]) => written(row, at));
        const items = JSON.parse(given.body).items.map((item) => JSON.stringify(item));
        return { body: `{"items":[${[...items, ...odd].join(",")}],"next_page_params":null}` };
    };
}

/** Follows the theft among these rows, and counts what stands on the page. */
async function counted(spoor, rows) {
    const dialogs = [];
    spoor.page.on("dialog", (dialog) => { dialogs.push(dialog.message()); dialog.dismiss(); });
    spoor.answer("eth.blockscout.com", teller(rows));
    nothingElsewhere(spoor);
    await spoor.open();
    await spoor.link("Follow the money").first().click();
    await spoor.page.getByLabel(/^eth\.blockscout\.com/).check();
    await spoor.button("Start").click();
    await spoor.traceWhole();
    // What stands in the way of the last view is drawn first.
    if (rows.some(({ outcome }) => outcome === "guarded")) await spoor.page.locator(".refused").waitFor({ state: "attached" });
    await spoor.page.waitForTimeout(500);
    assert.deepEqual(dialogs, []);
    return spoor.page.evaluate(() => {
        const tags = (elements) => {
            const counts = {};
            for (const element of elements) counts[element.tagName] = (counts[element.tagName] ?? 0) + 1;
            return counts;
        };
        const refused = document.querySelector(".refused");
        const inside = refused ? [...refused.querySelectorAll("*")] : [];
        const all = [...document.querySelectorAll("*")];
        return {
            outside: tags(all.filter((element) => !refused?.contains(element))),
            inside: tags(inside),
            lines: refused ? refused.querySelectorAll(":scope > ol > li").length : 0,
            text: refused?.textContent ?? "",
            whole: document.documentElement.textContent,
            handlers: all.filter((element) => [...element.attributes].some(({ name }) => /^on/i.test(name))).length,
            links: [...document.querySelectorAll("[href], [src], [srcdoc], [action]")].map((element) => element.outerHTML.slice(0, 300)),
        };
    });
}

/** Runs in a browser of its own, so that nothing is kept of another run. */
async function apart(spoor, rows) {
    const own = await Spoor.start(spoor.context.browser(), {});
    try {
        return await counted(own, rows);
    } finally {
        await own.close();
    }
}

const HOSTILE = /bad\.example|javascript:|data:text|onerror|onload|t\.me|srcdoc/i;
const UNSEEN = /[\u0000\u0007\u001b\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]/;

test("hostile rows make no element in the page, and what is unseen in their names is shown", async (spoor) => {
    const rows = cases.filter(({ outcome }) => outcome !== "refused");
    const guarded = rows.filter(({ outcome }) => outcome === "guarded").length;
    assert(guarded >= 100, "the whole corpus is told");
    const clean = await counted(spoor, [PLAIN]);
    const hostile = await apart(spoor, rows);
    assert.equal(clean.lines, 1);
    assert.equal(hostile.lines, guarded, "each is in the list");
    assert.deepEqual(hostile.outside, clean.outside, "beside the list nothing is more or less");
    // Every line of the list is made of what a plain one is made of; some have a second reason.
    const each = Object.fromEntries(Object.entries(clean.inside).filter(([tag]) => !["SUMMARY", "OL"].includes(tag)));
    for (const [tag, count] of Object.entries(hostile.inside)) {
        assert(tag in clean.inside, `<${tag.toLowerCase()}> came out of a row`);
        if (tag in each && tag !== "LI") assert(count <= each[tag] * guarded, `${count} of <${tag.toLowerCase()}> for ${guarded} rows`);
    }
    assert.equal(hostile.handlers, 0);
    for (const html of hostile.links) assert.doesNotMatch(html, HOSTILE);
    // As text, whole: the markup that was tried; and the code points that nobody sees.
    for (const shown of ["<img src=x onerror=alert(1)>", "</script><script>", "E\u0422H (U+0422)", "USDT (U+200B)", "TDSU (U+202E)", "HTE (U+2067 U+2069)"]) {
        assert(hostile.text.includes(shown), `${shown} is not shown`);
    }
    assert.doesNotMatch(hostile.whole, UNSEEN);
    assert(!hostile.whole.includes("A".repeat(40)), "a name has no length of its own");
});

test("rows that cannot be read leave a sentence and no element", async (spoor) => {
    const rows = cases.filter(({ outcome }) => outcome === "refused");
    assert(rows.length >= 30);
    const clean = await counted(spoor, []);
    const hostile = await apart(spoor, rows);
    assert.equal(hostile.lines, 0);
    assert.deepEqual(hostile.inside, {});
    for (const tag of Object.keys(hostile.outside)) {
        assert(tag in clean.outside || ["EM", "STRONG", "SMALL"].includes(tag), `<${tag.toLowerCase()}> came out of a row`);
    }
    assert.equal(hostile.outside.SCRIPT, clean.outside.SCRIPT);
    assert.equal(hostile.outside.B, clean.outside.B);
    assert.equal(hostile.handlers, 0);
    for (const html of hostile.links) assert.doesNotMatch(html, HOSTILE);
    assert.doesNotMatch(hostile.whole, UNSEEN);
    assert.match(hostile.whole, /could not be used|cannot be read|left out|incomplete/i, "that something is missing is said");
});
