// The policy, the headers and the nginx sample come from one list of hosts.
import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ASKED, FEEDS, KEPT, PAGES, attributes, headers, headersFile, headersFor, hosts, nginx, parseHeaders, policy } from "../../tools/site.mjs";

const root = join(import.meta.dirname, "..", "..");

test("only plain host names are taken, each once, each with what it is", () => {
    const folder = mkdtempSync(join(tmpdir(), "spoor-"));
    mkdirSync(join(folder, "data"));
    const read = (services) => {
        writeFileSync(join(folder, "data", "services.json"), JSON.stringify({ services }));
        return () => hosts(folder);
    };
    const good = { id: "a", base: "https://a.example/api", name: "A", kind: "explorer" };
    const listed = { host: "a.example", what: "A", kind: "explorer" };
    assert.deepEqual(read([good])(), [listed]);
    assert.deepEqual(read([good, { ...good, base: "https://a.example/other" }, { ...good, base: null }])(), [listed]);
    for (const base of ["https://*", "https://*.example", "http://a.example", "a.example", "https://A.example", "https://a.example; script-src *", "https://localhost", ""]) {
        assert.throws(read([{ ...good, base }]), /not https:\/\/ and a plain host name/, base);
    }
    assert.throws(read([{ ...good, name: "" }]), /neither/);
    rmSync(folder, { recursive: true });
});

test("the headers file gives each path its headers, none of them twice", () => {
    const list = hosts(root);
    const rules = parseHeaders(headersFile(list));
    const framed = (page, whom = "'none'") => `${policy(list, PAGES[page])}; frame-ancestors ${whom}`;
    const cases = [
        ["/", ASKED, framed("index.html"), "DENY"],
        ["/index.html", ASKED, framed("index.html"), "DENY"],
        ["/own-node.html", ASKED, framed("own-node.html"), "DENY"],
        ["/own-node", ASKED, framed("own-node.html"), "DENY"],
        ["/board.html", ASKED, framed("board.html"), "DENY"],
        ["/board", ASKED, framed("board.html"), "DENY"],
        ["/board-anywhere.html", ASKED, framed("board-anywhere.html"), "DENY"],
        ["/embed.html", ASKED, framed("embed.html", "*"), undefined],
        ["/embed", ASKED, framed("embed.html", "*"), undefined],
        ["/assets/spoor.0123456789abcdef.wasm", KEPT, framed("index.html"), "DENY"],
        ["/SHA256SUMS", undefined, undefined, undefined],
    ];
    const differs = ["Cache-Control", "Content-Security-Policy", "X-Frame-Options"];
    for (const [path, kept, rule, frames] of cases) {
        const given = headersFor(rules, path);
        const its = (name) => given.find(([own]) => own === name)?.[1];
        assert.deepEqual(given.filter(([name]) => !differs.includes(name)), headers(), path);
        assert.deepEqual([its("Cache-Control"), its("Content-Security-Policy"), its("X-Frame-Options")], [kept, rule, frames], path);
        assert.equal(new Set(given.map(([name]) => name)).size, given.length, path);
    }
    for (const path of ["/boards/index.json", "/boards/bybit/entries-00000.jsonl"]) {
        assert.deepEqual(headersFor(rules, path), [...headers(), ...FEEDS], path);
    }
    // Each page, and no file beside it, is the only one with its policy.
    assert.deepEqual(Object.keys(PAGES).filter((name) => headersFor(rules, `/${name}`).length <= headers().length), []);
});

test("a page says to its program what it is", () => {
    const said = Object.fromEntries(Object.entries(PAGES).map(([name, page]) => [name, attributes(page)]));
    assert.deepEqual(said, {
        "index.html": "", "own-node.html": " data-spoor-own-servers",
        "board.html": "", "board-anywhere.html": " data-spoor-own-servers", "embed.html": " data-spoor-embed",
    });
});

test("the policies allow no inline code, and only those opened by choice another origin than those of the table", () => {
    const list = hosts(root);
    for (const page of Object.values(PAGES)) {
        const text = policy(list, page);
        assert.doesNotMatch(text.replace(/connect-src [^;]*/, ""), /unsafe-inline|'unsafe-eval'|\*|data:|https?:/);
        for (const rule of ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"]) {
            assert(text.split("; ").includes(rule), rule);
        }
    }
    const connect = (page) => /connect-src ([^;]*)/.exec(policy(list, page))[1].split(" ");
    assert.deepEqual(connect(PAGES["index.html"]), ["'self'", ...list.map(({ host }) => `https://${host}`)]);
    for (const name of ["own-node.html", "board-anywhere.html"]) {
        assert.deepEqual(connect(PAGES[name]), ["'self'", "https:", "http://127.0.0.1:*", "http://localhost:*"], name);
    }
    assert.equal(policy(list, PAGES["board.html"]), policy(list));
    assert.deepEqual(connect(PAGES["embed.html"]), ["'self'"], "what others frame asks nobody but its own site");
    assert.deepEqual(Object.keys(PAGES).filter((name) => PAGES[name].framed), ["embed.html"]);
});

test("docs/hosting.md shows the nginx sample as it is made", () => {
    const shown = /```nginx\n([\s\S]*?)```/.exec(readFileSync(join(root, "docs", "hosting.md"), "utf8"))[1].trimEnd();
    assert.equal(shown, nginx(hosts(root)), "print it with: node tools/site.mjs nginx");
});
