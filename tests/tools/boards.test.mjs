// The feeds that a site ships are copied as they are published, and nothing else that lies beside them.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { boards } from "../../tools/boards.mjs";

/** A folder with these files; removed at the end of the test. */
function folder(t, files) {
    const root = mkdtempSync(join(tmpdir(), "spoor-"));
    t.after(() => rmSync(root, { recursive: true }));
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
    }
    return root;
}

const list = (...folders) => JSON.stringify({ schema: "boards/1", feeds: folders.map((folder) => ({ folder, name: "N", about: "A" })) });

test("the list and its feeds are copied, keys and notes are not", (t) => {
    const root = folder(t, {
        "data/boards/index.json": list("boards/one"),
        "data/boards/one/feed.json": "index",
        "data/boards/one/entries-00000.jsonl": "lines",
        "data/boards/one/cases/theft.json": "case",
        "data/boards/one/key.json": "secret",
        "data/boards/one/README.md": "notes",
        "data/boards/two/feed.json": "not listed",
    });
    const site = folder(t, {});
    const written = boards(root, site);
    assert.deepEqual(written, ["boards/index.json", "boards/one/cases/theft.json", "boards/one/entries-00000.jsonl", "boards/one/feed.json"]);
    assert.equal(readFileSync(join(site, "boards/one/feed.json"), "utf8"), "index");
});

test("without a list there is an empty one", (t) => {
    const site = folder(t, {});
    assert.deepEqual(boards(folder(t, {}), site), ["boards/index.json"]);
    assert.deepEqual(JSON.parse(readFileSync(join(site, "boards/index.json"))), { schema: "boards/1", feeds: [] });
});

test("a list that names what is not there, or leads out of the folder, stops the build", (t) => {
    for (const [named, says] of [["boards/none", /not there/], ["../boards/one", /not a folder/], ["boards/../../x", /not a folder/], ["https://x", /not a folder/]]) {
        assert.throws(() => boards(folder(t, { "data/boards/index.json": list(named) }), folder(t, {})), says, named);
    }
});
