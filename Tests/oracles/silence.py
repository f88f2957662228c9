#!/usr/bin/env python3
"""What silence gives back on the Olist files, computed from them alone.

    silence.py SOURCE --days N   one JSON object: what was returned, and what shipped later

The shop never says that it cancelled (mapping olist-silent). A hold is promised until N days after the
last word on its order - the purchase, then each fact. When the promise ends while credit is locked, and the
shop has spoken of anything that happened after that last word, all of it is returned; what is shipped later
comes too late. Amounts are minor units (centavos). Nothing here knows the engine.
"""
import argparse
import bisect
import json
import pathlib
from datetime import timedelta

import olist


def without_cancellations(facts):
    return {kind: time for kind, time in facts.items() if kind != "cancelled"}


def returned_at(purchase, facts, spoken, silent_after, until):
    """When silence returns what is locked; None if it never does."""
    word = purchase
    end = purchase + olist.TIME_TO_LIVE
    happenings = sorted((max(time, purchase), kind) for kind, time in facts.items())
    for time, kind in [*happenings, (None, None)]:
        silent_at = word + silent_after
        if silent_at <= until and silent_at < end and (time is None or silent_at <= time):
            # Proof: a fact that happened after the last word; it may come after the promise ended.
            later = bisect.bisect_right(spoken, word)
            proved_at = spoken[later] if later < len(spoken) else None
            at = None if proved_at is None else max(silent_at, proved_at)
            if at is not None and at <= until and (time is None or at <= time):
                return at
        if time is None or kind in ("shipped", "delivered"):
            return None
        word = max(word, facts[kind])
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--days", type=int, required=True, metavar="N")
    arguments = parser.parse_args()
    shop = olist.Shop(arguments.source)
    orders = [
        (shop.placed[order], purchase, without_cancellations(facts))
        for order, _, purchase, facts in shop.orders if order in shop.placed
    ]
    until = max(max([purchase, *facts.values()]) for _, purchase, facts in orders)
    spoken = sorted(
        max(time, purchase) for _, purchase, facts in orders for time in facts.values())
    found = {"returned": 0, "returned_amount": 0, "shipped_later": 0, "late_amount": 0}
    for amount, purchase, facts in orders:
        at = returned_at(purchase, facts, spoken, timedelta(days=arguments.days), until)
        if at is None:
            continue
        found["returned"] += 1
        found["returned_amount"] += amount
        if facts.keys() & {"shipped", "delivered"}:
            found["shipped_later"] += 1
            found["late_amount"] += amount
    print(json.dumps(found))


if __name__ == "__main__":
    main()
