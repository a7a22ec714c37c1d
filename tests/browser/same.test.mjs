// The same run gives the same payload in the page and on the host, byte for byte: their SHA-256 are compared.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { asset, dist, test } from "./harness.mjs";
import { toForm } from "./screens.mjs";
import { commands, overhear } from "./worker.mjs";

const now = Date.parse("2026-11-22T12:00:00Z");
// The worker has a clock of its own: the answers it reads are dated by it.
const change = (path, answer) =>
    /\/worker\.[0-9a-f]+\.js$/.test(path) ? { ...answer, body: Buffer.concat([Buffer.from(`Date.now = () => ${now};\n`), answer.body]) } : answer;

/** Opens the page of a tip for every end on the list, and reads the name it would have. */
const names = (page) =>
    page.evaluate(async () => {
        const until = async (find) => {
            for (let tries = 0; tries < 600; tries += 1) {
                const found = find();
                if (found) return found;
                await new Promise((done) => { setTimeout(done, 10); });
            }
            throw new Error("it did not come");
        };
        const links = () => [...document.querySelectorAll(".endlist a.tip")];
        const found = [];
        const count = links().length;
        for (let at = 0; at < count; at += 1) {
            (await until(() => links()[at])).click();
            // Of an end to which no way is known there is no tip.
            const name = await until(() => document.querySelector(".tip .tipname, .tip .step .failed"));
            if (name.matches(".tipname")) found.push(name.textContent);
            location.hash = "#/trace";
            await until(() => links().length === count && !document.querySelector(".steps"));
        }
        return found;
    });

const native = ({ settings, wasmSha256 }) => {
    const labels = join(dist, "assets", readdirSync(join(dist, "assets")).find((name) => /^labels-[0-9a-f]+\.bin$/.test(name)));
    const input = JSON.stringify({ case: "bybit-2025-02-21", labels, wasmSha256, nowMs: now, settings: [settings] });
    const args = ["run", "--quiet", "--example", "payload_names"];
    return JSON.parse(execFileSync("cargo", args, { input, encoding: "utf8", maxBuffer: 1 << 26, stdio: ["pipe", "pipe", "inherit"] }))[0];
};

let compared = 0;
const rules = [["First in", "fifo"], ["In proportion", "haircut"], ["Last in, first out", "lifo"], ["Other money first", "libr"], ["Stolen money first", "first"]];
for (const [at, [name, policy]] of rules.entries()) {
    test(`payloads are the same in the page and on the host: ${policy}`, async (spoor) => {
        await spoor.fix({ now, seed: 7 });
        await overhear(spoor);
        await spoor.open();
        await toForm(spoor);
        await spoor.page.locator(".morechoices summary").click();
        await spoor.page.getByRole("radio", { name: new RegExp(`^${name}`) }).check();
        await spoor.button("Start").click();
        await spoor.traceWhole();
        const [{ settings }] = (await commands(spoor, "start")).slice(-1);
        assert.equal(settings.policy, policy);
        const wasmSha256 = await spoor.page.evaluate(() => document.documentElement.getAttribute("data-spoor-wasm-sha256"));
        assert.equal(wasmSha256, createHash("sha256").update(asset("spoor", "wasm").bytes).digest("hex"));
        const [seen, there] = [await names(spoor.page), native({ settings, wasmSha256 })];
        assert(seen.length >= 20, `${seen.length} ends are listed`);
        for (const [end, name] of seen.entries()) {
            const place = there.indexOf(name);
            assert(place !== -1, `the host gives no payload ${name} (end ${end} of the list)`);
            there.splice(place, 1);
        }
        compared += seen.length;
        if (at === rules.length - 1) {
            console.log(`       ${compared} of ${compared} payloads are the same in the page and on the host`);
            assert(compared >= 100, `${compared}`);
        }
    }, { change });
}
