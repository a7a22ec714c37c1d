// A worker on the bench: driven by commands in JSON as the page does it, with everything it reports on record.

/** Starts a worker under `window[name]` and waits until it listens. */
export async function bench(spoor, name) {
    const page = spoor.page;
    await page.evaluate((name) => {
        const worker = new Worker(document.documentElement.dataset.spoorWorker, { type: "module" });
        const bench = { worker, reports: [], entries: [], views: 0, view: null, send: (command) => worker.postMessage(JSON.stringify(command)) };
        let coming = null;
        window[name] = bench;
        worker.onerror = (event) => bench.reports.push([performance.now(), "broken", event.message]);
        return new Promise((ready) => {
            worker.onmessage = ({ data }) => {
                const report = JSON.parse(data);
                const [kind, what] = typeof report === "string" ? [report, null] : Object.entries(report)[0];
                bench.reports.push([performance.now(), kind, kind === "part" ? data.length : what]);
                if (kind === "ready") ready();
                if (kind === "journal") bench.entries.push(...what.entries);
                if (kind !== "part") return;
                if (what === "whole") {
                    bench.view = coming;
                    bench.views += 1;
                    bench.send("seen");
                    return;
                }
                const [part, content] = Object.entries(what)[0];
                if (part === "head") coming = content;
                else if (part === "hops") coming.edges.at(-1).hops.push(...content);
                else coming[part].push(...content);
            };
        });
    }, name);
    const of = (kind) => page.evaluate(([name, kind]) => window[name].reports.filter(([, own]) => own === kind).map(([, , what]) => what), [name, kind]);
    return {
        of,
        send: (command) => page.evaluate(([name, command]) => window[name].send(command), [name, command]),
        kill: () => page.evaluate((name) => window[name].worker.terminate(), name),
        view: () => page.evaluate((name) => window[name].view, name),
        entries: () => page.evaluate((name) => window[name].entries, name),
        reports: () => page.evaluate((name) => window[name].reports, name),
        until: (stage) => page.waitForFunction(([name, stage]) => window[name].view?.progress.stage === stage, [name, stage], { timeout: 90_000 }),
        untilAsked: (asked) => page.waitForFunction(([name, asked]) => window[name].view?.progress.asked === asked && window[name].view.progress.stage !== "running", [name, asked], { timeout: 90_000 }),
        said: async (kind) => {
            await page.waitForFunction(([name, kind]) => window[name].reports.some(([, own]) => own === kind), [name, kind], { timeout: 30_000 });
            return (await of(kind)).at(-1);
        },
    };
}
