// Runs the browser tests: `node tests/browser/run.mjs [part of a name]…`. The page must have been built (make dist).
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Spoor, dist, here, launch, tests } from "./harness.mjs";

if (!existsSync(join(dist, "index.html"))) {
    console.error("There is no page to test: run make dist");
    process.exit(1);
}
mkdirSync(join(here, "out"), { recursive: true });
for (const name of readdirSync(here).filter((file) => file.endsWith(".test.mjs")).sort()) await import(join(here, name));

const LIMIT_MS = 120_000;
const wanted = process.argv.slice(2);
const chosen = tests.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const browser = await launch();
let failed = 0;

/** Runs a test once and gives what went wrong. */
async function once({ name, run, options }) {
    let spoor;
    let timer;
    const faults = [];
    try {
        spoor = await Spoor.start(browser, options);
        const late = new Promise((_, reject) => {
            timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS / 1000} s`)), LIMIT_MS);
        });
        await Promise.race([run(spoor), late]);
    } catch (fault) {
        faults.push(fault);
        const file = join(here, "out", `failed-${name.replaceAll(/[^a-z0-9]+/gi, "-")}.png`);
        await spoor?.page.screenshot({ path: file }).catch(() => {});
    }
    clearTimeout(timer);
    await spoor?.close().catch((fault) => faults.push(fault));
    return faults;
}

// A machine that stands still for a moment can break any wait: what failed is run once more, and both results are said.
let again = 0;
for (const test of chosen) {
    for (const last of [false, true]) {
        const started = Date.now();
        const faults = await once(test);
        console.log(`${faults.length ? "FAILED" : "ok    "} ${test.name} (${Date.now() - started} ms)`);
        for (const fault of faults) console.log(String(fault.stack ?? fault).replace(/^/gm, "       "));
        if (faults.length === 0) break;
        if (last) failed += 1;
        else {
            again += 1;
            console.log(`       ${test.name}: once more`);
        }
    }
}
await browser.close();
const passed = chosen.length - failed;
if (chosen.length === 0) console.log("No test has such a name");
console.log(`${passed} passed (${again - failed} of them only when run again), ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
