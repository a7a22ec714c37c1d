// The allow-list of HTML templates is read from Rust source; a reader that misses one would break the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { templates, templatesIn, unescape } from "../../tools/templates.mjs";

test("each template once, sorted, from HTML and SVG", () => {
    const source = `
        ::leptos::tachys::svg::InertElement::new("<path d=\\"M0 0\\"></path>"),
        ::leptos::tachys::html::InertElement::new("<p>\\u{2014} it\\'s\\n</p>"), InertElement::new(
            "<b>one</b>",
        ), InertElement::new("<b>one</b>")`;
    assert.deepEqual(templates(source), ["<b>one</b>", "<p>— it's\n</p>", '<path d="M0 0"></path>']);
});

test("a call that is not a plain string stops the build", () => {
    for (const source of ["InertElement::new(text)", 'InertElement::new(r"<b></b>")', 'InertElement::new(concat("<b>", "</b>"))']) {
        assert.throws(() => templates(source), /do not carry a plain string/, source);
    }
});

test("escapes of Rust string literals", () => {
    const cases = [["a\\\\b", "a\\b"], ["\\x41\\u{1F4_A9}", "A\u{1F4A9}"], ['\\"\\0', '"\0'], ["one\\\n    two", "onetwo"]];
    for (const [literal, text] of cases) assert.equal(unescape(literal), text, literal);
    assert.throws(() => unescape("\\q"), /unknown escape/);
});

test("a page allows what stands in its own program, and what may stand there as numbers", () => {
    const [mine, theirs, short] = ["<p>— a template of this program</p>", "<p>— a template of another program</p>", "<b>short</b>"];
    const wasm = Buffer.concat([Buffer.from([0, 97, 115, 109]), Buffer.from(mine), Buffer.from([0])]);
    assert.deepEqual(templatesIn([mine, theirs, short], wasm), [mine, short]);
});
