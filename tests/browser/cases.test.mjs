// The cases as rows, a case of several chains, and a file that is none.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "./harness.mjs";

const file = (name) => readFileSync(new URL(`../fixtures/cases/${name}`, import.meta.url), "utf8");

test("cases are listed with what is known, and thin ones have nothing to follow", async (spoor) => {
    await spoor.open();
    const row = (name) => spoor.page.locator("li.caserow", { has: spoor.page.getByRole("heading", { name, exact: true }) });
    assert.equal(await spoor.page.locator("li.caserow").count(), 20);
    const thin = row("Bitget");
    assert.match(await thin.innerText(), /Facts too thin to trace/);
    assert.equal(await thin.getByRole("link", { name: /Follow the money/ }).count(), 0);
    assert.match(await row("WazirX").innerText(), /Confidence: high/);
    await row("HECO bridge and HTX").getByRole("link", { name: "Facts and sources" }).click();
    await spoor.page.getByRole("heading", { name: "Know this first" }).waitFor();
    assert.match(await spoor.page.locator(".warnings").innerText(), /disagree/);
    assert.deepEqual(spoor.asked, []);
});

test("a case of several chains is followed on the one that is chosen", async (spoor) => {
    await spoor.open("#/case/radiant-2024-10-16");
    await spoor.link("BNB Smart Chain").first().click();
    await spoor.page.getByText("The theft from Radiant Capital").waitFor();
    assert.deepEqual(spoor.asked, []);
});

test("what is no case file is refused with its reason, and stays text", async (spoor) => {
    await spoor.open();
    await spoor.page.getByText("Open a case file").click();
    const box = spoor.page.getByLabel("Paste the file, or drop it here. Nothing is fetched.");
    await box.fill('{"case": {"<img src=x onerror=alert(1)>": 1, "schema": "case/9"}, "publisher": "0x00", "signature": "0x00"}');
    await spoor.button("Open what is pasted").click();
    await spoor.page.getByText(/The file was not opened: /).waitFor();
    assert.equal(await spoor.page.locator("img[src=x]").count(), 0);
    assert.deepEqual(spoor.asked, []);
});

test("a case file is opened, its key pinned, kept over a reload, and a changed key refused", async (spoor) => {
    await spoor.open();
    const paste = async (name) => {
        const details = spoor.page.locator("details.opencase");
        if (!(await details.evaluate((one) => one.open))) await spoor.page.getByText("Open a case file").click();
        await spoor.page.getByLabel("Paste the file, or drop it here. Nothing is fetched.").fill(file(name));
        await spoor.button("Open what is pasted").click();
    };
    await paste("toy-1.json");
    await spoor.page.getByText(/This is the first time you see this key/).waitFor();
    assert.equal(await spoor.page.locator("img[src=x]").count(), 0, "markup in a name is text");
    await spoor.page.reload();
    await spoor.page.getByText("Opened from a file").waitFor();
    await paste("toy-3-other-key.json");
    await spoor.page.getByText(/was first opened with the key 0x7E5F/).waitFor();
    await paste("toy-2.json");
    await spoor.page.getByText(/The same key as before; it takes the place of edition 1/).waitFor();
    await paste("toy-1.json");
    await spoor.page.getByText(/an older one is not taken/).waitFor();
    assert.deepEqual(spoor.asked, []);
    await spoor.page.goto(`${spoor.url}#/case/toy-2026-01-31`);
    await spoor.link("Follow the money").first().click();
    await spoor.page.getByText(/^The theft from Toy/).waitFor();
});
