// The hops of a tip as an explorer tells them that reads them again.

/** Blockscout's answers about these hops; `change` alters a row of one. */
export function tells(all, change = (row) => row) {
    const cors = { "access-control-allow-headers": "content-type" };
    return (url, request) => {
        if (request.method() === "OPTIONS") return { status: 204, headers: cors, body: "" };
        if (request.method() === "POST") return { status: 503, headers: cors, body: "" };
        const [, hash, list] = /transactions\/(0x[0-9a-fA-F]{64})(\/.*)?$/.exec(url.pathname) ?? [];
        const own = all.filter(({ tx }) => tx === hash?.toLowerCase());
        if (own.length === 0) return { status: 404, body: '{"message":"Not found"}' };
        const time = (hop) => hop.time.replace("Z", ".000000Z");
        if (list?.startsWith("/internal")) {
            const items = own.filter(({ kind }) => kind === "internal").map((hop, index) => change({
                transaction_hash: hop.tx, block_number: Number(hop.block), index: index + 1, timestamp: time(hop), success: true, type: "call",
                from: { hash: hop.from }, to: { hash: hop.to }, value: hop.amount,
            }, hop));
            return { body: JSON.stringify({ items, next_page_params: null }) };
        }
        const native = own.find(({ kind }) => kind === "native");
        const tokens = own.filter(({ kind }) => kind === "token").map((hop, index) => change({
            transaction_hash: hop.tx, block_number: Number(hop.block), log_index: index, timestamp: time(hop), type: "token_transfer", token_type: "ERC-20",
            from: { hash: hop.from }, to: { hash: hop.to }, token: { address_hash: hop.asset.split(":").at(-1), symbol: "T", decimals: "18", type: "ERC-20" },
            total: { decimals: "18", value: hop.amount },
        }, hop));
        const first = native ?? own[0];
        return { body: JSON.stringify(change({
            hash: first.tx, value: native ? native.amount : "0", status: "ok", timestamp: time(first), block_number: Number(first.block), position: 0,
            from: { hash: first.from }, to: { hash: first.to }, fee: { type: "actual", value: "0" }, token_transfers: tokens, token_transfers_overflow: false,
        }, first)) };
    };
}
