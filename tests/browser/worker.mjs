// What page and worker say to each other, read and answered in between.

/**
 * Keeps every command of the page in `window.commands`, and answers those named in `reports` (as `{lookforkept: report}`)
 * instead of the worker. To be called before the page is opened.
 */
export async function overhear(spoor, reports = {}) {
    await spoor.context.addInitScript((reports) => {
        window.commands = [];
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (text, ...more) {
            // Bytes are an errand of the vault.
            if (typeof text !== "string") return post.call(this, text, ...more);
            const command = JSON.parse(text);
            window.commands.push(command);
            const report = reports[typeof command === "string" ? command : Object.keys(command)[0]];
            window.answer ??= (report) => this.onmessage(new MessageEvent("message", { data: JSON.stringify(report) }));
            if (report === undefined) return post.call(this, text);
            // As a worker's answer: in a task of its own.
            setTimeout(() => this.onmessage(new MessageEvent("message", { data: JSON.stringify(report) })));
        };
    }, reports);
}

/** The commands of one name that the page has sent so far. */
export async function commands(spoor, name) {
    const all = await spoor.page.evaluate(() => window.commands);
    return all.filter((command) => command === name || command[name] !== undefined).map((command) => command[name] ?? command);
}

export const ADDRESS = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2";
export const HASH = "0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c";

/** A report that a trace is kept. */
export const kept = {
    kept: {
        case_id: "bybit-2025-02-21",
        settings: {
            budget: 700, most_hops: 5, dust_millionths: 1000, policy: "haircut", explorer: "recorded", direction: "forward", start: "case",
            from_at: null, until_at: "2025-02-28T23:59:59Z",
        },
        asked: 148,
        at: "2025-03-01T12:04:05Z",
    },
};

/** A report of the ledger: two hosts, two runs. */
export const ledger = {
    ledger: {
        rows: [["eth.blockscout.com", ADDRESS], ["eth.blockscout.com", HASH], ["api.routescan.io", ADDRESS], ["eth.blockscout.com", ADDRESS]].map(([host, about], at) => ({
            n: at + 1,
            at: `2025-03-01T12:0${at}:05Z`,
            host,
            about,
            request: `GET https://${host}/api/v2/addresses/${about}/transactions`,
            case: "bybit-2025-02-21",
            run: at < 2 ? "2025-03-01T11:59:59Z" : "2025-03-01T12:01:30Z",
        })),
        unwritten: [],
        whole: true,
    },
};
