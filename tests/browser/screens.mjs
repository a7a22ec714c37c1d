// Every screen that has to be sound in both themes, narrow and wide. `reach(spoor)` brings the page there where a hash
// alone does not.
import { PASSPHRASE, check, toTip } from "./tip.mjs";

/** Signs, and reads the tip from the page: not every screen's context may write the clipboard. */
async function signed(spoor) {
    await toTip(spoor);
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    await spoor.button("Make a key and save it").click();
    await spoor.button(/^Sign$/).click();
    await spoor.page.getByText("See what is copied").click();
    return spoor.page.locator(".tiptext").innerText();
}

export const screens = [
    { name: "cases", hash: "#/" },
    { name: "tip-empty", hash: "#/tip" },
    { name: "tip", hash: "#/", reach: async (spoor) => { await toTip(spoor); } },
    { name: "tip-signed", hash: "#/", reach: signed },
    { name: "verify-empty", hash: "#/verify" },
    { name: "verify-valid", hash: "#/", reach: async (spoor) => { await check(spoor, await signed(spoor)); } },
    { name: "verify-refused", hash: "#/verify", reach: async (spoor) => { await check(spoor, "hello"); } },
];
export const themes = ["light", "dark"];
export const widths = [320, 1440];
