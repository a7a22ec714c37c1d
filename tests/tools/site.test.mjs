// The policy, the headers and the nginx sample come from one list of hosts.
import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ASKED, KEPT, PAGES, headers, headersFile, headersFor, hosts, nginx, parseHeaders, policy } from "../../tools/site.mjs";

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
    const strict = `${policy(list)}; frame-ancestors 'none'`;
    const open = `${policy(list, PAGES["own-node.html"])}; frame-ancestors 'none'`;
    const cases = [
        ["/", ASKED, strict],
        ["/index.html", ASKED, strict],
        ["/own-node.html", ASKED, open],
        ["/own-node", ASKED, open],
        ["/assets/spoor.0123456789abcdef.wasm", KEPT, strict],
        ["/SHA256SUMS", undefined, undefined],
    ];
    for (const [path, kept, rule] of cases) {
        const given = headersFor(rules, path);
        const its = (name) => given.find(([own]) => own === name)?.[1];
        assert.deepEqual(given.filter(([name]) => !["Cache-Control", "Content-Security-Policy"].includes(name)), headers(), path);
        assert.equal(its("Cache-Control"), kept, path);
        assert.equal(its("Content-Security-Policy"), rule, path);
        assert.equal(new Set(given.map(([name]) => name)).size, given.length, path);
    }
});

test("the policies allow no inline code, and only that for own servers another origin than those of the table", () => {
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
    assert.deepEqual(connect(PAGES["own-node.html"]), ["'self'", "https:", "http://127.0.0.1:*", "http://localhost:*"]);
});

test("docs/hosting.md shows the nginx sample as it is made", () => {
    const shown = /```nginx\n([\s\S]*?)```/.exec(readFileSync(join(root, "docs", "hosting.md"), "utf8"))[1].trimEnd();
    assert.equal(shown, nginx(hosts(root)), "print it with: node tools/site.mjs nginx");
});
