#!/usr/bin/env python3
"""What the books of the Olist import must show, computed from the CSV files alone.

    books.py SOURCE [--by COLUMN]    one JSON line a business date and merchant, in order
    books.py SOURCE --statements     one JSON line a business date, merchant and order

A business date is a day of America/Sao_Paulo. The merchant is `olist`, or with --by what COLUMN of
the orders file says. Amounts are minor units (centavos). Nothing here knows the engine.
"""
import argparse
import json
import pathlib
from collections import defaultdict

import olist

PARTS = ("placed", "captured", "released", "expired", "refunded")


def movements(amount, purchase, facts, until):
    """(time, part, amount) of one hold, up to and including `until`."""
    happenings = [(max(time, purchase), olist.RANK[kind], kind) for kind, time in facts.items()]
    happenings.append((purchase + olist.TIME_TO_LIVE, olist.RANK["due_end"], "due_end"))
    yield purchase, "placed", amount
    left, captured, refunded = amount, 0, 0
    for time, _, kind in sorted(happenings):
        if time > until:
            return
        if kind == "cancelled":
            if left:
                yield time, "released", left
            if captured > refunded:
                yield time, "refunded", captured - refunded
                refunded = captured
            left = 0
        elif left and kind == "due_end":
            yield time, "expired", left
            left = 0
        elif left and kind in ("shipped", "delivered"):
            yield time, "captured", left
            captured, left = captured + left, 0


def book(source, column, until):
    """{(date, merchant): {part: sum}} and {(date, merchant, order): {part: sum}}."""
    shop = olist.Shop(source)
    until = until or shop.last_fact()
    owner = {row["order_id"]: row[column] if column else "olist"
             for _, row in olist.read(source, "orders")}
    days = defaultdict(lambda: dict.fromkeys(PARTS, 0))
    statements = defaultdict(lambda: dict.fromkeys(("captured", "refunded"), 0))
    for order, _, purchase, facts in shop.orders:
        if order not in shop.placed or purchase > until:
            continue
        for time, part, amount in movements(shop.placed[order], purchase, facts, until):
            date = time.astimezone(olist.ZONE).date().isoformat()
            days[date, owner[order]][part] += amount
            if part in ("captured", "refunded"):
                statements[date, owner[order], order][part] += amount
    return days, statements


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--by", metavar="COLUMN")
    parser.add_argument("--until", type=olist.parse_time, metavar="TIME")
    parser.add_argument("--statements", action="store_true")
    arguments = parser.parse_args()

    days, statements = book(arguments.source, arguments.by, arguments.until)
    if arguments.statements:
        for (date, merchant, order), sums in sorted(statements.items()):
            print(json.dumps({"date": date, "merchant": merchant, "order": order} | sums))
    else:
        for (date, merchant), sums in sorted(days.items()):
            print(json.dumps({"date": date, "merchant": merchant} | sums))


if __name__ == "__main__":
    main()
