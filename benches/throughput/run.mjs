// A million transfers through the taint engine on the host and in Chromium, through networkx and through plain Python, in
// one run, printed as ratios. Nothing here fails because a machine is slow; it fails where two programs that must agree do
// not. `--rows N` takes fewer, `--release` also measures the program as the page ships it (optimised for size).
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const work = join(root, ".tools", "throughput");
const TARGET = "wasm32-unknown-unknown";
const FEATURES = ["bulk-memory", "mutable-globals", "nontrapping-float-to-int", "sign-ext", "reference-types", "multivalue"];
const NETWORKX = "3.5";

const argument = (name, usual) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : usual);
const rows = Number(argument("--rows", 1_000_000));
const addresses = Math.ceil(rows / 5);

function run(command, args, options = {}) {
    const done = spawnSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "inherit"], ...options });
    if (done.error) throw new Error(`${command} cannot be run: ${done.error.message}. Try make setup`);
    if (done.status !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
    return done.stdout;
}

/** The program of a cargo command, from its messages. */
function built(args) {
    const messages = run("cargo", [...args, "--locked", "--quiet", "--message-format=json"]).trim().split("\n").map((line) => JSON.parse(line));
    const target = messages.filter((message) => message.reason === "compiler-artifact" && /^throughput/.test(message.target.name));
    const { executable, filenames } = target.at(-1);
    return executable ?? filenames.find((name) => name.endsWith(".wasm"));
}

/** Glue and optimised program; gives its size in bytes. */
function link(profile, level) {
    const folder = join(work, profile);
    mkdirSync(folder, { recursive: true });
    const wasm = built(["build", "--profile", profile, "--target", TARGET, "--bin", "throughput_page", "--features", "throughput"])
        .replace(/\.js$/, ".wasm");
    const own = join(root, ".tools", "bin", "wasm-bindgen");
    run(existsSync(own) ? own : "wasm-bindgen", ["--target", "web", "--no-typescript", "--remove-name-section", "--out-dir", folder, "--out-name", "page", wasm]);
    const out = join(folder, "page_bg.wasm");
    run(join(root, "node_modules", ".bin", "wasm-opt"), [level, ...FEATURES.map((name) => `--enable-${name}`), out, "-o", out]);
    return statSync(out).size;
}

function serve(folder) {
    const types = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
    const server = createServer((request, answer) => {
        const name = request.url === "/" ? "" : request.url.slice(1);
        const body = name === "" ? "<!doctype html><title>throughput</title>" : existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : null;
        answer.writeHead(body === null ? 404 : 200, { "content-type": types[name.split(".").at(-1)] ?? types.html });
        answer.end(body ?? "");
    });
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Runs in the page: times in milliseconds. */
async function inPage({ rows, addresses }) {
    const { default: init, Whole, Pages } = await import("/page.js");
    await init();
    const time = (job) => {
        const started = performance.now();
        job();
        return performance.now() - started;
    };
    const found = {};
    const whole = new Whole(rows, addresses);
    found.load = time(() => whole.load());
    for (const name of ["haircut", "fifo", "six"]) {
        found[`${name}_first`] = time(() => whole.prepare(name));
        found[name] = Math.min(...Array.from({ length: 5 }, () => time(() => whole.replay())));
        if (name !== "six") found[`${name}_sum`] = whole.checksum(name);
    }
    whole.free();
    const pages = new Pages(rows, addresses, "six");
    const times = Array.from({ length: 20 }, () => {
        pages.turn();
        return time(() => pages.add());
    }).sort((a, b) => a - b);
    found.trace = [...pages.size()];
    found.page = [times[times.length >> 1], times.at(-1)];
    return found;
}

async function inBrowser(folder) {
    const server = await serve(folder);
    const root_flags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const args = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", ...root_flags];
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
    try {
        const page = await browser.newPage();
        page.on("console", (message) => console.error(message.text()));
        await page.goto(`http://127.0.0.1:${server.address().port}/`);
        return await page.evaluate(inPage, { rows, addresses });
    } finally {
        await browser.close();
        server.close();
    }
}

function python(transfers) {
    const venv = join(root, ".tools", "networkx");
    const binary = join(venv, "bin", "python3");
    const there = existsSync(binary) && spawnSync(binary, ["-c", `import networkx; assert networkx.__version__ == "${NETWORKX}"`]).status === 0;
    if (!there) {
        console.log(`Installing networkx ${NETWORKX} into .tools/networkx`);
        run("python3", ["-m", "venv", venv]);
        run(binary, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `networkx==${NETWORKX}`]);
    }
    return JSON.parse(run(binary, [join(root, "benches", "throughput", "rivals.py"), transfers]));
}

mkdirSync(work, { recursive: true });
const program = built(["bench", "--bench", "throughput", "--no-run"]);
const sizes = { speed: link("speed", "-O3") };
if (process.argv.includes("--release")) sizes.release = link("release", "-Oz");
const transfers = join(work, "transfers.csv");
const count = ["--rows", String(rows), "--addresses", String(addresses)];
run(program, [...count, "--write", transfers]);

const host = JSON.parse(run(program, count));
const pages = {};
for (const profile of Object.keys(sizes)) pages[profile] = await inBrowser(join(work, profile));
const rivals = python(transfers);
const again = JSON.parse(run(program, count));

const same = (what, ...sums) => {
    if (new Set(sums).size !== 1) throw new Error(`${what}: the programs disagree: ${sums.join(", ")}`);
};
const inPages = Object.values(pages);
same("haircut", host.haircut_Haircut, rivals.haircut_sum, ...inPages.map((page) => page.haircut_sum));
same("FIFO", host.fifo_Fifo, rivals.fifo_sum, ...inPages.map((page) => page.fifo_sum));

const ms = (micros) => micros / 1000;
const best = (name) => Math.min(ms(host[name]), ms(again[name]));
const figure = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const line = (what, value, note = "") => console.log(`${what.padEnd(52)}${value.padStart(12)}  ${note}`);
const speed = pages.speed;
const tainted = Number(host.haircut_Haircut.split("/")[1]);
console.log(`\n${rows} transfers, ${addresses} addresses, 3 assets; ${tainted} carry stolen money by haircut. networkx ${rivals.networkx}.`);
line("haircut replay: host", `${figure(best("haircut"))} ms`);
line("haircut replay: Chromium", `${figure(speed.haircut)} ms`, `${figure(speed.haircut / best("haircut"))} × host (aim: at most 4)`);
line("haircut replay: networkx", `${figure(rivals.haircut)} s`, `Chromium is ${figure((rivals.haircut * 1000) / speed.haircut)} × as fast (aim: 300)`);
line("FIFO replay: host", `${figure(best("fifo"))} ms`);
line("FIFO replay: Chromium", `${figure(speed.fifo)} ms`, `${figure(speed.fifo / best("fifo"))} × host (aim: at most 4)`);
line("FIFO replay: plain Python", `${figure(rivals.fifo)} s`, `Chromium is ${figure((rivals.fifo * 1000) / speed.fifo)} × as fast (aim: 30)`);
line("all six policies: host", `${figure(best("six"))} ms`);
line("all six policies: Chromium", `${figure(speed.six)} ms`, `${figure(speed.six / best("six"))} × host`);
line("first update, haircut: Chromium", `${figure(speed.haircut_first)} ms`, `with the plan and the order; loading took ${figure(speed.load / 1000)} s, networkx ${figure(rivals.load)} s`);
const [held, touched] = speed.trace;
line(`one page more on ${held} transfers, six policies`, `${figure(speed.page[0])} ms`, `median in Chromium, worst of 20 ${figure(speed.page[1])} ms (aim: 16); ${touched} tainted`);
const bytes = ([store, taint]) => `${store} + ${taint} B`;
line("memory a transfer, FIFO", bytes(host.fifo_bytes), "store + taint (aim: below 200)");
line("memory a transfer, haircut", bytes(host.haircut_bytes));
line("memory a transfer, all six", bytes(host.six_bytes));
for (const [profile, size] of Object.entries(sizes)) {
    line(`program ${profile}`, `${(size / 1024).toFixed(0)} KiB`, `haircut ${figure(pages[profile].haircut)} ms, FIFO ${figure(pages[profile].fifo)} ms, six ${figure(pages[profile].six)} ms`);
}
