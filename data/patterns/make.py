#!/usr/bin/env python3
"""Packs the published sets into the files of this folder: make.py COINJOIN_DIR NOMAD_CSV NOMAD_TOKENS PAYOFFS_CSV

What the tests do not read is left out: blocks, the outputs that inputs spend, dollar values.
"""
import csv, gzip, os, sys

def packed(name, lines):
    with open(name, "wb") as file, gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=9, mtime=0) as out:
        out.write("".join(line + "\n" for line in lines).encode())

def side(text, has_outpoint):
    # prevtxid-vout-satoshi+scriptHex+type, or satoshi+scriptHex+type
    value, script, _ = text.split("+")
    return f"{value.rsplit('-', 1)[-1] if has_outpoint else value}+{script}"

def coinjoin(path):
    for line in gzip.open(path, "rt"):
        if line.strip():
            txid, _, _, at, inputs, outputs = line.rstrip("\n").split(":::")
            ins = ",".join(side(one, True) for one in inputs.split("}{"))
            outs = ",".join(side(one, False) for one in outputs.split("}{"))
            yield f"{txid} {at} {ins} {outs}"

def main(folder, nomad, tokens, payoffs):
    for name in sorted(os.listdir(folder)):
        if name.endswith(".txt.gz"):
            packed("coinjoin-" + name, coinjoin(os.path.join(folder, name)))
    keep = ["src_ts", "dst_ts", "src_token", "dst_token", "beneficiary", "amount"]
    packed("nomad.csv.gz", [",".join(keep)] + [",".join(row[k] for k in keep) for row in csv.DictReader(open(nomad))])
    packed("nomad-tokens.csv.gz", ["src_token,dst_token"] + [f"{b},{a}" for _, _, a, b, _ in (l.split() for l in open(tokens))])
    keep = ["tx_hash", "topics_to_addr", "intended_addr"]
    packed("poisoning.csv.gz", [",".join(keep)] + [",".join(row[k] for k in keep) for row in csv.DictReader(open(payoffs))])

main(*sys.argv[1:])
