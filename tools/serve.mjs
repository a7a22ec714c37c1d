// Serves dist/ on the loopback interface with the headers of dist/_headers, as a static host would.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { readFileSync, statSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { headersFor, parseHeaders } from "./site.mjs";

const TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".txt": "text/plain; charset=utf-8",
};

/** A server for the folder. `change(path, answer)` may replace an answer; the browser tests use it to break things. */
export function siteServer(folder, change = (_path, answer) => answer) {
    const packed = new Map();
    return createServer((request, response) => {
        const path = decodePath(request.url);
        if (path === null || !["GET", "HEAD"].includes(request.method)) {
            response.writeHead(path === null ? 400 : 405).end();
            return;
        }
        const name = path.endsWith("/") ? `${path}index.html` : path;
        const file = join(folder, name);
        let body = null;
        if (name !== "/_headers") {
            try {
                body = readFileSync(file);
            } catch {
                body = null;
            }
        }
        const rules = parseHeaders(readFileSync(join(folder, "_headers"), "utf8"));
        const answer = change(name, {
            status: body === null ? 404 : 200,
            headers: headersFor(rules, name),
            body: body ?? Buffer.from("Not found\n"),
        });
        const headers = [...answer.headers, ["Content-Type", body === null ? TYPES[".txt"] : (TYPES[extname(name)] ?? "application/octet-stream")]];
        let bytes = answer.body;
        if (answer.status === 200 && bytes === body) {
            const etag = `"${createHash("sha256").update(bytes).digest("base64url")}"`;
            headers.push(["ETag", etag], ["Accept-Ranges", "bytes"]);
            if (request.headers["if-none-match"] === etag) {
                response.writeHead(304, headers.flat()).end();
                return;
            }
            const part = rangeOf(request.headers.range, bytes.length);
            if (part) {
                const [from, to] = part;
                const range = from < bytes.length ? `bytes ${from}-${to - 1}/${bytes.length}` : `bytes */${bytes.length}`;
                headers.push(["Content-Range", range], ["Content-Length", String(to - from)]);
                response.writeHead(from < bytes.length ? 206 : 416, headers.flat()).end(bytes.subarray(from, to));
                return;
            }
        }
        if (answer.status === 200 && /\bbr\b/.test(request.headers["accept-encoding"] ?? "") && bytes === body && bytes.length > 1024) {
            const key = `${file} ${statSync(file).mtimeMs}`;
            if (!packed.has(key)) packed.set(key, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }));
            bytes = packed.get(key);
            headers.push(["Content-Encoding", "br"], ["Vary", "Accept-Encoding"]);
        }
        headers.push(["Content-Length", String(bytes.length)]);
        response.writeHead(answer.status, headers.flat());
        response.end(request.method === "HEAD" ? undefined : bytes);
    });
}

/** The bytes that a simple range asks for, as from and to; `null` where the whole file is to be sent. */
function rangeOf(text, length) {
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(text ?? "") ?? [];
    if (first === undefined) return null;
    const from = Math.min(Number(first), length);
    const to = last === "" ? length : Math.min(Number(last) + 1, length);
    return to < from ? null : [from, to];
}

/** The path of a request inside the folder; `null` where it is malformed or would leave the folder. */
function decodePath(url) {
    try {
        const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
        return normalize(path) === path && !path.includes("\0") ? path : null;
    } catch {
        return null;
    }
}

/** Listens on 127.0.0.1; port 0 takes a free one. Gives the page's address. */
export function listen(server, port) {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}/`));
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
    const port = Number(process.env.PORT ?? "8080");
    try {
        if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`PORT=${process.env.PORT} is not a port`);
        console.log(`Spoor is at ${await listen(siteServer(folder), port)}   (Ctrl-C ends it)`);
    } catch (error) {
        console.error(error.code === "EADDRINUSE" ? `Port ${port} is taken: try PORT=8081 make run` : error.message);
        process.exit(1);
    }
}
