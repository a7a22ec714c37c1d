// What a browser test gets. A test file calls `test(name, async (spoor) => …, options)`.
//
// Every test has a fresh browser context and a page under the headers of dist/_headers. It fails on any error in the
// console, on any violation of the page's policy, and on any request to another origin that it has not routed by
// `spoor.answer(host, …)`. Nothing ever leaves the machine: the browser resolves no host but 127.0.0.1.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { listen, siteServer } from "../../tools/serve.mjs";

export const here = dirname(fileURLToPath(import.meta.url));
export const dist = join(here, "..", "..", "dist");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** All tests, in the order of their files. */
export const tests = [];

/**
 * Adds a test. Options: `context` (playwright's options for the browser context), `change(path, answer)` (alters what the
 * server sends: `{status, headers: [[name, value]], body: Buffer}`).
 */
export function test(name, run, options = {}) {
    assert(!tests.some((other) => other.name === name), `two tests are called ${JSON.stringify(name)}`);
    tests.push({ name, run, options });
}

/** The one file in dist/assets whose name starts with `stem.` and ends with `.type`. */
export function asset(stem, type) {
    const found = readdirSync(join(dist, "assets")).filter((name) => name.startsWith(`${stem}.`) && name.endsWith(`.${type}`));
    assert.equal(found.length, 1, `dist/assets should hold one ${stem}.….${type}`);
    return { name: found[0], bytes: readFileSync(join(dist, "assets", found[0])) };
}

export function launch() {
    const args = [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ];
    // Chromium refuses its sandbox to root, which a container usually runs as.
    if (process.getuid?.() === 0) args.push("--no-sandbox");
    return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}

/** What a test holds in its hands. */
export class Spoor {
    /** Errors seen and not announced by `expectError`. */
    errors = [];
    /** Requests to other origins that the test answered: `[{method, url}]`. */
    asked = [];
    #expected = [];
    #routes = new Map();

    constructor(context, page, url) {
        Object.assign(this, { context, page, url });
    }

    static async start(browser, options) {
        const server = siteServer(dist, options.change);
        const url = await listen(server, 0);
        const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options.context });
        const page = await context.newPage();
        const spoor = new Spoor(context, page, url);
        spoor.server = server;
        await spoor.#watch();
        return spoor;
    }

    async #watch() {
        const origin = new URL(this.url).origin;
        this.context.on("console", (message) => {
            if (["error", "warning"].includes(message.type())) this.#error(`console: ${message.text()} ${message.location().url}`);
        });
        this.page.on("worker", (worker) => {
            // A worker that ends at once takes its listener along.
            worker
                .evaluate(() => {
                    self.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.effectiveDirective} refuses ${event.blockedURI}`));
                })
                .catch(() => {});
        });
        this.context.on("weberror", (error) => this.#error(`uncaught: ${error.error()}`));
        await this.context.exposeFunction("reportViolation", (what) => this.#error(`policy: ${what}`));
        await this.context.addInitScript(() => {
            const report = window.reportViolation;
            document.addEventListener("securitypolicyviolation", (event) => report(`${event.effectiveDirective} refuses ${event.blockedURI}`));
        });
        await this.context.route("**/*", async (route) => {
            const request = route.request();
            const url = new URL(request.url());
            if (url.origin === origin || ["blob:", "data:"].includes(url.protocol)) return route.continue();
            const answer = this.#routes.get(url.host);
            if (!answer) {
                this.#error(`request: ${request.method()} ${url.href} was not to be sent`);
                return route.abort();
            }
            this.asked.push({ method: request.method(), url: url.href });
            const given = await answer(url, request);
            if (given === "pass") return route.continue();
            if (given === null) return route.abort("failed");
            const headers = { "access-control-allow-origin": "*", "content-type": "application/json", ...given.headers };
            return route.fulfill({ status: given.status ?? 200, headers, body: given.body });
        });
    }

    #error(text) {
        const expected = this.#expected.find(({ pattern }) => pattern.test(text));
        if (expected) expected.seen += 1;
        else this.errors.push(text);
    }

    /** From now on an error that matches is expected, and has to come by the end of the test. */
    expectError(pattern) {
        this.#expected.push({ pattern, seen: 0 });
    }

    /**
     * Answers requests to a host. `give(url, request)` returns `{status, headers, body}`, `null` for a connection that breaks,
     * or `"pass"` where a server of the test listens itself. A page may read `retry-after` only with `access-control-expose-headers`, as in the wild.
     */
    answer(host, give) {
        this.#routes.set(host, give);
    }

    /** Opens a page at a hash and waits until it is drawn. */
    async open(hash = "", page = "") {
        await this.page.goto(this.url + page + hash);
        await this.page.waitForSelector("h1");
    }

    /** Waits until a trace has nothing left to ask and the whole of it is on the screen: a view comes in parts. */
    async traceWhole(timeout = 90_000) {
        await this.page.getByText("Nothing is left to ask").first().waitFor({ timeout });
        await this.page.locator(".trace[aria-busy=false]").waitFor({ timeout });
    }

    button(name) {
        return this.page.getByRole("button", { name });
    }

    link(name) {
        return this.page.getByRole("link", { name });
    }

    field(name, options) {
        return this.page.getByLabel(name, options);
    }

    /** The text last written to the clipboard; the test's context needs the two clipboard permissions. */
    clipboard() {
        return this.page.evaluate(() => navigator.clipboard.readText());
    }

    /** Fixes the clock and the random bytes of page and worker, so that the same actions give the same tip. */
    async fix({ now, seed }) {
        await this.context.addInitScript(
            ({ now, seed }) => {
                Date.now = () => now;
                let state = seed >>> 0;
                crypto.getRandomValues = (array) => {
                    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
                    for (let at = 0; at < bytes.length; at += 1) {
                        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
                        bytes[at] = state >>> 24;
                    }
                    return array;
                };
            },
            { now, seed },
        );
    }

    /** Fails where axe-core finds a violation on the screen as it is. */
    async axe() {
        await this.page.evaluate(axeSource);
        const violations = await this.page.evaluate(async () => {
            const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
            return violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ target }) => target.join(" ")) }));
        });
        assert.deepEqual(violations, []);
    }

    /** Fails where the page as a whole can be scrolled sideways. */
    async fitsWidth() {
        const [wide, screen, out] = await this.page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            const scrolls = (element) => element && (["auto", "scroll", "hidden"].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
            const over = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5 && !scrolls(element.parentElement));
            return [scrollWidth, clientWidth, over.slice(0, 6).map((element) => `${element.tagName} ${element.className}: ${element.textContent.slice(0, 40)}`)];
        });
        const sideways = await this.page.evaluate(() =>
            [...document.querySelectorAll(".screen.ends, .screen.detail")].filter((list) => list.scrollWidth > list.clientWidth + 1).map(({ className }) => className));
        assert.deepEqual(sideways, [], "a list of words never scrolls sideways");
        assert(wide <= screen, `the page is ${wide} px wide on a screen of ${screen} px: ${out.join(" | ")}`);
    }

    async close() {
        // What the page reports in its last task still has to arrive.
        await this.page.waitForTimeout(50);
        await this.context.close();
        await new Promise((done) => { this.server.close(done); this.server.closeAllConnections(); });
        for (const { pattern, seen } of this.#expected) if (seen === 0) this.errors.push(`expected and not seen: ${pattern}`);
        assert.deepEqual(this.errors, []);
    }
}
