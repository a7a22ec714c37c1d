// The policy, the headers and the nginx sample come from one list of hosts.
import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ASKED, KEPT, headers, headersFile, headersFor, hosts, nginx, parseHeaders, policy } from "../../tools/site.mjs";

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
    const cases = [["/", ASKED], ["/index.html", ASKED], ["/assets/spoor.0123456789abcdef.wasm", KEPT], ["/SHA256SUMS", undefined]];
    for (const [path, kept] of cases) {
        const given = headersFor(rules, path);
        assert.deepEqual(given.filter(([name]) => name !== "Cache-Control"), headers(list), path);
        assert.equal(given.find(([name]) => name === "Cache-Control")?.[1], kept, path);
        assert.equal(new Set(given.map(([name]) => name)).size, given.length, path);
    }
});

test("the policy allows no inline code, no other origin and no wildcard", () => {
    const text = policy(hosts(root));
    assert.doesNotMatch(text, /unsafe-inline|'unsafe-eval'|\*|data:|http:/);
    for (const rule of ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"]) {
        assert(text.split("; ").includes(rule), rule);
    }
});

test("docs/hosting.md shows the nginx sample as it is made", () => {
    const shown = /```nginx\n([\s\S]*?)```/.exec(readFileSync(join(root, "docs", "hosting.md"), "utf8"))[1].trimEnd();
    assert.equal(shown, nginx(hosts(root)), "print it with: node tools/site.mjs nginx");
});
