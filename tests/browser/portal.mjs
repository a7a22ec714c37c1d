// A portal in Node, written from docs/feed.md alone: it signs entries and an index with ethers, and continues a folder that
// somebody else wrote. The browser tests use it to serve feeds, and to meddle with them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { Wallet, ZeroAddress } from "ethers";

const ZEROS = "0".repeat(64);
const SHARD = "entries-00000.jsonl";
const domain = { name: "Stolen Funds Feed", version: "1", chainId: 1, verifyingContract: ZeroAddress };
const types = {
    FeedEntry: [["schema", "string"], ["kind", "string"], ["sequence", "uint64"], ["previous", "bytes32"], ["entrySha256", "bytes32"], ["at", "uint64"]],
    FeedIndex: [["schema", "string"], ["name", "string"], ["entries", "uint64"], ["head", "bytes32"], ["indexSha256", "bytes32"], ["at", "uint64"]],
};
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** Canonical JSON of what a feed or a case file holds: objects, lists, strings and whole numbers. */
export function canonical(value) {
    if (typeof value === "string" || Number.isSafeInteger(value)) return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    assert.equal(typeof value, "object");
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** Seconds since 1970 as a feed writes them. */
export const utc = (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
const seconds = (text) => Date.parse(text) / 1000;

async function sign(wallet, primary, message) {
    const fields = types[primary].map(([name, type]) => ({ name, type }));
    return wallet.signTypedData(domain, { [primary]: fields }, message);
}

/** Whoever publishes: `lines` and an index over them, in one shard. */
export class Portal {
    lines = [];
    files = new Map();

    /** `key` is a secret of 32 bytes in hexadecimal. */
    constructor(key, now) {
        this.wallet = new Wallet(key);
        this.now = now;
    }

    /** The one who holds the key of a saved key file. */
    static async ofKeyFile(json, passphrase, now) {
        const { privateKey } = await Wallet.fromEncryptedJson(json, passphrase);
        return new Portal(privateKey, now);
    }

    /** Goes on with a folder: a map of names to texts, of one shard. */
    resume(files) {
        this.files = new Map(files);
        this.lines = this.files.get(SHARD).trimEnd().split("\n");
        return this;
    }

    get entries() {
        return this.lines.map((line) => JSON.parse(line).entry);
    }

    /** Adds an entry: `{ received: {…} }`. */
    async say(content, more = {}) {
        const last = this.lines.at(-1);
        const before = last === undefined ? 0 : seconds(JSON.parse(last).entry.at);
        const at = Math.max(this.now, before);
        const entry = {
            schema: "feed/1", sequence: String(this.lines.length), previous: last === undefined ? ZEROS : sha256(last), at: utc(at), content, ...more,
        };
        const json = canonical(entry);
        const [kind] = Object.keys(content);
        const message = {
            schema: "feed/1", kind, sequence: entry.sequence, previous: `0x${entry.previous}`, entrySha256: `0x${sha256(json)}`, at: String(at),
        };
        this.lines.push(canonical({ entry, signature: await sign(this.wallet, "FeedEntry", message) }));
        return entry;
    }

    /** Writes and signs the index over the lines as they are; gives the files of the folder. */
    async publish(lines = this.lines) {
        const shard = lines.map((line) => `${line}\n`).join("");
        const [{ entry: first }, { entry: last }] = [JSON.parse(lines[0]), JSON.parse(lines.at(-1))];
        const at = Math.max(this.now, seconds(last.at));
        const head = sha256(lines.at(-1));
        const publisher = first.content.opened.publisher;
        const index = {
            schema: "feed/1", name: first.content.opened.name, publisher, key: this.wallet.address, at: utc(at), entries: String(lines.length), head,
            shards: [{ file: SHARD, first: "0", entries: String(lines.length), bytes: String(Buffer.byteLength(shard)), sha256: sha256(shard), head }],
        };
        const message = { schema: "feed/1", name: index.name, entries: index.entries, head: `0x${head}`, indexSha256: `0x${sha256(canonical(index))}`, at: String(at) };
        const signature = await sign(this.wallet, "FeedIndex", message);
        this.files.set(SHARD, shard);
        this.files.set("feed.json", `${canonical({ index, signature })}\n`);
        return this.files;
    }

    /** The folder with other lines in its shard: what a mirror does who has no key. */
    meddled(change) {
        const lines = change([...this.lines]);
        return new Map([...this.files, [SHARD, lines.map((line) => `${line}\n`).join("")]]);
    }

    opened(name) {
        return this.say({ opened: { name, about: "A board of a test", publisher: this.wallet.address } });
    }
}

const TYPES = { json: "application/json", jsonl: "application/x-ndjson" };

/** A static host of one folder, which any page may read; `files` may be replaced. Answers by ETag and by Range. */
export class Host {
    files = new Map();
    asked = [];

    async start() {
        this.server = createServer((request, response) => {
            const name = decodeURIComponent(new URL(request.url, "http://localhost").pathname).slice(1);
            this.asked.push(name);
            const text = this.files.get(name);
            const headers = {
                "access-control-allow-origin": "*", "access-control-expose-headers": "ETag, Content-Range", "cache-control": "no-cache",
                "access-control-allow-headers": "range",
            };
            if (request.method === "OPTIONS") return void response.writeHead(204, headers).end();
            if (text === undefined) return void response.writeHead(404, headers).end("Not found\n");
            const bytes = Buffer.from(text);
            const all = { ...headers, etag: `"${sha256(bytes).slice(0, 32)}"`, "content-type": TYPES[name.split(".").at(-1)] ?? "text/plain", "accept-ranges": "bytes" };
            if (request.headers["if-none-match"] === all.etag) return void response.writeHead(304, all).end();
            const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
            if (!range) return void response.writeHead(200, all).end(bytes);
            const [from, to] = [Number(range[1]), range[2] === "" ? bytes.length - 1 : Math.min(Number(range[2]), bytes.length - 1)];
            if (from >= bytes.length) return void response.writeHead(416, { ...all, "content-range": `bytes */${bytes.length}` }).end();
            response.writeHead(206, { ...all, "content-range": `bytes ${from}-${to}/${bytes.length}` }).end(bytes.subarray(from, to + 1));
        });
        await new Promise((done, failed) => this.server.once("error", failed).listen(0, "127.0.0.1", done));
        this.url = `http://127.0.0.1:${this.server.address().port}`;
        return this;
    }

    close() {
        return new Promise((done) => { this.server.close(done); this.server.closeAllConnections(); });
    }
}

const tipDomain = { name: "Stolen Funds Tip", version: "1", chainId: 1, verifyingContract: ZeroAddress };
const tipTypes = {
    Tip: [
        ["schema", "string"], ["portal", "string"], ["caseId", "string"], ["payout", "string"], ["headline", "string"],
        ["tipSha256", "bytes32"], ["commitment", "bytes32"], ["nonce", "bytes32"], ["issuedAt", "uint64"], ["submitBy", "uint64"],
    ].map(([name, type]) => ({ name, type })),
};

/** What a copycat makes of a tip: the same content, signed by another key, with a clock that says what the copycat likes. */
export async function copycat(json, key, issuedAt) {
    const { payload, statement } = JSON.parse(json);
    const wallet = new Wallet(key);
    const salt = createHash("sha256").update(`salt of ${key}`).digest();
    const commitment = createHash("sha256")
        .update("tip/1 commit\0").update(salt).update(Buffer.from(wallet.address.slice(2), "hex")).update(Buffer.from(statement.tipSha256.slice(2), "hex"))
        .digest("hex");
    const again = {
        ...statement, commitment: `0x${commitment}`, nonce: `0x${sha256(`nonce of ${key}`)}`, issuedAt: String(issuedAt), submitBy: String(issuedAt + 30 * 86_400),
    };
    const signature = await wallet.signTypedData(tipDomain, tipTypes, again);
    return canonical({ payload, salt: `0x${salt.toString("hex")}`, signature, signer: wallet.address, statement: again });
}

/** What a feed says of a tip that came in, and of one that holds. */
export const received = (json, at) => {
    const { signer, statement } = JSON.parse(json);
    return {
        received: {
            tip: statement.tipSha256.slice(2), commitment: statement.commitment.slice(2), case: statement.caseId, reporter: signer, received: utc(at),
        },
    };
};
export const verified = (json, facts) => {
    const { payload: { claim }, statement } = JSON.parse(json);
    return { verified: { tip: statement.tipSha256.slice(2), kind: claim.kind, at: claim.at, asset: claim.asset, amount: claim.tainted, facts } };
};
