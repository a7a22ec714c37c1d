// Every screen that has to be sound in both themes, narrow and wide. `reach(spoor)` brings the page there where a hash
// alone does not.

/** Traces the recorded case to its end. */
export async function traced(spoor) {
    await spoor.link("Follow the money").first().click();
    await spoor.button("Start").click();
    await spoor.page.getByText("Nothing is left to ask").first().waitFor({ timeout: 60_000 });
}

/** On a narrow screen goes to a tab; a wide one shows all at once. */
export async function tab(spoor, name) {
    const tabs = spoor.page.getByRole("group", { name: "Part of the trace" });
    if (await tabs.isVisible()) await tabs.getByRole("button", { name }).click();
}

async function endChosen(spoor) {
    await traced(spoor);
    await tab(spoor, "Ends");
    await spoor.page.locator(".end .choose").first().click();
    await spoor.page.getByRole("heading", { name: "Flows" }).waitFor();
}

async function movementChosen(spoor) {
    await traced(spoor);
    await tab(spoor, "Table");
    await spoor.page.locator(".tablebox .rowlink").first().click();
    await spoor.page.getByRole("heading", { name: /^A movement of/ }).waitFor();
}

export const screens = [
    { name: "cases", hash: "#/" },
    {
        name: "lookup",
        hash: "#/",
        reach: (spoor) =>
            spoor.field(/^Paste one/).fill("0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2\n0x47666fab8bd0Ac7003bce3f5C3585383F09486E2\n0xb61413c4"),
    },
    { name: "case", hash: "#/case/bybit-2025-02-21" },
    { name: "no-case", hash: "#/case/nobody" },
    { name: "no-page", hash: "#/nowhere" },
    { name: "trace-form", hash: "#/", reach: (spoor) => spoor.link("Follow the money").first().click() },
    { name: "trace", hash: "#/", reach: traced },
    {
        name: "trace-fold-open",
        hash: "#/",
        reach: async (spoor) => {
            await traced(spoor);
            await spoor.page.locator(".spot.fold").first().click();
        },
    },
    { name: "trace-end", hash: "#/", reach: endChosen },
    { name: "trace-movement", hash: "#/", reach: movementChosen },
    {
        name: "trace-table",
        hash: "#/",
        reach: async (spoor) => {
            await traced(spoor);
            await tab(spoor, "Table");
            await spoor.page.locator(".refused summary").click();
        },
    },
    {
        name: "trace-filter",
        hash: "#/",
        reach: async (spoor) => {
            await traced(spoor);
            await spoor.button(/^held/).click();
        },
    },
    {
        name: "settings",
        hash: "#/",
        reach: async (spoor) => {
            await traced(spoor);
            await spoor.link("Settings").first().click();
            await spoor.page.getByRole("region", { name: "Requests" }).waitFor();
        },
    },
    { name: "about", hash: "#/about" },
    { name: "tip-without-trace", hash: "#/tip" },
    {
        name: "tip",
        hash: "#/",
        reach: async (spoor) => {
            await traced(spoor);
            await tab(spoor, "Ends");
            await spoor.link(/^Write a tip about/).first().click();
            await spoor.page.getByRole("heading", { name: "Sign" }).waitFor();
        },
    },
    { name: "verify", hash: "#/verify" },
];
export const themes = ["light", "dark"];
export const widths = [320, 1440];
