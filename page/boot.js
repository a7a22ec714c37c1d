// Starts the page: sets the Trusted Types policy, refuses to run in a frame, loads the program by its hash, and says in
// words when it cannot. The build replaces the next line by the facts of the build.
import { build } from "./build.js";

// A worker started from a blob inherits the policy of this page, one started from a file does not. The blob is one line;
// the import is a call because a static one in a worker counts as a worker, and only blobs may be workers.
const starter = (name) => {
    const file = JSON.stringify(new URL(name, import.meta.url).href);
    const line = `import(${file}).catch((error) => setTimeout(() => { throw error; }));\n`;
    return URL.createObjectURL(new Blob([line], { type: "text/javascript" }));
};
const workers = new Map(Object.entries(build.workers).map(([name, file]) => [name, starter(file)]));
const workerUrls = new Set(workers.values());
const templates = new Set(build.templates);

// Whatever a chain, an explorer or a paste brings can never become markup or code: only the templates that were compiled
// into the program pass, and only its own workers. The browser refuses everything else and reports it.
window.trustedTypes?.createPolicy("default", {
    createHTML: (text) => (templates.has(text) ? text : null),
    createScriptURL: (url) => (workerUrls.has(url) ? url : null),
});

let halted = false;

/** Says that Spoor does not run, why, and what to do. Only the first reason is shown. */
function halt(title, what, detail) {
    if (halted) return;
    halted = true;
    document.getElementById("loading")?.remove();
    const panel = document.createElement("div");
    panel.className = "halt";
    panel.setAttribute("role", "alert");
    for (const [tag, text] of [["h1", title], ["p", what], ["pre", detail]]) {
        if (!text) continue;
        const line = document.createElement(tag);
        line.textContent = text;
        panel.append(line);
    }
    document.body.prepend(panel);
}

/** Notices when the program has died: after that, nothing on the page works any more. */
function watch(error) {
    if (typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError) {
        halt(
            "Spoor has stopped",
            "This is a fault in Spoor, not in what you did. Copy what you need from below, then reload the page to go on.",
            String(error),
        );
    }
}

async function load() {
    const program = fetch(new URL(build.wasm, import.meta.url), { integrity: build.wasmIntegrity, credentials: "same-origin" });
    // It is awaited only after the glue: a refusal that comes sooner is not to be reported as unhandled.
    program.catch(() => {});
    const { default: init } = await import("./glue.js");
    const answer = await program.catch((error) => {
        halt(
            "Spoor could not be loaded whole",
            "The program did not arrive, or it is not the one this page was built with. Check the connection and reload. If this stays, do not use this copy.",
            String(error),
        );
    });
    if (!answer) return;
    if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
    await init({ module_or_path: answer });
    document.getElementById("loading")?.remove();
}

// The page for frames shows a board and handles no key, so that nothing can be had by what is laid over it.
const mayBeFramed = "spoorEmbed" in document.documentElement.dataset;

if (window.top !== window.self && !mayBeFramed) {
    halt(
        "Spoor does not run inside another page",
        "A page around it could show you one thing and have you press another. Open Spoor in a tab of its own.",
        window.location.origin + window.location.pathname,
    );
} else if (typeof WebAssembly !== "object") {
    halt(
        "Spoor needs WebAssembly, and this browser has it switched off",
        "In Tor Browser and Mullvad Browser the security levels Safer and Safest switch it off: choose Standard, then reload.",
    );
} else {
    window.addEventListener("error", (event) => watch(event.error));
    window.addEventListener("unhandledrejection", (event) => watch(event.reason));
    // As data-spoor-worker, data-spoor-vault: where the program finds them.
    for (const [name, url] of workers) document.documentElement.setAttribute(`data-spoor-${name}`, url);
    load().catch((error) => halt("Spoor could not start", "Reload the page. If this stays, try another browser.", String(error)));
}
