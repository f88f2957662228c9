#!/usr/bin/env python3
"""Which purchases are declined for want of limit, and which of them need not be, on the Olist files.

    declines.py OLIST TAIWAN [--only-expires]   one JSON object

OLIST and TAIWAN are the folders of the two data sets. The orders are folded onto 300 accounts: account k of
an order is the first 8 hexadecimal digits of SHA-256(customer_unique_id), mod 300; its limit is LIMIT_BAL of
data row k, the first being 0, read as centavos. What is captured is repaid in full 30 x 24 h later, unless it
was given back before. Nobody tries again. With --only-expires the lender does not hear of cancellations: credit comes back at the end of a
hold alone.

A decline is avoidable if what is open on holds of the account whose order was cancelled by then covers what
was missing. Amounts are minor units. Nothing here knows the engine: it is the rules, written again.
"""
import argparse
import csv
import hashlib
import heapq
import json
import pathlib
from collections import defaultdict
from datetime import timedelta

import olist

ACCOUNTS = 300
REPAID_AFTER = timedelta(hours=30 * 24)
# Which comes first in one instant: what gives credit back, then what takes it.
RANK = {"due_end": 0, "repaid": 1, "paid": 2, "shipped": 3, "cancelled": 4, "delivered": 5, "placed": 6}


def limits(source):
    with open(source / "UCI_Credit_Card.csv", encoding="utf-8", newline="") as file:
        rows = [row for _, row in zip(range(ACCOUNTS), csv.DictReader(file))]
    return [int(float(row["LIMIT_BAL"])) for row in rows]


def accounts(source):
    """{order: account}"""
    people = {row["customer_id"]: row["customer_unique_id"]
              for _, row in olist.read(source, "customers")}
    def fold(person):
        return int(hashlib.sha256(person.encode()).hexdigest()[:8], 16) % ACCOUNTS
    return {row["order_id"]: fold(people[row["customer_id"]])
            for _, row in olist.read(source, "orders")}


class Line:
    """One credit line."""

    def __init__(self, limit):
        self.limit, self.owed, self.open = limit, 0, {}

    def available(self):
        return self.limit - self.owed - sum(self.open.values())


def run(shop, account_of, limit_of, hears_cancellations):
    lines = [Line(limit) for limit in limit_of]
    facts_of = {order: facts for order, _, _, facts in shop.orders}
    captured, refunded = defaultdict(int), set()
    found = {"placed": 0, "declined": 0, "declined_amount": 0, "avoidable": 0, "avoidable_amount": 0}
    queue = [(purchase, RANK["placed"], order, "placed", 0)
             for order, _, purchase, _ in shop.orders if order in shop.placed]
    heapq.heapify(queue)
    while queue:
        now, _, order, what, amount = heapq.heappop(queue)
        line = lines[account_of[order]]
        if what == "placed":
            amount = shop.placed[order]
            if amount > line.available():
                found["declined"] += 1
                found["declined_amount"] += amount
                missing = amount - line.available()
                entitled = sum(open_ for other, open_ in line.open.items()
                               if facts_of[other].get("cancelled", now + REPAID_AFTER) <= now)
                if entitled >= missing:
                    found["avoidable"] += 1
                    found["avoidable_amount"] += amount
                continue
            found["placed"] += 1
            line.open[order] = amount
            heapq.heappush(queue, (now + olist.TIME_TO_LIVE, RANK["due_end"], order, "due_end", 0))
            for kind, time in facts_of[order].items():
                if kind != "cancelled" or hears_cancellations:
                    heapq.heappush(queue, (max(time, now), RANK[kind], order, kind, 0))
        elif what in ("shipped", "delivered") and order in line.open:
            taken = line.open.pop(order)
            captured[order] = taken
            line.owed += taken
            heapq.heappush(queue, (now + REPAID_AFTER, RANK["repaid"], order, "repaid", taken))
        elif what == "repaid":
            # What was given back before is not owed.
            if order not in refunded:
                line.owed -= min(amount, line.owed)
        elif what == "cancelled":
            line.open.pop(order, None)
            if order in captured:
                # What was repaid already lowers what else is owed; the rest is paid out.
                line.owed -= min(captured[order], line.owed)
                refunded.add(order)
        elif what == "due_end":
            line.open.pop(order, None)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("olist", type=pathlib.Path)
    parser.add_argument("taiwan", type=pathlib.Path)
    parser.add_argument("--only-expires", action="store_true")
    arguments = parser.parse_args()
    shop = olist.Shop(arguments.olist)
    print(json.dumps(run(
        shop, accounts(arguments.olist), limits(arguments.taiwan), not arguments.only_expires)))


if __name__ == "__main__":
    main()
