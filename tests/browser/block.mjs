// A real block of Bitcoin, as explorers that speak Esplora give its name and its header.
import { readFileSync } from "node:fs";

export const HEIGHT = 358391;
export const HEADER = readFileSync(new URL("../fixtures/opentimestamps/block-358391.hex", import.meta.url), "utf8");
export const NAME = "000000000000000003e892881a8cdcdc117c06d444057c98b6f04a9ee75a2319";
const HOSTS = ["mempool.space", "blockstream.info"];

/** Lets every explorer of Bitcoin in the table answer with it, whatever block it is asked for. */
export function tellBlock(spoor) {
    for (const host of HOSTS) {
        spoor.answer(host, (url) => ({ headers: { "content-type": "text/plain" }, body: url.pathname.includes("/block-height/") ? NAME : HEADER }));
    }
}
