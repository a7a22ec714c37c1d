// Builds the page into dist/: cargo, wasm-bindgen, wasm-opt, then names that hold each file's hash. What did not change
// is not made again. `--sizes` prints what a visitor loads.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { homedir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { templates, templatesIn } from "./templates.mjs";
import { labels } from "./labels.mjs";
import { PAGES, attributes, headersFile, hosts, policy } from "./site.mjs";
import { boards } from "./boards.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const work = join(root, ".tools", "page");
const dist = join(root, "dist");
const expanded = join(work, "expanded.rs");
const TARGET = "wasm32-unknown-unknown";
// How each program is built: the page small, because it is waited for; the worker fast, because it works for minutes
// (docs/adr/0013-worker-speed.md).
const PROGRAMS = {
    spoor: { profile: "release", optimise: "-Oz" },
    worker: { profile: "speed", optimise: "-O3" },
    // It locks and opens key files, which is work by design: scrypt takes as long as the visitor waits
    // (docs/adr/0024-the-vault.md).
    vault: { profile: "speed", optimise: "-O3" },
    board_page: { profile: "release", optimise: "-Oz" },
    // It checks a signature a line of a feed.
    auditor: { profile: "speed", optimise: "-O3" },
};
// The features rustc uses. With --all-features wasm-opt writes modules that browsers refuse.
const FEATURES = ["bulk-memory", "mutable-globals", "nontrapping-float-to-int", "sign-ext", "reference-types", "multivalue"];

const started = Date.now();
const say = (what) => console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${what}`);
const sha256 = (bytes, form = "hex") => createHash("sha256").update(bytes).digest(form);
const integrity = (bytes) => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;

function run(command, args, env = {}) {
    const done = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
    if (done.error) throw new Error(`${command} cannot be run: ${done.error.message}. Try make setup`);
    if (done.status !== 0) throw new Error(`${basename(command)} failed`);
}

function metadata() {
    const done = spawnSync("cargo", ["metadata", "--format-version", "1", "--no-deps"], { cwd: root, maxBuffer: 1 << 26 });
    if (done.status !== 0) throw new Error(`cargo metadata failed: ${done.stderr}`);
    return JSON.parse(done.stdout);
}

/** Compiles the programs; the wrapper beside this file writes the expanded source whenever it compiles the page's library. */
function compile() {
    const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
    // The compiler's own sources carry its folder once their component is installed.
    const sysroot = spawnSync("rustc", ["--print", "sysroot"], { cwd: root }).stdout.toString().trim();
    // No path of the machine gets into the program, so that the same source gives the same bytes in any folder. The wrapper
    // adds these, because cargo mixes the flags it knows of into every crate's identity. Later ones win.
    const moved = { [cargoHome]: "/cargo", [join(sysroot, "lib", "rustlib", "src", "rust")]: "/rustc", [root]: "/spoor" };
    const env = {
        // Views without their types are a third of the size (docs/adr/0011-size.md).
        CARGO_ENCODED_RUSTFLAGS: "--cfg=erase_components",
        RUSTC_WRAPPER: join(root, "tools", "rustc-wrapper.sh"),
        // cargo mixes the path of this one, too, into the identity of our crate.
        RUSTC_WORKSPACE_WRAPPER: "",
        SPOOR_TARGET: TARGET,
        SPOOR_REMAP: Object.entries(moved).map(([from, to]) => `--remap-path-prefix=${from}=${to}`).join("\n"),
    };
    const page = { ...env, SPOOR_EXPANDED: expanded };
    if (!existsSync(expanded)) run("cargo", ["clean", "--quiet", "--release", "--target", TARGET, "-p", "spoor"], page);
    for (const [name, { profile }] of Object.entries(PROGRAMS)) {
        run("cargo", ["build", "--locked", "--profile", profile, "--target", TARGET, "--bin", name], name === "spoor" ? page : env);
    }
    if (!existsSync(expanded)) throw new Error("the library was compiled without its expanded source being written");
}

/** Glue and optimised program for a compiled one; kept until the compiled one changes. */
function link(name, targetDir) {
    const { profile, optimise } = PROGRAMS[name];
    const input = join(targetDir, TARGET, profile, `${name}.wasm`);
    const raw = readFileSync(input);
    const key = sha256(Buffer.concat([raw, Buffer.from(optimise), readFileSync(fileURLToPath(import.meta.url))]));
    const glue = join(work, `${name}.js`);
    const wasm = join(work, `${name}_opt.wasm`);
    const stamp = join(work, `${name}.stamp`);
    if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== key) {
        say(`wasm-bindgen: ${name}`);
        const tool = join(root, ".tools", "bin", "wasm-bindgen");
        run(tool, ["--target", "web", "--no-typescript", "--remove-name-section", "--remove-producers-section", "--out-dir", work, "--out-name", name, input]);
        say(`wasm-opt: ${name}`);
        const enabled = FEATURES.map((name) => `--enable-${name}`);
        run(join(root, "node_modules", ".bin", "wasm-opt"), [optimise, ...enabled, join(work, `${name}_bg.wasm`), "-o", wasm]);
        writeFileSync(stamp, key);
    }
    return { glue: readFileSync(glue, "utf8"), wasm: readFileSync(wasm) };
}

/** The style sheet: the files of style/order.txt in that order, then the one of the shell. */
function style() {
    const order = readFileSync(join(root, "style", "order.txt"), "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
    const there = readdirSync(join(root, "style")).filter((name) => extname(name) === ".css");
    for (const name of there) if (!order.includes(name)) throw new Error(`style/order.txt does not say where ${name} comes`);
    const files = [...order.map((name) => join(root, "style", name)), join(root, "page", "halt.css")];
    return files.map((file) => readFileSync(file, "utf8")).join("\n");
}

/** Replaces a text that must be there exactly once. */
function replace(text, from, to, where) {
    const parts = text.split(from);
    if (parts.length !== 2) throw new Error(`${where}: ${JSON.stringify(from)} stands there ${parts.length - 1} times, not once`);
    return parts.join(to);
}

function assemble(programs, labels) {
    const list = hosts(root);
    const next = `${dist}.next`;
    rmSync(next, { recursive: true, force: true });
    mkdirSync(join(next, "assets"), { recursive: true });
    const files = [];
    const put = (name, content) => {
        const bytes = Buffer.from(content);
        const dot = name.lastIndexOf(".");
        const file = `${name.slice(0, dot)}.${sha256(bytes).slice(0, 16)}${name.slice(dot)}`;
        writeFileSync(join(next, "assets", file), bytes);
        files.push({ file: `assets/${file}`, bytes });
        return { file, url: `assets/${file}`, integrity: integrity(bytes) };
    };

    /** Puts a program with its glue and the script that starts it; gives their names in dist. */
    const start = (name, { glue, wasm }, script, more) => {
        const program = put(`${name}.wasm`, wasm);
        // The starting script passes the program in; the glue's own guess at its address is never used.
        const glueFile = put(`${name}-glue.js`, replace(glue, `new URL('${name}_bg.wasm', import.meta.url)`, "undefined", "the glue"));
        const facts = `const build = ${JSON.stringify({ wasm: program.file, wasmIntegrity: program.integrity, ...more })};`;
        const source = readFileSync(join(root, "page", script), "utf8");
        const known = replace(source, 'import { build } from "./build.js";', facts, `page/${script}`);
        // Two pages start by one script, each with the facts of its own program.
        const scriptName = name === "spoor" || script !== "boot.js" ? script : `${name}-${script}`;
        return { program, glue: glueFile, script: put(scriptName, replace(known, '"./glue.js"', `"./${glueFile.file}"`, `page/${script}`)) };
    };
    // The worker knows its hash and refuses anything else under its name.
    const labelsSha256 = sha256(labels);
    const labelsFile = `labels-${labelsSha256.slice(0, 16)}.bin`;
    writeFileSync(join(next, "assets", labelsFile), labels);
    files.push({ file: `assets/${labelsFile}`, bytes: labels });
    const worker = start("worker", programs.worker, "worker.js", { labels: { file: labelsFile, sha256: labelsSha256 } }).script.file;
    const vault = start("vault", programs.vault, "vault.js", {}).script.file;
    const auditor = start("auditor", programs.auditor, "auditor.js", {}).script.file;
    const source = templates(readFileSync(expanded, "utf8"));
    // Each page allows the templates of its own program.
    const page = (name, workers) => start(name, programs[name], "boot.js", { workers, templates: templatesIn(source, programs[name].wasm) });
    const parts = {
        spoor: page("spoor", { worker, vault }),
        // The desk looks at the chain again, by the worker that follows money.
        board_page: page("board_page", { auditor, worker, vault }),
    };
    const sheet = put("style.css", style());
    const icon = put("icon.svg", readFileSync(join(root, "page", "icon.svg")));

    const values = { icon: icon.url, style: sheet.url, style_sri: sheet.integrity };
    const template = readFileSync(join(root, "index.html"), "utf8");
    for (const [name, which] of Object.entries(PAGES)) {
        const { glue, script: boot } = parts[which.program];
        // The policy holds for the visitor's browser; the attributes tell the program which page it is.
        const own = {
            policy: policy(list, which), title: which.title, about: which.about, own: attributes(which),
            wasm_sha256: sha256(programs[which.program].wasm),
            glue: glue.url, glue_sri: glue.integrity, boot: boot.url, boot_sri: boot.integrity,
        };
        const page = template.replace(/\{\{(\w+)\}\}/g, (_, name) => {
            const value = { ...values, ...own }[name];
            if (value === undefined) throw new Error(`index.html asks for {{${name}}}, which the build does not know`);
            return value;
        });
        files.push({ file: name, bytes: Buffer.from(page) });
        writeFileSync(join(next, name), page);
    }
    // Feeds are signed by their publishers and grow: they have no place in the sums of the build.
    boards(root, next);
    writeFileSync(join(next, "_headers"), headersFile(list));
    const sums = files.map(({ file, bytes }) => `${sha256(bytes)}  ${file}`).sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
    writeFileSync(join(next, "SHA256SUMS"), `${sums.join("\n")}\n`);
    rmSync(dist, { recursive: true, force: true });
    renameSync(next, dist);
    return files;
}

/** What a visitor loads: as sent by a host that does not compress, that uses gzip, that uses brotli. */
function printSizes(files) {
    const row = (cells) => console.log(cells.map((cell, n) => (n ? String(cell).padStart(10) : String(cell).padEnd(40))).join(""));
    const isLater = ({ file }) => file.startsWith("assets/worker") || file.startsWith("assets/labels-");
    const isVault = ({ file }) => file.startsWith("assets/vault");
    const isBoard = ({ file }) => /^(board\.html|assets\/(board_page|auditor))/.test(file);
    const isOther = ({ file }) => ["own-node.html", "board-anywhere.html", "embed.html"].includes(file);
    const isShared = ({ file }) => /^assets\/(style|icon)\./.test(file);
    const print = (title, part) => {
        const total = [0, 0, 0];
        row([title, "raw", "gzip", "brotli"]);
        for (const { file, bytes } of part) {
            const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
            sizes.forEach((size, n) => (total[n] += size));
            row([`  ${file}`, ...sizes]);
        }
        row(["  together", ...total]);
    };
    print("For the first screen, in bytes", files.filter((file) => !isLater(file) && !isVault(file) && !isOther(file) && !isBoard(file)));
    print("For a board", files.filter((file) => isBoard(file) || isShared(file)));
    print("When a trace begins", files.filter(isLater));
    print("When a key file is made or opened, or a tip encrypted", files.filter(isVault));
}

try {
    mkdirSync(work, { recursive: true });
    const targetDir = metadata().target_directory;
    say("cargo build (the first time takes some minutes)");
    compile();
    const files = assemble(Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, link(name, targetDir)])), labels(root, work, say));
    say(`dist/ is ready: ${files.length} files`);
    if (process.argv.includes("--sizes")) printSizes(files);
} catch (error) {
    console.error(`The page could not be built: ${error.message}`);
    process.exit(1);
}
