// What a signed tip leaves as: its parts, the way as a table, a freeze request and the reports.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "./harness.mjs";
import { check, pasted, signAndCopy, toTip } from "./tip.mjs";

const clipboard = { context: { permissions: ["clipboard-write"] } };

async function saved(spoor, name) {
    const download = spoor.page.waitForEvent("download");
    await spoor.button(name).click();
    const file = await download;
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

test("the copy has parts: words, signed block, the way as a table", async (spoor) => {
    const { text } = await signAndCopy(spoor, await toTip(spoor));
    await spoor.page.getByText(/The copy has .* characters \(\d+\.\d kB\)/).waitFor();
    await spoor.page.getByText("Where it fits, and its parts").click();
    const places = await spoor.page.locator(".places").innerText();
    assert.match(places, /www\.lazarusbounty\.com: limit unknown\./);
    assert.match(places, /X, one post: [\d,]+ characters too many\./);
    assert.match(places, /E-mail: fits\./);

    await spoor.button("Copy words only").click();
    const words = await pasted(spoor);
    await spoor.button("Copy signed block only").click();
    const block = await pasted(spoor);
    assert.equal(`${words}\n${block}`, text);
    assert.match(block, /^BEGIN STOLEN FUNDS TIP v2\.\n/);
    const first = words.split("\n").slice(0, 3).join("\n");
    assert.match(first, /^# Tip: bybit-2025-02-21, .*\n- What to do: .*\n- How sure: /);

    const table = await saved(spoor, "Save the way (.csv)");
    assert.match(table.name, /^tip-[0-9a-f]{12}\.csv$/);
    assert.match(table.text, /^hop,chain,tx,position,/);
    const note = await saved(spoor, "Save the words (.md)");
    assert.equal(note.text, words);
    assert.deepEqual(spoor.asked, []);
    assert.match(await check(spoor, block), /^Valid: signed by 0x/);
}, clipboard);

test("each report is shown, copied and saved; a freeze nobody can make is not asked for", async (spoor) => {
    await signAndCopy(spoor, await toTip(spoor));
    await spoor.page.getByText("Ask for a freeze, or report the theft").click();
    const form = spoor.page.getByLabel("Which text");
    const shown = spoor.page.getByLabel("The report as it is copied");
    for (const [name, file] of [["Complaint to the FBI's IC3", /^ic3-/], ["Report to Chainabuse", /^chainabuse-/]]) {
        await form.selectOption({ label: name });
        await spoor.page.locator("p.go", { hasText: /blanks? for you to fill\./ }).waitFor();
        const text = await shown.innerText();
        assert.match(text, /\[___ FILL IN: /);
        await spoor.button("Copy report").click();
        assert.equal((await pasted(spoor)).trim(), text.trim());
        const report = await saved(spoor, "Save the report (.txt)");
        assert.match(report.name, file);
        assert.equal(report.text.trim(), text.trim());
    }
    await form.selectOption({ label: "Freeze request" });
    // Either somebody can and is named, or the page says what to ask for instead.
    await spoor.page.locator(".reports").getByText(/FREEZE REQUEST|Ask that the address is watched/).first().waitFor();
    assert.deepEqual(spoor.asked, []);
}, clipboard);
