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

/** The policy that works in a meta element. */
export function policy(list) {
    return [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        `connect-src 'self' ${list.map(({ host }) => `https://${host}`).join(" ")}`,
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

const OFF = [
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture", "encrypted-media",
    "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
    "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get",
    "screen-wake-lock", "serial", "storage-access", "usb", "window-management", "xr-spatial-tracking",
];

/** The headers for every file, in order. */
export function headers(list) {
    return [
        ["Content-Security-Policy", `${policy(list)}; frame-ancestors 'none'`],
        ["X-Content-Type-Options", "nosniff"],
        ["X-Frame-Options", "DENY"],
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

/** The `_headers` file that Cloudflare Pages, Netlify and GitLab Pages read. No header is set by two rules for one path. */
export function headersFile(list) {
    return [
        "/*",
        ...headers(list).map(([name, value]) => `  ${name}: ${value}`),
        ...["/", "/index.html"].flatMap((path) => ["", path, `  Cache-Control: ${ASKED}`]),
        "",
        "/assets/*",
        `  Cache-Control: ${KEPT}`,
        "",
    ].join("\n");
}

/** The same for nginx: the block in docs/hosting.md. */
export function nginx(list) {
    const all = headers(list).map(([name, value]) => `    add_header ${name} "${value}" always;`);
    const inner = all.map((line) => `    ${line}`);
    return [
        "server {",
        "    listen 443 ssl;",
        "    server_name spoor.example;",
        "    root /srv/spoor;",
        "    types { text/html html; text/css css; text/javascript js; application/wasm wasm; image/svg+xml svg; application/json json; }",
        "    gzip on;",
        "    gzip_types text/css text/javascript application/wasm image/svg+xml;",
        ...all,
        `    add_header Cache-Control "${ASKED}" always;`,
        "    location /assets/ {",
        "        # add_header in a location replaces the ones above, so all of them stand here again.",
        ...inner,
        `        add_header Cache-Control "${KEPT}" always;`,
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
