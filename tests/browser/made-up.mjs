// A made-up explorer in the shape of Blockscout: the thief of the Bybit case pays many, each of them pays a few.
import { createHash } from "node:crypto";

export const RECORDED = "bybit-2025-02-21";
const THEFT = "0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c";
const THIEF = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2";
const VICTIM = "0x1Db92e2EeBC8E0c075a02BeA49a2935BcD2dFCF4";
const EMPTY = '{"items":[],"next_page_params":null}';

const digest = (text) => createHash("sha256").update(text).digest("hex");
export const address = (name) => `0x${digest(name).slice(0, 40)}`;

/** Settings of a trace, as the page sends them. */
export const settings = (explorer, budget) => ({ budget, most_hops: 10, dust_millionths: 0, policy: "fifo", explorer });

export class MadeUp {
    host = "eth.blockscout.com";

    /**
     * `pays`: how many the thief pays, and how many each of these. `whole`: lists name what came as well as what went, as a
     * real explorer's do; without it the page finds them incomplete.
     */
    constructor(pays = [6, 2], { whole = false } = {}) {
        Object.assign(this, { pays, whole });
        if (whole) this.came.set(THIEF.toLowerCase(), [this.#theft()]);
    }

    #payment(from, to, block, value) {
        return {
            hash: `0x${digest(`${from} ${to} ${block}`)}`,
            value: String(value),
            status: "ok",
            timestamp: "2025-02-22T00:00:00.000000Z",
            block_number: block,
            position: 0,
            from: { hash: from },
            to: { hash: to },
            fee: { type: "actual", value: "0" },
        };
    }

    answer(url) {
        const path = url.pathname.replace("/api/v2/", "");
        const [kind, subject, list] = path.split("/");
        if (kind === "transactions") {
            if (subject !== THEFT) return { status: 404, body: '{"message":"Not found"}' };
            if (list === "internal-transactions") return { body: EMPTY };
            return { body: JSON.stringify(this.#theft()) };
        }
        if (list !== "transactions") return { body: EMPTY };
        const depth = this.names.get(subject.toLowerCase());
        if (depth === undefined) return { body: EMPTY };
        const paid = depth < this.pays.length ? this.#paid(subject, depth) : [];
        return { body: JSON.stringify({ items: [...paid.reverse(), ...(this.came.get(subject.toLowerCase()) ?? [])], next_page_params: null }) };
    }

    #theft() {
        return { ...this.#payment(VICTIM, THIEF, 21_895_238, 401_346_768858404671846374n), hash: THEFT };
    }

    /** What an address paid, the oldest first. */
    #paid(subject, depth) {
        const share = (401_346_768858404671846374n / BigInt(this.pays.slice(0, depth + 1).reduce((a, b) => a * b, 1))) - 1_000_000n;
        return Array.from({ length: this.pays[depth] }, (_, n) => {
            const to = this.#name(`${subject.toLowerCase()} pays ${n}`, depth + 1);
            const payment = this.#payment(subject, to, 21_900_000 + depth * 100_000 + n, share);
            if (this.whole) this.came.set(to, [payment]);
            return payment;
        });
    }

    names = new Map([[THIEF.toLowerCase(), 0]]);
    /** What came to an address, where lists name that too. */
    came = new Map();

    #name(name, depth) {
        const made = address(name);
        this.names.set(made, depth);
        return made;
    }
}

/** Whoever is asked in the explorer's stead has nothing. */
export const nothingElsewhere = (spoor) => {
    spoor.answer("api.routescan.io", () => ({ body: '{"status":"0","message":"No transactions found","result":[]}' }));
};
