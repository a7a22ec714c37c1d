// Starts the auditor in a worker. The build replaces the next line by the facts of the build.
import { build } from "./build.js";

// A promise that fails in a worker does not reach the page; an error thrown from a task does.
const report = (error) => setTimeout(() => { throw error; });
self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    report(event.reason);
});

// A worker from a blob has no address that anything could be relative to: the folder of the page is the one above this file's.
self.spoorSite = new URL("..", import.meta.url).href;

async function load() {
    const program = fetch(new URL(build.wasm, import.meta.url), { integrity: build.wasmIntegrity, credentials: "same-origin" });
    program.catch(() => {});
    const { default: init } = await import("./glue.js");
    await init({ module_or_path: program });
}

load().catch(report);
