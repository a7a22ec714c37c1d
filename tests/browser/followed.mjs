// A feed followed by its typed address, on the page that may ask any host, for the tests that need it.

/** Opens the page of boards and types the address of the folder `board` of a host; waits for the board of this name. */
export async function follow(spoor, host, name) {
    spoor.answer(new URL(host.url).host, () => "pass");
    await spoor.open("", "board-anywhere.html");
    await spoor.page.getByText("Open another feed").click();
    await spoor.field("The address of the feed's folder").fill(`${host.url}/board`);
    await spoor.button("Open").last().click();
    await spoor.page.getByRole("heading", { name }).waitFor();
}

/** A feed is asked again no sooner than five seconds after. */
export async function again(spoor) {
    await spoor.page.waitForTimeout(5_200);
    await spoor.button("Read again").click();
}

/** The rows of the hunters' leaderboard with this text. */
export const row = (spoor, text) => spoor.page.locator("table.ranking").first().locator("tbody tr:not(.more)").filter({ hasText: text });

/** Goes to the record by the navigation, so that what is followed stays followed. */
export async function toRecord(spoor, ...files) {
    await spoor.link("Your record").click();
    await spoor.page.getByRole("heading", { level: 1, name: "Your record" }).waitFor();
    if (files.length) await spoor.field("Open tips or time stamps").setInputFiles(files);
}

export const asFile = (name, text) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
