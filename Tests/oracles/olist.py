#!/usr/bin/env python3
"""What the Olist import must show, computed from the CSV files alone.

    olist.py SOURCE [--until TIME]   one JSON line an order placed by TIME, sorted by order id
    olist.py SOURCE --summary [...]  the same by status, how the holds ended, and refused rows
    olist.py SOURCE --dates N        N instants worth asking about, one a line

SOURCE is the folder with the olist_*.csv files. TIME is RFC 3339; the default is the last fact.
Amounts are minor units (centavos). Nothing here knows the engine: it is the rules, written again.

An order has one hold: A = the sum of its payments, placed at purchase, ending by itself 180 x 24 h
later. Facts: paid at approval, shipped at the carrier date, delivered at the customer date;
cancelled (canceled and unavailable orders) or delivered (delivered orders with neither date) at
the estimated date. The final status of an order decides which synthetic fact exists, and labels
the row; nothing else.
"""
import argparse
import csv
import json
import pathlib
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Sao_Paulo")
TIME_TO_LIVE = timedelta(hours=180 * 24)
AMOUNTS = ("placed", "captured", "refunded", "released", "expired", "open")

# Which comes first in one instant: a hold's own end, then facts in the order of an order's life.
RANK = {"due_end": 0, "paid": 1, "shipped": 2, "cancelled": 3, "delivered": 4}


def utc(local):
    """A local time of the shop. fold=0 is the earlier of two, and before a gap the old offset."""
    naive = datetime.strptime(local, "%Y-%m-%d %H:%M:%S")
    return naive.replace(tzinfo=ZONE, fold=0).astimezone(timezone.utc)


def parse_time(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)


def show_time(time):
    return time.isoformat().replace("+00:00", "Z")


def minor_units(text):
    amount = Decimal(text) * 100
    assert amount == int(amount), f"not a whole number of centavos: {text}"
    return int(amount)


def read(source, name):
    """Rows with the line they start on; the header is line 1 and no field holds a line break."""
    with open(source / f"olist_{name}_dataset.csv", encoding="utf-8", newline="") as file:
        return list(enumerate(csv.DictReader(file), start=2))


def facts_of(row):
    """{kind: time} as the mapping makes them from one row of the orders file."""
    facts = {}
    for kind, column in (
        ("paid", "order_approved_at"),
        ("shipped", "order_delivered_carrier_date"),
        ("delivered", "order_delivered_customer_date"),
    ):
        if row[column]:
            facts[kind] = utc(row[column])
    estimate = utc(row["order_estimated_delivery_date"])
    if row["order_status"] in ("canceled", "unavailable"):
        facts["cancelled"] = estimate
    if row["order_status"] == "delivered" and not facts.keys() & {"shipped", "delivered"}:
        facts["delivered"] = estimate
    return facts


class Shop:
    """Everything the files say: amounts by order, refused payment rows, orders with their facts."""

    def __init__(self, source):
        self.placed = defaultdict(int)
        self.rejects = []
        for line, row in read(source, "order_payments"):
            amount = minor_units(row["payment_value"])
            if amount > 0:
                self.placed[row["order_id"]] += amount
            else:
                self.rejects.append({"line": line, "order": row["order_id"], "amount": amount})
        self.orders = []
        for _, row in read(source, "orders"):
            purchase, facts = utc(row["order_purchase_timestamp"]), facts_of(row)
            # Such an order would be declined at placement; the files have none.
            assert facts.get("cancelled", purchase + TIME_TO_LIVE) > purchase, row
            self.orders.append((row["order_id"], row["order_status"], purchase, facts))
        self.orders.sort(key=lambda order: order[0])

    def last_fact(self):
        """The default end of an import."""
        return max(max([purchase, *facts.values()]) for *_, purchase, facts in self.orders)

    def as_of(self, until):
        """A row an order that has a hold by then."""
        for order, status, purchase, facts in self.orders:
            if order in self.placed and purchase <= until:
                yield {"order": order, "status": status} | money(
                    self.placed[order], purchase, facts, until)


def money(amount, purchase, facts, until):
    """The life of one hold up to and including `until`."""
    captured = refunded = released = expired = 0
    # A fact older than the hold waits for it.
    happenings = [(max(time, purchase), RANK[kind], kind) for kind, time in facts.items()]
    happenings.append((purchase + TIME_TO_LIVE, RANK["due_end"], "due_end"))
    for time, _, kind in sorted(happenings):
        if time > until:
            break
        left = amount - captured - released - expired
        if kind == "due_end":
            expired += left
        elif kind == "cancelled":
            released += left
            refunded = captured
        elif kind in ("shipped", "delivered"):  # delivered implies shipped
            captured += left
    left = amount - captured - released - expired
    return dict(zip(AMOUNTS, (amount, captured, refunded, released, expired, left)))


def end_of(row):
    """How a hold stands, in the words of the bar."""
    if row["open"]:
        return "open"
    if row["refunded"]:
        return "captured_then_refunded"
    return next(kind for kind in ("captured", "released", "expired") if row[kind])


def summary(shop, until):
    totals = defaultdict(lambda: dict.fromkeys(("orders",) + AMOUNTS, 0))
    ends = defaultdict(Counter)
    for row in shop.as_of(until):
        total = totals[row["status"]]
        total["orders"] += 1
        for name in AMOUNTS:
            total[name] += row[name]
        ends[row["status"]][end_of(row)] += 1
    return {
        "until": show_time(until),
        "by_status": [{"status": status} | totals[status] for status in sorted(totals)],
        "ends": {status: dict(sorted(ends[status].items())) for status in sorted(ends)},
        "rejects": shop.rejects,
    }


def dates(shop, count):
    """One instant of every kind, the second before some, then an even spread over all holds."""
    edges = {}
    for _, _, purchase, facts in shop.orders:
        due_end = purchase + TIME_TO_LIVE
        if not facts.keys() & {"shipped", "cancelled", "delivered"}:
            edges.setdefault("due end", due_end)
        for kind, time in facts.items():
            edges.setdefault(kind, time)
            if kind == "cancelled" and facts.get("shipped", time) < time:
                edges.setdefault("cancelled after shipped", time)
            if time > due_end:
                edges.setdefault("after due end", time)
        for time in (purchase, *facts.values()):
            local = time.astimezone(ZONE)
            if local.utcoffset() != local.replace(fold=1).utcoffset():
                edges.setdefault("a local time that came twice", time)
    first = min(purchase for _, _, purchase, _ in shop.orders)
    edges |= {"first": first, "last fact": shop.last_fact()}
    edges["last due end"] = max(purchase for _, _, purchase, _ in shop.orders) + TIME_TO_LIVE
    for name in ("first", "shipped", "cancelled", "due end"):
        edges[f"before {name}"] = edges[name] - timedelta(seconds=1)

    chosen = list(edges.values())[:count]
    rest, span = count - len(chosen), edges["last due end"] - first
    chosen += [first + span * (i + 1) / (rest + 1) for i in range(rest)]
    return sorted(time.replace(microsecond=0) for time in chosen)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--until", type=parse_time, metavar="TIME")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--summary", action="store_true")
    what.add_argument("--dates", type=int, metavar="N")
    arguments = parser.parse_args()

    shop = Shop(arguments.source)
    until = arguments.until or shop.last_fact()
    if arguments.dates is not None:
        for time in dates(shop, arguments.dates):
            print(show_time(time))
    elif arguments.summary:
        print(json.dumps(summary(shop, until), indent=2))
    else:
        for row in shop.as_of(until):
            print(json.dumps(row))


if __name__ == "__main__":
    main()
