// Which static HTML strings the interface hands to the browser, read from the expanded Rust source.
//
// Leptos turns a part of a view without any dynamic value into `InertElement::new("<p>…</p>")` and gives that string to
// `innerHTML`. It gives nothing else to it, as long as nobody writes `inner_html` (tests/floors.rs forbids it).

const CALL = /InertElement\s*::\s*new\(\s*"((?:[^"\\]|\\[\s\S])*)"\s*,?\s*\)/g;
const ANY = /InertElement\s*::\s*new\(/g;

/** The templates in the expanded source, sorted, each once. Throws where a call is not a plain string. */
export function templates(expanded) {
    const found = [...expanded.matchAll(CALL)].map((match) => unescape(match[1]));
    const calls = [...expanded.matchAll(ANY)].length;
    if (found.length !== calls) {
        throw new Error(
            `${calls - found.length} of ${calls} InertElement::new calls do not carry a plain string: the allow-list of HTML templates would miss them`,
        );
    }
    return [...new Set(found)].sort();
}

/** Shorter ones may stand in a program as numbers instead of as text. */
const SURELY_TEXT = 32;

/** Those of the templates that stand in a compiled program; a short one is never left out. */
export function templatesIn(all, wasm) {
    return all.filter((text) => Buffer.byteLength(text) < SURELY_TEXT || wasm.includes(Buffer.from(text)));
}

/** A Rust string literal's content as text. */
export function unescape(literal) {
    return literal.replace(/\\(u\{([0-9a-fA-F_]+)\}|x([0-9a-fA-F]{2})|\r?\n\s*|[\s\S])/g, (whole, kind, unicode, byte) => {
        if (unicode !== undefined) return String.fromCodePoint(parseInt(unicode.replaceAll("_", ""), 16));
        if (byte !== undefined) return String.fromCharCode(parseInt(byte, 16));
        if (/^\r?\n/.test(kind)) return "";
        const plain = { n: "\n", r: "\r", t: "\t", 0: "\0", "\\": "\\", "'": "'", '"': '"' }[kind];
        if (plain === undefined) throw new Error(`unknown escape ${whole} in a template`);
        return plain;
    });
}
