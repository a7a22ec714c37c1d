// The feeds that the site ships: those that data/boards/index.json names, copied as they are published.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const LIST = "boards/index.json";
const FOLDER = /^boards\/[a-z0-9-]{1,60}$/;
const PART = /^(feed\.json|entries-\d{5}\.jsonl|cases\/[a-z0-9-]+\.json)$/;

/** The files of a feed in a folder, by their paths in it: nothing else that lies there is published. */
function parts(folder) {
    return readdirSync(folder, { recursive: true }).map((path) => path.replaceAll("\\", "/")).filter((path) => PART.test(path)).sort();
}

/** Puts the list and its feeds into the site; gives the paths that were written. A site without any has an empty list. */
export function boards(root, site) {
    const source = join(root, "data", LIST);
    const text = existsSync(source) ? readFileSync(source, "utf8") : '{"schema":"boards/1","feeds":[]}\n';
    const { feeds } = JSON.parse(text);
    const written = [LIST];
    mkdirSync(join(site, "boards"), { recursive: true });
    writeFileSync(join(site, LIST), text);
    for (const { folder } of feeds) {
        if (!FOLDER.test(folder)) throw new Error(`data/${LIST}: ${JSON.stringify(folder)} is not a folder under boards/`);
        const from = join(root, "data", folder);
        const found = existsSync(from) ? parts(from) : [];
        if (!found.includes("feed.json")) throw new Error(`data/${LIST} names ${folder}, but data/${folder}/feed.json is not there`);
        for (const part of found) {
            const to = join(site, folder, part);
            mkdirSync(dirname(to), { recursive: true });
            cpSync(join(from, part), to);
            written.push(`${folder}/${part}`);
        }
    }
    return written;
}
