// The demonstration board, signed anew by a portal written in JavaScript from docs/feed.md: the same bytes, so another program
// can publish a feed and any other can check it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Portal } from "../browser/portal.mjs";

const boards = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "data", "boards");
const file = (name) => readFileSync(join(boards, name), "utf8");
// The public key of data/boards/README.md.
const SECRET = "Spoor, demonstration board: this key is public and anybody can sign with it";
const key = `0x${createHash("sha256").update(SECRET).digest("hex")}`;

test("a portal in JavaScript writes the demonstration board byte for byte", async () => {
    const lines = file("bybit-demo/entries-00000.jsonl").trimEnd().split("\n");
    const index = JSON.parse(file("bybit-demo/feed.json")).index;
    const portal = new Portal(key, 0);
    for (const line of lines) {
        const { at, content, example } = JSON.parse(line).entry;
        portal.now = Date.parse(at) / 1000;
        await portal.say(content, example === undefined ? {} : { example });
    }
    portal.now = Date.parse(index.at) / 1000;
    const files = await portal.publish();
    assert.deepEqual(portal.lines, lines);
    assert.equal(files.get("feed.json"), file("bybit-demo/feed.json"));
    assert.equal(files.get("entries-00000.jsonl"), file("bybit-demo/entries-00000.jsonl"));
});

test("the key file that lies beside it opens with its public passphrase", async () => {
    const portal = await Portal.ofKeyFile(file("bybit-demo.key.json"), "everybody knows this", 0);
    assert.equal(portal.wallet.privateKey, key);
});
