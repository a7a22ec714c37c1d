// What the page may do, from one source: the policy in index.html, the headers a host should send, the nginx sample.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** The hosts the page may ask, as `data/services.json` lists them, each once. */
export function hosts(root) {
    const { services } = JSON.parse(readFileSync(`${root}/data/services.json`, "utf8"));
    const list = new Map();
    for (const { id, base, kind, name } of services) {
        if (base === null) continue;
        if (!name || !kind) throw new Error(`data/services.json: ${id} says neither what it is nor its kind`);
        const [, host] = /^https:\/\/([^/?#]+)/.exec(base) ?? [];
        if (!HOST.test(host ?? "")) throw new Error(`data/services.json: ${JSON.stringify(base)} is not https:// and a plain host name in lower case`);
        if (!list.has(host)) list.set(host, { host, what: name, kind });
    }
    return [...list.values()];
}

/**
 * The pages of the site: the program each runs, and whom it may ask (`table`: the hosts of the table; `any`: any host by https
 * and this computer by http; `self`: this site alone). One may be framed by other pages.
 */
export const PAGES = {
    "index.html": {
        program: "spoor", ask: "table", title: "Spoor: follow stolen crypto",
        about: "Follows stolen crypto from your own browser and writes a signed tip that a bounty portal can check.",
    },
    "own-node.html": {
        program: "spoor", ask: "any", title: "Spoor, own servers: follow stolen crypto",
        about: "Follows stolen crypto from your own browser and writes a signed tip that a bounty portal can check.",
    },
    "board.html": {
        program: "board_page", ask: "table", title: "Spoor: bounty boards",
        about: "Checks what bounty portals publish, line by line, in your own browser: who traced, who froze, what is due.",
    },
    "board-anywhere.html": {
        program: "board_page", ask: "any", title: "Spoor, boards anywhere",
        about: "Checks what bounty portals publish, line by line, in your own browser: who traced, who froze, what is due.",
    },
    "embed.html": {
        program: "board_page", ask: "self", framed: true, title: "Spoor: bounty board",
        about: "A bounty board, checked line by line in your own browser.",
    },
};

/** Where a page may go. */
function connect(list, ask) {
    const hosts = { table: list.map(({ host }) => `https://${host}`), any: ["https:", "http://127.0.0.1:*", "http://localhost:*"], self: [] };
    return ["connect-src 'self'", ...hosts[ask]].join(" ");
}

/** The policy that works in a meta element. */
export function policy(list, { ask } = PAGES["index.html"]) {
    return [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        connect(list, ask),
        // The worker starts from a blob of one line that boot.js writes. Such a worker inherits this policy, while one
        // started from a file would have only the headers of that file, and many static hosts send none.
        "worker-src blob:",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types default",
    ].join("; ");
}

/** The attributes by which a page tells its program what it is. */
export const attributes = ({ ask, framed }) => [ask === "any" && " data-spoor-own-servers", framed && " data-spoor-embed"].filter(Boolean).join("");

const OFF = [
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture", "encrypted-media",
    "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
    "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get",
    "screen-wake-lock", "serial", "storage-access", "usb", "window-management", "xr-spatial-tracking",
];

/** The headers that differ from page to page: its policy, and who may frame it. */
const pageHeaders = (list, page) =>
    page.framed
        ? [["Content-Security-Policy", `${policy(list, page)}; frame-ancestors *`]]
        : [["Content-Security-Policy", `${policy(list, page)}; frame-ancestors 'none'`], ["X-Frame-Options", "DENY"]];

/** The headers for every file, in order. */
export function headers() {
    return [
        ["X-Content-Type-Options", "nosniff"],
        ["Referrer-Policy", "no-referrer"],
        ["Cross-Origin-Opener-Policy", "same-origin"],
        ["Cross-Origin-Resource-Policy", "same-origin"],
        ["Permissions-Policy", [...OFF.map((name) => `${name}=()`), "clipboard-write=(self)"].join(", ")],
        ["Strict-Transport-Security", "max-age=63072000"],
    ];
}

/** How long a file may be kept: for ever where its name holds its hash, else it is asked for again. */
export const KEPT = "public, max-age=31536000, immutable";
export const ASKED = "no-cache";

/** For the feeds that the site ships: they are public and signed, so any page may read them, and look whether they have changed. */
export const FEEDS = [
    ["Access-Control-Allow-Origin", "*"],
    ["Access-Control-Expose-Headers", "ETag, Retry-After"],
    ["Cache-Control", ASKED],
];

/** The addresses at which hosts give a page: some drop its ending, and the first one is that of the folder. */
const pathsOf = (name) => [`/${name}`, name === "index.html" ? "/" : `/${name.replace(".html", "")}`];

/**
 * The `_headers` file that Cloudflare Pages, Netlify and GitLab Pages read. No header is set by two rules for one path: two
 * policies would both hold, and the page for one's own servers could ask nobody.
 */
export function headersFile(list) {
    const line = ([name, value]) => `  ${name}: ${value}`;
    const page = ([name, which]) =>
        pathsOf(name).flatMap((path) => ["", path, ...pageHeaders(list, which).map(line), line(["Cache-Control", ASKED])]);
    const first = PAGES["index.html"];
    return [
        "/*",
        ...headers().map(line),
        ...Object.entries(PAGES).flatMap(page),
        "",
        "/assets/*",
        ...pageHeaders(list, first).map(line),
        line(["Cache-Control", KEPT]),
        "",
        "/boards/*",
        ...FEEDS.map(line),
        "",
    ].join("\n");
}

/** The same for nginx: the block in docs/hosting.md. */
export function nginx(list) {
    const add = ([name, value]) => `add_header ${name} "${value}" always;`;
    const all = (page, cached) => [...pageHeaders(list, page), ...headers(), ["Cache-Control", cached]].map(add);
    const indent = (depth, lines) => lines.map((line) => " ".repeat(depth) + line);
    const first = PAGES["index.html"];
    const others = Object.entries(PAGES).filter(([, page]) => page !== first);
    const types = "text/html html; text/css css; text/javascript js; application/wasm wasm; image/svg+xml svg; application/json json; application/x-ndjson jsonl;";
    return [
        "server {",
        "    listen 443 ssl;",
        "    server_name spoor.example;",
        "    root /srv/spoor;",
        `    types { ${types} }`,
        "    gzip on;",
        "    gzip_types text/css text/javascript application/wasm image/svg+xml application/json application/x-ndjson;",
        ...indent(4, all(first, ASKED)),
        "    # add_header in a location replaces the ones above, so all of them stand in each again.",
        ...others.flatMap(([name, page]) => [`    location = /${name} {`, ...indent(8, all(page, ASKED)), "    }"]),
        "    location /assets/ {",
        ...indent(8, all(first, KEPT)),
        "    }",
        "    location /boards/ {",
        ...indent(8, [...headers(), ...FEEDS].map(add)),
        "    }",
        "}",
    ].join("\n");
}

/** Reads a `_headers` file back into rules: `[{path, set}]`. */
export function parseHeaders(text) {
    const rules = [];
    for (const line of text.split("\n")) {
        if (!line.trim()) continue;
        if (line.startsWith(" ")) {
            const colon = line.indexOf(":");
            rules.at(-1).set.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
        } else {
            rules.push({ path: line.trim(), set: [] });
        }
    }
    return rules;
}

/** The headers that a parsed `_headers` file gives to a path. */
export function headersFor(rules, path) {
    const fits = (rule) => (rule.endsWith("*") ? path.startsWith(rule.slice(0, -1)) : path === rule);
    return rules.filter((rule) => fits(rule.path)).flatMap((rule) => rule.set);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === "nginx") {
    console.log(nginx(hosts(join(dirname(fileURLToPath(import.meta.url)), ".."))));
}
