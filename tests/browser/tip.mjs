// The way of a visitor to a tip and back, for the tests that need it.
export const PASSPHRASE = "four words are enough";

/** Clicks, and counts them. */
class Hand {
    clicks = 0;
    constructor(spoor) {
        this.spoor = spoor;
    }
    async click(target) {
        this.clicks += 1;
        await target.first().click();
    }
}

/** Opens the page and goes to the page of a tip, as a newcomer would. */
export async function toTip(spoor, hand = new Hand(spoor)) {
    await spoor.open();
    await hand.click(spoor.link("Follow the money"));
    await hand.click(spoor.button("Start"));
    await spoor.traceWhole();
    // A narrow screen shows the ends on a tab of their own.
    const parts = spoor.page.getByRole("group", { name: "Part of the trace" });
    if (await parts.isVisible()) await hand.click(parts.getByRole("button", { name: "Ends" }));
    await hand.click(spoor.link(/^Write a tip about/));
    await spoor.page.getByRole("heading", { name: "Sign" }).waitFor();
    return hand;
}

/** What is on the clipboard, pasted by the keyboard into a page that is not ours: Spoor's own may not read it. */
export async function pasted(spoor) {
    const page = await spoor.context.newPage();
    await page.setContent("<textarea autofocus></textarea>");
    await page.locator("textarea").focus();
    await page.keyboard.press("Control+V");
    const text = await page.locator("textarea").inputValue();
    await page.close();
    return text;
}

/** Signs with a throw-away key and copies. Returns what is on the clipboard. */
export async function signAndCopy(spoor, hand) {
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    const download = spoor.page.waitForEvent("download");
    await hand.click(spoor.button("Make a key and save it"));
    const file = await download;
    await hand.click(spoor.button(/^Sign$/));
    await hand.click(spoor.button("Copy tip"));
    await spoor.page.getByText("Copied.").waitFor();
    return { text: await pasted(spoor), file };
}

export const verdict = (spoor) => spoor.page.locator(".verdict");
/** Brings a text to the page that checks tips, and gives the verdict. */
export async function check(spoor, text) {
    if (spoor.page.url() === "about:blank") await spoor.open();
    await spoor.page.evaluate(() => { location.hash = "#/verify"; });
    await spoor.page.getByRole("heading", { name: "Check a tip" }).waitFor();
    await spoor.field(/^Paste the tip/).fill(text);
    await verdict(spoor).waitFor();
    return verdict(spoor).innerText();
}
