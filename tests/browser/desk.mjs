// The portal's desk as an analyst uses it, for the tests that need it.
import { readFileSync } from "node:fs";
import { PASSPHRASE } from "./tip.mjs";

export const desk = (spoor) => spoor.open("#/desk", "board.html");
/** Waits until the page says it. */
export const said = (spoor, text) => spoor.page.getByText(text).first().waitFor();

/** Makes a key and saves it; gives where its file lies. */
export async function makeKey(spoor) {
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    const download = spoor.page.waitForEvent("download");
    await spoor.button("Make a key and save it").click();
    const file = await (await download).path();
    await said(spoor, "The key locks in 15 minutes");
    return file;
}

export async function startFeed(spoor, name, about) {
    await spoor.page.getByText("Start a new feed").click();
    await spoor.field("Name", { exact: true }).fill(name);
    await spoor.field("What it is, in a sentence").fill(about);
    await spoor.button("Start the feed").click();
    await said(spoor, `The feed ${name} is open.`);
}

/** Fills one field of a form of entries: a box or a list to choose from. */
async function fill(spoor, name, value) {
    const control = spoor.page.locator(`#desk-field-${name.replaceAll(".", "-")}`);
    const isList = await control.evaluate((element) => element.tagName === "SELECT");
    await (isList ? control.selectOption(value) : control.fill(value));
}

/** Signs an entry by its form: what happened, and the fields by their names in a feed. What has a time is of now. */
export async function sign(spoor, kind, fields, { known } = {}) {
    const form = spoor.page.locator(".others");
    await spoor.field("What happened").selectOption(kind);
    if (known) await spoor.field("Fill in from a case that Spoor knows").selectOption(known);
    for (const [name, value] of Object.entries(fields)) await fill(spoor, name, value);
    const now = form.getByRole("button", { name: "Now" });
    if (await now.isVisible()) await now.click();
    await spoor.button("Sign this entry").click();
}

/** Signs that tips are taken on a case that the desk knows. */
export async function takeTipsOn(spoor, known, fields = {}) {
    await sign(spoor, "case", fields, { known });
    await said(spoor, "Signed: take tips on a case");
}

/** Takes in what is pasted, as of a time; of now where there is none. */
export async function takeIn(spoor, text, at = "") {
    await spoor.field(/^Paste any number/).fill(text);
    await spoor.field(/^They came in at/).fill(at);
    await spoor.button("Read them").click();
    await spoor.field(/^Paste any number/).and(spoor.page.locator(":enabled")).waitFor();
}

/** The rows of the queue. */
export const queue = (spoor) => spoor.page.locator(".queue tbody tr");

/** Makes the files, saves each, and gives them by name. */
export async function save(spoor) {
    await spoor.button("Make the files").click();
    await said(spoor, /read by the verifier: they hold/);
    const files = [];
    for (const button of await spoor.button(/^Save (entries-\d+\.jsonl|feed\.json)$/).all()) {
        const download = spoor.page.waitForEvent("download");
        await button.click();
        const saved = await download;
        files.push({ name: saved.suggestedFilename(), mimeType: "application/json", buffer: readFileSync(await saved.path()) });
    }
    return files;
}
