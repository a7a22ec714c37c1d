// The auditor on the bench: its worker driven by messages as the page does it, and feeds made up by dice to give it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { here } from "./harness.mjs";

/** A program of the examples, as `named` by a variable of the environment or as it was built. */
export function program(name, named) {
    const target = process.env.CARGO_TARGET_DIR ?? join(here, "..", "..", "target");
    const built = ["release", "debug"].map((profile) => join(target, profile, "examples", name));
    const found = [named, ...built].find((path) => path && existsSync(path));
    assert(found, `there is no ${name}: cargo build --release --example ${name}`);
    return found;
}

/** The files of a made feed, by name; the same numbers give the same bytes, and more entries continue fewer. */
export function madeFeed(entries, seed = 1) {
    const folder = join(here, "out", `feed-${entries}-${seed}`);
    if (!existsSync(join(folder, "feed.json"))) {
        mkdirSync(folder, { recursive: true });
        execFileSync(program("make_feed", process.env.SPOOR_MAKE_FEED), [folder, String(entries), "--seed", String(seed)]);
    }
    return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** A folder of the site that a test fills: `served.files` is what lies there, `served.asked` what was asked for. */
export function servedFolder(name = "boards/test") {
    const served = { files: new Map(), asked: [] };
    served.change = (path, answer) => {
        if (!path.startsWith(`/${name}/`)) return answer;
        const file = path.slice(name.length + 2);
        served.asked.push(file);
        const body = served.files.get(file);
        return body ? { ...answer, status: 200, body } : { ...answer, status: 404, body: Buffer.from("Not found\n") };
    };
    return served;
}

/** Starts an auditor on the page that is open. */
export async function auditor(spoor) {
    const { page } = spoor;
    await page.evaluate(() => {
        const worker = new Worker(document.documentElement.getAttribute("data-spoor-auditor"), { type: "module" });
        const bench = { worker, told: [], boards: [], coming: [] };
        window.auditor = bench;
        return new Promise((ready, broken) => {
            worker.onerror = (event) => broken(new Error(event.message));
            worker.onmessage = ({ data }) => {
                const told = JSON.parse(data);
                const [kind, what] = typeof told === "string" ? [told, null] : Object.entries(told)[0];
                if (kind === "part") {
                    bench.coming.push(what);
                    if (what.last) bench.boards.push(bench.coming.splice(0));
                } else {
                    bench.told.push({ at: performance.now(), kind, what });
                }
                if (kind === "ready") ready();
            };
        });
    });
    const ask = (what) => page.evaluate((what) => window.auditor.worker.postMessage([JSON.stringify(what)]), what);
    const told = (kind) => page.evaluate((kind) => window.auditor.told.filter((one) => one.kind === kind).map(({ what }) => what), kind);
    return {
        ask,
        told,
        /** Follows a folder of the site, and gives every state until one that was read at its source, or refused. */
        async follow(folder = "boards/test", timeout = 60_000) {
            const before = (await told("feed")).length;
            await ask({ follow: { source: { site: folder } } });
            await page.waitForFunction(
                (before) => window.auditor.told.filter(({ kind }) => kind === "feed").slice(before).some(({ what }) => what.standing === "good" || what.problems.length > 0),
                before,
                { timeout },
            );
            return (await told("feed")).slice(before);
        },
        /** The newest board, joined. */
        async board() {
            await page.waitForFunction(() => window.auditor.boards.length > 0, null, { timeout: 60_000 });
            return page.evaluate(() => {
                const parts = window.auditor.boards.at(-1).map(({ board }) => board);
                const whole = structuredClone(parts[0]);
                for (const part of parts.slice(1)) for (const [name, list] of Object.entries(part)) if (Array.isArray(list)) whole[name].push(...list);
                return whole;
            });
        },
        end: () => page.evaluate(() => window.auditor.worker.terminate()),
    };
}
