// The page's own safety: what it loads, what it refuses, and what it says when it cannot run.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { listen } from "../../tools/serve.mjs";
import { hosts } from "../../tools/site.mjs";
import { asset, dist, test } from "./harness.mjs";

const edit = (file, change) => (path, answer) => (path === file ? { ...answer, body: Buffer.from(change(answer.body.toString("utf8"))) } : answer);
const without = (...names) => (_path, answer) => ({ ...answer, headers: answer.headers.filter(([name]) => !names.includes(name)) });
const boot = asset("boot", "js");
const program = asset("spoor", "wasm");
const facts = JSON.parse(/^const build = (.*);$/m.exec(boot.bytes.toString("utf8"))[1]);
const halted = (spoor) => spoor.page.locator(".halt").innerText();

/**
 * Does one of three things in a task of the page, where the page's policy holds (what the debugger evaluates at once is
 * exempt from it), and gives "passed" or the name of the error.
 */
const inPage = (page, deed, text) =>
    page.evaluate(
        ([deed, text]) =>
            new Promise((done) => {
                const deeds = {
                    html: () => (document.createElement("div").innerHTML = text),
                    code: () => (0, eval)(text),
                    worker: () => new Worker(text),
                };
                setTimeout(() => {
                    try {
                        deeds[deed]();
                        done("passed");
                    } catch (error) {
                        done(error.name);
                    }
                });
            }),
        [deed, text],
    );

test("opens under its policy and asks nobody but its own host", async (spoor) => {
    const requests = [];
    spoor.page.on("request", (request) => requests.push(request.url()));
    await spoor.open();
    await spoor.page.waitForTimeout(1000);
    assert.equal(await spoor.page.locator("#loading").count(), 0);
    const paths = requests.filter((url) => !url.startsWith("blob:")).map((url) => url.replace(spoor.url, ""));
    const listed = readFileSync(join(dist, "SHA256SUMS"), "utf8").trim().split("\n").map((line) => line.slice(66));
    assert.deepEqual(paths.filter((path) => path !== "" && !listed.includes(path)), []);
    assert(paths.includes(`assets/${program.name}`), "the program was loaded from its own host");
    assert.equal(new Set(paths).size, paths.length, "nothing is loaded twice");
});

test("is served with every header, and lets hashed files be kept", async (spoor) => {
    const page = await fetch(spoor.url);
    const policy = page.headers.get("content-security-policy");
    const list = hosts(join(dist, ".."));
    const connect = /connect-src ([^;]*)/.exec(policy)[1].split(" ");
    assert.deepEqual(connect, ["'self'", ...list.map(({ host }) => `https://${host}`)]);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https:(?!\/\/)|\*/);
    const meta = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(await page.text())[1];
    assert.equal(policy, `${meta}; frame-ancestors 'none'`);
    assert.equal(page.headers.get("x-content-type-options"), "nosniff");
    assert.equal(page.headers.get("referrer-policy"), "no-referrer");
    assert.equal(page.headers.get("cross-origin-opener-policy"), "same-origin");
    assert.match(page.headers.get("permissions-policy"), /camera=\(\).*clipboard-write=\(self\)/);
    assert.equal(page.headers.get("cache-control"), "no-cache");
    const wasm = await fetch(`${spoor.url}assets/${program.name}`);
    assert.equal(wasm.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.equal(wasm.headers.get("content-type"), "application/wasm");
    assert.equal((await fetch(`${spoor.url}..%2f..%2fetc/passwd`)).status, 400);
    assert.equal((await fetch(`${spoor.url}_headers`)).status, 404);
});

test("tells the hash of the program that runs", async (spoor) => {
    await spoor.open();
    const told = await spoor.page.locator("html").getAttribute("data-spoor-wasm-sha256");
    assert.equal(told, createHash("sha256").update(program.bytes).digest("hex"));
});

test("the program holds no path of the machine it was built on", async () => {
    const text = program.bytes.toString("latin1");
    for (const path of [join(dist, ".."), homedir(), process.env.CARGO_HOME, "/home/"]) {
        if (path && path !== "/") assert(!text.includes(path), `${path} is in the program`);
    }
    assert(!text.includes(".rustup"), "the path of the compiler is in the program");
});

test("passes its own HTML templates and no other text", async (spoor) => {
    spoor.expectError(/console: .*TrustedHTML/);
    spoor.expectError(/policy: require-trusted-types-for/);
    await spoor.open();
    for (const template of facts.templates) assert.equal(await inPage(spoor.page, "html", template), "passed");
    const foreign = ["<b>bold</b>", "", "<img src=x onerror=alert(1)>", ...facts.templates.slice(0, 1).map((text) => `${text} `)];
    for (const text of foreign) assert.equal(await inPage(spoor.page, "html", text), "TypeError", text);
});

test("runs no text as code, and no worker but its own", async (spoor) => {
    spoor.expectError(/console: .*(eval|TrustedScript\b)/i);
    spoor.expectError(/console: .*TrustedScriptURL/);
    spoor.expectError(/policy: /);
    await spoor.open();
    assert.match(await inPage(spoor.page, "code", "6 * 7"), /Error$/);
    assert.match(await inPage(spoor.page, "worker", `${spoor.url}assets/${boot.name}`), /TypeError/);
});

test("blocks inline script, inline handlers and inline style", async (spoor) => {
    spoor.expectError(/script-src-elem refuses inline/);
    spoor.expectError(/script-src-attr refuses inline/);
    spoor.expectError(/style-src-attr refuses inline/);
    spoor.expectError(/console: /);
    await spoor.open();
    assert.equal(await spoor.page.evaluate(() => window.hacked), undefined);
}, {
    change: edit("/index.html", (html) =>
        html.replace("<noscript>", '<script>window.hacked = 1</script><img src="" alt="" onerror="window.hacked = 2"><p style="color:red"></p><noscript>')),
});

test("refuses a program with one changed byte, in words", async (spoor) => {
    spoor.expectError(/integrity/i);
    await spoor.page.goto(spoor.url);
    await spoor.page.waitForSelector(".halt");
    assert.match(await halted(spoor), /could not be loaded whole[\s\S]*do not use this copy/);
    assert.equal(await spoor.page.locator("main").count(), 0);
}, {
    change: (path, answer) => {
        if (!path.endsWith(".wasm")) return answer;
        const body = Buffer.from(answer.body);
        body[body.length >> 1] ^= 1;
        return { ...answer, body };
    },
});

test("refuses a changed loader, and says so without script", async (spoor) => {
    spoor.expectError(/integrity/i);
    await spoor.page.goto(spoor.url);
    await spoor.page.getByText("do not fit together").waitFor({ state: "visible", timeout: 12_000 });
    assert.equal(await spoor.page.evaluate(() => document.documentElement.dataset.spoorWorker), undefined);
}, { change: edit(`/assets/${boot.name}`, (text) => `${text} `) });

/** A page of another origin that frames Spoor. */
async function framed(spoor) {
    const other = createServer((_request, response) => {
        response.writeHead(200, { "content-type": "text/html" });
        response.end(`<!doctype html><title>Other</title><iframe src="${spoor.url}" width="800" height="600"></iframe>`);
    });
    const url = await listen(other, 0);
    await spoor.context.route(`${url}**`, (route) => route.continue());
    await spoor.page.goto(url);
    await spoor.page.waitForTimeout(1500);
    const inner = spoor.page.frames()[1];
    const text = await inner.evaluate(() => document.body?.innerText ?? "").catch(() => "");
    other.close();
    other.closeAllConnections();
    return text;
}

test("is not shown in a frame", async (spoor) => {
    spoor.expectError(/frame/i);
    assert.doesNotMatch(await framed(spoor), /Spoor/);
});

test("does not run in a frame where the host sends no headers", async (spoor) => {
    assert.match(await framed(spoor), /does not run inside another page/);
}, { change: without("Content-Security-Policy", "X-Frame-Options", "Cross-Origin-Resource-Policy") });

for (const [kind, change] of [["", undefined], [" where the host sends no headers", without("Content-Security-Policy")]]) {
    test(`the worker may ask the listed hosts only${kind}`, async (spoor) => {
        spoor.expectError(/policy: connect-src refuses https:..collector.example/);
        spoor.answer("eth.blockscout.com", () => ({ body: "{}" }));
        await spoor.open();
        const started = spoor.page.waitForEvent("worker");
        await spoor.page.evaluate(() => {
            window.probe = new Worker(document.documentElement.dataset.spoorWorker, { type: "module" });
        });
        const worker = await started;
        const get = (url) =>
            worker.evaluate((target) => new Promise((done) => setTimeout(() => fetch(target).then(({ status }) => done(String(status)), ({ name }) => done(name)))), url);
        assert.equal(await get("https://eth.blockscout.com/api/v2/stats"), "200");
        assert.equal(await get("https://collector.example/"), "TypeError");
        assert.deepEqual(spoor.asked.map(({ url }) => url), ["https://eth.blockscout.com/api/v2/stats"]);
    }, { change });
}

test("says when the program has died", async (spoor) => {
    spoor.expectError(/unreachable/);
    await spoor.open();
    await spoor.page.evaluate(() => {
        // (module (func (export "die") unreachable)): what a panic ends in.
        const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 7, 1, 3, 100, 105, 101, 0, 0, 10, 5, 1, 3, 0, 0, 11]);
        const { die } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
        setTimeout(die);
    });
    await spoor.page.waitForSelector(".halt");
    assert.match(await halted(spoor), /has stopped[\s\S]*reload/);
});

test("says when WebAssembly is switched off", async (spoor) => {
    await spoor.context.addInitScript(() => delete globalThis.WebAssembly);
    await spoor.open();
    assert.match(await halted(spoor), /needs WebAssembly[\s\S]*Standard/);
});

test("says without scripts that it needs them", async (spoor) => {
    await spoor.page.goto(spoor.url);
    assert.match(await halted(spoor), /needs JavaScript/);
    assert.equal(await spoor.page.locator("#loading").isVisible(), false);
}, { context: { javaScriptEnabled: false } });
