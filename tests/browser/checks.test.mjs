// Step 3 of a tip: what stops a signature is put right by one press, or set aside with a reason that stands in the tip.
import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { check, signAndCopy, toTip } from "./tip.mjs";

const clipboard = { context: { permissions: ["clipboard-write"] } };
const stops = (spoor) => spoor.page.getByText(/would get this tip rejected/);

test("one press makes a claim an inference, and nothing was asked", async (spoor) => {
    await toTip(spoor);
    await spoor.page.getByText("Nothing stands against signing.").waitFor();
    await spoor.field("Your own words").fill("He is the thief.");
    await stops(spoor).waitFor();
    await spoor.page.getByText(/Your note says "he is the thief"/).waitFor();
    await spoor.axe();
    await spoor.button("Say that it is an inference").click();
    await spoor.page.getByText("Nothing stands against signing.").waitFor();
    assert.equal(await spoor.field("Your own words").inputValue(), "This is an inference: He is the thief.");
    assert.deepEqual(spoor.asked, []);
});

test("a check is set aside by the keyboard with a reason, and the tip says so to its reader", async (spoor) => {
    const hand = await toTip(spoor);
    await spoor.field("Your own words").fill("He is the thief.");
    const reason = spoor.field(/^Sign anyway, because/);
    await reason.fill("short");
    await reason.press("Enter");
    await spoor.page.getByText("The reason has 5 characters; write 10 to 300.").waitFor();
    await reason.fill("I quote the court's own judgment here.");
    await reason.press("Enter");
    await spoor.page.getByText("1 check is set aside; the tip says so, with your reason.").waitFor();
    await spoor.axe();
    // The reason stays where it was given when the visitor looks elsewhere.
    await spoor.page.evaluate(() => { location.hash = "#/about"; });
    await spoor.page.getByRole("heading", { level: 1, name: /./ }).waitFor();
    await spoor.page.goBack();
    await spoor.page.getByText("1 check is set aside").waitFor();
    await spoor.button("Take the reason back").click();
    await stops(spoor).waitFor();
    assert.equal(await reason.inputValue(), "I quote the court's own judgment here.", "what was typed is not lost");
    await reason.press("Enter");
    const { text } = await signAndCopy(spoor, hand);
    assert.match(text, /## Signed although\n- The note claims for certain what is a conclusion \(certainty\)\. The tipster's reason: I quote the court's own judgment here\./);
    assert.match(await check(spoor, text), /^Valid: .*One thing to know is listed below\./);
    assert.match(await spoor.page.locator(".checks").innerText(), /It was signed although: .*I quote the court's own judgment here\./);
}, clipboard);
