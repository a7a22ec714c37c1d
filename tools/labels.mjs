// The label sets as one file for the page: unpacks data/labels/sets, has the program `labels` compile them, and keeps the
// result until a set or the compiler changes.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join, relative } from "node:path";
import { brotliCompressSync, gunzipSync } from "node:zlib";

/** Every file of a folder, sorted. */
function under(folder) {
    return readdirSync(folder).sort().flatMap((name) => {
        const path = join(folder, name);
        return statSync(path).isDirectory() ? under(path) : [path];
    });
}

/** What the compiled sets depend on: the data, and the code that reads and writes them. */
function sources(root) {
    const code = ["src/label", "src/money"].flatMap((folder) => under(join(root, folder)));
    const data = [join(root, "data", "bridges.json"), ...under(join(root, "data", "labels"))];
    return [...code, join(root, "src", "label.rs"), join(root, "src", "money.rs"), join(root, "tools", "labels.rs"), ...data];
}

/** The compiled sets as bytes. */
export function labels(root, work, say) {
    const out = join(work, "labels.bin");
    const stamp = join(work, "labels.stamp");
    const hash = createHash("sha256");
    for (const path of sources(root)) hash.update(`${relative(root, path)}\0`).update(readFileSync(path)).update("\0");
    const key = hash.digest("hex");
    if (existsSync(out) && existsSync(stamp) && readFileSync(stamp, "utf8") === key) return readFileSync(out);
    say("label sets");
    const plain = join(work, "labels");
    rmSync(plain, { recursive: true, force: true });
    const put = (name, bytes) => {
        mkdirSync(dirname(join(plain, name)), { recursive: true });
        writeFileSync(join(plain, name), bytes);
    };
    put("bridges.json", readFileSync(join(root, "data", "bridges.json")));
    for (const path of under(join(root, "data", "labels"))) {
        const name = relative(join(root, "data"), path).replaceAll("\\", "/");
        if (name.endsWith(".gz")) put(name.slice(0, -3), gunzipSync(readFileSync(path)));
        else if (name.endsWith(".json")) put(name, readFileSync(path));
    }
    const done = spawnSync("cargo", ["run", "--quiet", "--locked", "--bin", "labels", "--", plain, out], { cwd: root, stdio: ["inherit", "pipe", "inherit"], maxBuffer: 1 << 26 });
    if (done.error || done.status !== 0) throw new Error("the label sets could not be compiled");
    const sum = (counts) => Object.values(counts).reduce((all, count) => all + count, 0);
    for (const { name, rows, taken, again, refused, left_out } of JSON.parse(done.stdout)) {
        console.log(`          ${name}: ${rows} rows, ${taken} labels, ${again} said again, ${sum(refused)} refused, ${sum(left_out)} left out`);
    }
    const bytes = readFileSync(out);
    console.log(`          ${bytes.length} bytes, ${brotliCompressSync(bytes).length} in brotli`);
    rmSync(plain, { recursive: true, force: true });
    writeFileSync(stamp, key);
    return bytes;
}
