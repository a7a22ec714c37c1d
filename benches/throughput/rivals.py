"""The same replays by others: haircut over a networkx MultiDiGraph, and first in, first out over lots in plain Python.

Reads the transfers that `main.rs --write` wrote, prints one line of JSON: seconds, and the checksums that must be equal to
the engine's. Integers only; one ledger an address and asset; what was not seen to come is clean.
"""

import json
import sys
import time
from collections import deque

import networkx


def lines(path):
    with open(path) as file:
        for line in file:
            sender, recipient, asset, amount, theft = line.split(",")
            yield int(sender), int(recipient), int(asset), int(amount), theft[0] == "1"


def load(path):
    graph = networkx.MultiDiGraph()
    for at, (sender, recipient, asset, amount, theft) in enumerate(lines(path)):
        graph.add_edge(sender, recipient, time=at, asset=asset, amount=amount, theft=theft, tainted=0)
    return graph


def haircut(graph):
    balances, stolen = {}, {}
    for sender, recipient, edge in sorted(graph.edges(data=True), key=lambda edge: edge[2]["time"]):
        amount = edge["amount"]
        if edge["theft"]:
            tainted = amount
        else:
            purse = (sender, edge["asset"])
            balance = max(balances.get(purse, 0), amount)
            held = stolen.get(purse, 0)
            tainted = amount * held // balance
            balances[purse] = balance - amount
            stolen[purse] = held - tainted
        edge["tainted"] = tainted
        purse = (recipient, edge["asset"])
        balances[purse] = balances.get(purse, 0) + amount
        stolen[purse] = stolen.get(purse, 0) + tainted
    carried = [edge["tainted"] for _, _, edge in graph.edges(data=True) if edge["tainted"]]
    return f"{sum(carried)}/{len(carried)}/0"


def append(lots, origin, amount):
    if lots and lots[-1][0] == origin:
        lots[-1][1] += amount
    else:
        lots.append([origin, amount])


def fifo(transfers):
    purses, carried, rows, count = {}, 0, 0, 0
    for at, (sender, recipient, asset, amount, theft) in enumerate(transfers):
        parcel = deque()
        if theft:
            parcel.append([at, amount])
        else:
            lots = purses.setdefault((sender, asset), deque())
            left = amount
            while left and lots:
                origin, size = lots[0]
                if size <= left:
                    lots.popleft()
                else:
                    lots[0][1] = size - left
                    size = left
                append(parcel, origin, size)
                left -= size
            if left:
                append(parcel, None, left)
        stolen = sum(size for origin, size in parcel if origin is not None)
        if stolen:
            carried += stolen
            rows += 1
            count += len(parcel)
        into = purses.setdefault((recipient, asset), deque())
        for origin, size in parcel:
            append(into, origin, size)
    return f"{carried}/{rows}/{count}"


def timed(work, *arguments):
    started = time.perf_counter()
    result = work(*arguments)
    return time.perf_counter() - started, result


def main():
    path = sys.argv[1]
    load_s, graph = timed(load, path)
    haircut_s, haircut_sum = timed(haircut, graph)
    del graph
    transfers = list(lines(path))
    fifo_s, fifo_sum = timed(fifo, transfers)
    print(json.dumps({
        "networkx": networkx.__version__,
        "load": load_s,
        "haircut": haircut_s,
        "haircut_sum": haircut_sum,
        "fifo": fifo_s,
        "fifo_sum": fifo_sum,
    }))


main()
