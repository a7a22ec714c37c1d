// Every screen that has to be sound in both themes, narrow and wide. `reach(spoor)` brings the page there where a hash
// alone does not; `before(spoor)` is done before it is opened.
import { beforeLinked, linked } from "./linked.mjs";
import { PASSPHRASE, check, toTip } from "./tip.mjs";
import { ADDRESS, kept, ledger, overhear } from "./worker.mjs";

/** Goes to the form of the first case. */
export const toForm = (spoor) => spoor.link("Follow the money").first().click();

/** Traces the recorded case to its end. */
export async function traced(spoor) {
    await toForm(spoor);
    await spoor.button("Start").click();
    await spoor.traceWhole();
}

/** On a narrow screen goes to a tab; a wide one shows all at once. */
export async function tab(spoor, name) {
    const tabs = spoor.page.getByRole("group", { name: "Part of the trace" });
    if (await tabs.isVisible()) await tabs.getByRole("button", { name }).click();
}

/** Chooses a mark of the made-up graph by its text. */
async function chosenInGraph(spoor, kind, text) {
    await linked(spoor);
    await tab(spoor, "Graph");
    await spoor.page.locator(`.graph .spot${kind}`, { hasText: text }).first().click();
    await spoor.page.locator(".detail h2.named").waitFor();
}

async function endChosen(spoor) {
    await traced(spoor);
    await tab(spoor, "Ends");
    await spoor.page.locator(".end .choose").first().click();
    await spoor.page.getByRole("heading", { name: "Flows" }).waitFor();
}

/** Chooses an end whose amount hangs on the rule for mixed money, and whose own path says where it mixed. */
export async function withRange(spoor) {
    await tab(spoor, "Ends");
    await spoor.page.locator(".end", { has: spoor.page.locator(".spread") }).filter({ hasText: "DODO" }).locator(".choose").click();
    await spoor.page.getByText("Why it differs").waitFor();
}

/** Fills the form as for another start, with everything open. */
async function otherStart(spoor) {
    await toForm(spoor);
    await spoor.page.getByRole("radio", { name: "Address or transaction" }).check();
    await spoor.page.getByRole("textbox", { name: "Address or transaction" }).fill(ADDRESS);
    await spoor.page.getByRole("radio", { name: "To where it came from" }).check();
    await spoor.page.locator(".morechoices summary").click();
}

async function movementChosen(spoor) {
    await traced(spoor);
    await tab(spoor, "Table");
    await spoor.page.locator(".tablebox .rowlink").first().click();
    await spoor.page.getByRole("heading", { name: /^A movement of/ }).waitFor();
}

/** Signs, and reads the tip from the page: not every screen's context may write the clipboard. */
async function signed(spoor) {
    await toTip(spoor);
    await spoor.field("Passphrase for the key file").fill(PASSPHRASE);
    await spoor.button("Make a key and save it").click();
    await spoor.button(/^Sign$/).click();
    await spoor.page.getByText("See what is copied").click();
    return spoor.page.getByLabel("The tip as it is copied").innerText();
}

/** Waits until the board of this site stands on the screen. */
export async function boardShown(spoor) {
    await spoor.page.getByRole("heading", { name: "Leaderboard" }).waitFor({ timeout: 60_000 });
    await spoor.page.locator(".feedhead .age").getByText("Read ").waitFor({ timeout: 60_000 });
}

/** Shows the examples and opens whatever can be opened. */
async function boardOpened(spoor) {
    await boardShown(spoor);
    await spoor.page.getByRole("switch", { name: "Show them, each marked" }).check();
    await spoor.page.getByRole("button", { name: "Lantern" }).click();
    await spoor.page.locator("table.freezes").getByRole("button", { name: "Bounty" }).first().click();
    await spoor.page.getByText("Open another feed").click();
    await spoor.field("The address of the feed's folder").fill("https://portal.example/feed");
    await spoor.page.locator(".askedof summary").click();
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
    { name: "trace-form", hash: "#/", reach: toForm },
    { name: "trace-form-more", hash: "#/", reach: otherStart },
    {
        name: "trace-form-wrong",
        hash: "#/",
        reach: async (spoor) => {
            await otherStart(spoor);
            await spoor.field("Leave out below").fill("a little");
            await spoor.button("Start").click();
        },
    },
    {
        name: "trace-back",
        hash: "#/",
        reach: async (spoor) => {
            await otherStart(spoor);
            await spoor.button("Start").click();
            await spoor.traceWhole();
        },
    },
    { name: "trace-kept", hash: "#/trace", before: (spoor) => overhear(spoor, { lookforkept: kept }), reach: (spoor) => spoor.page.locator(".kept").waitFor() },
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
    {
        name: "trace-range",
        hash: "#/",
        reach: async (spoor) => {
            await traced(spoor);
            await withRange(spoor);
            await spoor.page.getByText("Why it differs").click();
        },
    },
    {
        name: "trace-finding",
        hash: "#/",
        reach: async (spoor) => {
            await endChosen(spoor);
            await spoor.button("This is an exchange").click();
            await spoor.page.locator(".detail h2", { hasText: "by your word" }).waitFor();
        },
    },
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
    { name: "links", hash: "#/", before: beforeLinked, reach: linked },
    {
        name: "links-table",
        hash: "#/",
        before: beforeLinked,
        reach: async (spoor) => {
            await linked(spoor);
            await tab(spoor, "Table");
            await spoor.page.locator(".refused summary").click();
        },
    },
    { name: "link", hash: "#/", before: beforeLinked, reach: (spoor) => chosenInGraph(spoor, ".row", "THORChain") },
    { name: "link-stated", hash: "#/", before: beforeLinked, reach: (spoor) => chosenInGraph(spoor, ".row", "Mantle") },
    { name: "lead", hash: "#/", before: beforeLinked, reach: (spoor) => chosenInGraph(spoor, ".lead", "1 of 3") },
    { name: "mixer", hash: "#/", before: beforeLinked, reach: (spoor) => chosenInGraph(spoor, "", "Whirlpool") },
    { name: "pattern", hash: "#/", before: beforeLinked, reach: (spoor) => chosenInGraph(spoor, ":not(.row)", "90,375… stETH") },
    {
        name: "settings",
        hash: "#/",
        reach: async (spoor) => {
            await traced(spoor);
            await spoor.link("Settings").first().click();
            await spoor.page.getByRole("region", { name: "Requests" }).waitFor();
        },
    },
    { name: "settings-empty", hash: "#/settings" },
    {
        name: "settings-open",
        hash: "#/settings",
        reach: async (spoor) => {
            await spoor.page.locator(".helpers > summary").click();
            await spoor.page.locator(".facts summary").first().click();
            await spoor.page.getByLabel("Address", { exact: true }).fill("mine.example");
            await spoor.button("Add").click();
            await spoor.page.getByText("does not begin with https://", { exact: false }).waitFor();
            await spoor.page.locator(".keyfield input[type=password]").first().fill("short");
            await spoor.page.locator(".keyfield").first().getByRole("button", { name: "Set" }).click();
            await spoor.page.locator(".askedlist").first().getByRole("checkbox").first().uncheck();
        },
    },
    { name: "settings-own", page: "own-node.html", hash: "#/settings" },
    { name: "privacy-empty", hash: "#/privacy" },
    {
        name: "privacy",
        hash: "#/privacy",
        before: (spoor) => overhear(spoor, { ledger }),
        reach: async (spoor) => {
            await spoor.page.getByRole("region", { name: "Requests" }).waitFor();
            await spoor.page.getByRole("switch").check();
        },
    },
    {
        name: "trace-not-kept",
        hash: "#/",
        before: (spoor) => overhear(spoor),
        reach: async (spoor) => {
            await toForm(spoor);
            await spoor.button("Start").click();
            await spoor.traceWhole();
            await spoor.page.evaluate(() => window.answer({ unkept: { why: "This trace goes on, but it will not survive a reload of the page: another tab with Spoor keeps its own trace.", may_take_over: true } }));
            await spoor.button("Keep this trace instead").waitFor();
        },
    },
    { name: "labels", hash: "#/labels", reach: (spoor) => spoor.page.getByRole("heading", { name: "GraphSense TagPacks" }).waitFor({ timeout: 30_000 }) },
    {
        name: "labels-open",
        hash: "#/labels",
        reach: async (spoor) => {
            await spoor.page.getByRole("heading", { name: "GraphSense TagPacks" }).waitFor({ timeout: 30_000 });
            await spoor.field(/^An address, or a part of a name/).fill("tornado");
            await spoor.button("Search").click();
            await spoor.page.getByText(/labels, page 1 of/).waitFor();
            await spoor.button("Add a label").click();
            const dirty = JSON.stringify({ "0221": { eth: ["0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2 0x51E9d833Ecae4E8D9D8Be17300AEE6D3398C135D", "0x4766"] } });
            await spoor.page.locator(".labelspage input[type=file]").setInputFiles({ name: "list.json", mimeType: "application/json", buffer: Buffer.from(dirty) });
            await spoor.page.getByText("2 labels to be taken, 1 row refused.").waitFor();
            for (const summary of await spoor.page.locator(".preview summary").all()) await summary.click();
        },
    },
    { name: "about", hash: "#/about" },
    { name: "tip-empty", hash: "#/tip" },
    { name: "tip", hash: "#/", reach: async (spoor) => { await toTip(spoor); } },
    {
        name: "tip-reports",
        hash: "#/",
        reach: async (spoor) => {
            await signed(spoor);
            await spoor.page.getByText("Ask for a freeze, or report the theft").click();
            await spoor.page.getByLabel("Which text").selectOption({ label: "Complaint to the FBI's IC3" });
            await spoor.page.getByLabel("The report as it is copied").waitFor();
        },
    },
    {
        name: "my-tips",
        hash: "#/",
        reach: async (spoor) => {
            await signed(spoor);
            await spoor.page.evaluate(() => { location.hash = "#/tip"; });
            await spoor.page.reload();
            await spoor.page.getByRole("heading", { name: "My tips" }).waitFor();
        },
    },
    { name: "tip-signed", hash: "#/", reach: signed },
    { name: "verify-empty", hash: "#/verify" },
    { name: "verify-valid", hash: "#/", reach: async (spoor) => { await check(spoor, await signed(spoor)); } },
    { name: "record-empty", hash: "#/record", page: "board.html", reach: (spoor) => spoor.page.getByText("No tip of yours is known here").waitFor() },
    {
        name: "record",
        hash: "#/",
        reach: async (spoor) => {
            await signed(spoor);
            await spoor.open("#/record", "board.html");
            await spoor.button("Bybit theft, a demonstration").click();
            await spoor.page.locator(".fate").waitFor();
        },
    },
    { name: "verify-refused", hash: "#/verify", reach: async (spoor) => { await check(spoor, "hello"); } },
    { name: "board", page: "board.html", hash: "", reach: boardShown },
    { name: "board-open", page: "board.html", hash: "", reach: boardOpened },
    { name: "board-embed", page: "embed.html", hash: "", reach: boardShown },
];
export const themes = ["light", "dark"];
export const widths = [320, 1440];
