#!/usr/bin/env python3
"""Makes bybit.json from the transfer lists of the Bybit case.

    python3 make_bybit.py FOLDER > bybit.json

FOLDER holds hop1.legit.csv, hop1.poison-sample.csv, hop2.legit.csv, hop3.native.csv, hop4.native.csv and hop5.native.csv.
Only the standard library is used. Amounts go from decimal text to base units without a float between.
"""

import csv
import json
import sys
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 120

# The lists name the recipient only; each list is the outgoing history of one address.
LISTS = [
    ("hop1.legit.csv", "0x47666fab8bd0ac7003bce3f5c3585383f09486e2"),
    ("hop1.poison-sample.csv", "0x47666fab8bd0ac7003bce3f5c3585383f09486e2"),
    ("hop2.legit.csv", "0xa4b2fd68593b6f34e51cb9edb66e71c1b4ab449e"),
    ("hop3.native.csv", "0xdd90071d52f20e85c89802e5dc1ec0a7b6475f92"),
    ("hop4.native.csv", "0xf302572594a68aa8f951fae64ed3ae7da41c72be"),
    ("hop5.native.csv", "0x327ffe25f330d2d809106ace581099ad1af9ba23"),
]
SAFE = "0x1db92e2eebc8e0c075a02bea49a2935bcd2dfcf4"
THIEF = LISTS[0][1]
STETH = "0xae7ab96520de3a18e5e111b5eaab095312d7fe84"
METH = "0xd5f7838f5c461feff7fe49ea5ebaf7728bb0adfa"
CMETH = "0xe6829d9a7ee3040e1276fa75293bde931859e8fa"
# The takeover of the Safe: no sweep can be older.
TAKEOVER = (21895238, "2025-02-21T14:13:35Z")
SWEEP = (21895251, "2025-02-21T14:16:11Z")
# transaction, kind, contract, symbol, amount in base units, block and time or None where no public list says them
THEFT = [
    ("0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c", "internal", "", "ETH", "401346768858404671846374", SWEEP),
    ("0xa284a1bc4c7e0379c924c73fcea1067068635507254b03ebbbd3f4e222c1fae0", "token", STETH, "stETH", "90375547907685258392043", SWEEP),
    ("0x847b8403e8a4816a4de1e63db321705cdb6f998fb01ab58f653b863fda988647", "token", CMETH, "cmETH", "15000" + "0" * 18, None),
    ("0xbcf316f5835362b7f1586215173cc8b294f5499c60c029a3de6318bf25ca7b20", "token", METH, "mETH", "8000" + "0" * 18, None),
]
# All four assets of the theft have 18 decimals. The forged tokens' own decimals are not in the lists; their printed
# number is scaled by the same 18, as the amount they claim.
DECIMALS = 18
# A printed number this long may have been rounded by a 64-bit float.
LONG = 15


def base_units(text):
    """The exact number of base units a decimal text names, and whether the text is long enough to be rounded."""
    number = Decimal(text).scaleb(DECIMALS)
    units = int(number)
    if number != units or units < 0:
        raise SystemExit(f"{text!r} is no amount with {DECIMALS} decimals")
    digits = text.replace(".", "").strip("0")
    return str(units), len(digits) >= LONG


def main(folder):
    addresses, rows, places = [], [], {}

    def index(address):
        if address not in addresses:
            addresses.append(address)
        return addresses.index(address)

    def add(tx, kind, contract, symbol, amount, when, sender, recipient, rounded):
        note = "rounded" if rounded else ""
        if when is None:
            when, note = TAKEOVER, "not before"
        # The lists give no place inside the transaction: token and internal rows are numbered in their order here.
        place = "value"
        if kind != "native":
            place = f"row:{places.setdefault(tx, 0)}"
            places[tx] += 1
        rows.append([tx, place, kind, when[0], when[1], index(sender), index(recipient), index(contract) if contract else -1, symbol, amount, note])

    for tx, kind, contract, symbol, amount, when in THEFT:
        add(tx, kind, contract, symbol, amount, when, SAFE, THIEF, False)
    left_out, read = 0, set()
    for name, sender in LISTS:
        with open(Path(folder) / name, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["is_error"] != "0":
                    left_out += 1
                    continue
                if row["chain_id"] != "1":
                    raise SystemExit(f"{name}: {row['hash']} is of chain {row['chain_id']}")
                read.add(row["retrieved_utc"][:10])
                amount, rounded = base_units(row["amount"])
                when = (int(row["block"]), row["timestamp_utc"].replace(" ", "T") + "Z")
                add(row["hash"], row["kind"], row["contract"], row["asset"], amount, when, sender, row["to"], rounded)

    histories = [index(sender) for name, sender in LISTS if "poison" not in name]
    rounded = sum(row[10] == "rounded" for row in rows)
    head = {
        "name": "bybit",
        "chain": "eip155:1",
        "window": f"outgoing transfers only, read between {min(read)} and {max(read)}; no fees; amounts as printed by the source",
        "not_before": "the block is the earliest possible one, that of the Safe's takeover; no public list says the real one",
        "counts": {"rows": len(rows), "rounded": rounded, "failed_left_out": left_out},
        "histories": histories,
        "columns": ["tx", "place", "kind", "block", "time", "from", "to", "contract", "symbol", "amount", "note"],
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    for key, values in (("addresses", addresses), ("rows", rows)):
        text = ",\n".join("  " + json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
        lines.append(f' "{key}": [\n{text}\n ]')
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
