#!/usr/bin/env python3
"""How good forecasts of `sluice bench eta` are, recomputed from the files and the forecasts alone.

    eta.py SOURCE PREDICTIONS   one JSON object: of each case its figures

Checks first that exactly the forecasts are there that should be: purchases from 2018-01-01 on that have the
fact, at the purchase and 1, 3 and 7 days later while the fact had not come. Times are nanoseconds. The baseline
is the purchase and the median of what took until the fact, and longer than until then, of those that had it in
the 60 days before. Nothing here knows the engine.
"""
import argparse
import bisect
import csv
import json
import pathlib
import statistics
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Sao_Paulo")
DAY = 86_400 * 10**9
FACTS = {
    "delivered": "order_delivered_customer_date", "shipped": "order_delivered_carrier_date"}
DAYS = (0, 1, 3, 7)


def instant(text):
    if not text:
        return None
    local = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)
    return int(local.timestamp()) * 10**9


def median_before(ended, now, above):
    times = [at for at, _ in ended]
    low, high = bisect.bisect_left(times, now - 60 * DAY), bisect.bisect_left(times, now)
    taken = [took for _, took in ended[low:high] if above == 0 or took > above]
    return statistics.median(taken) if taken else above


def figures(orders, fact, told):
    ended = sorted(
        (max(row[fact], row["at"]), max(row[fact], row["at"]) - row["at"])
        for row in orders.values() if row[fact] is not None)
    since = instant("2018-01-01 00:00:00")
    wanted = {
        (name, day) for name, row in orders.items() for day in DAYS
        if row["at"] >= since and row[fact] is not None
        and (day == 0 or row["at"] + day * DAY < row[fact])}
    assert wanted == set(told), "other forecasts were told than should have been"
    errors, base, kept = [], [], []
    inside80, inside95, score = 0, 0, 0
    for (name, day), row in told.items():
        at, end = orders[name]["at"], orders[name][fact]
        now = at + day * DAY
        assert now == row["told_at_ns"], "told at another time"
        errors.append(abs(end - row["p50_ns"]))
        base.append(abs(end - at - median_before(ended, now, now - at)))
        low, high = row["p10_ns"], row["p90_ns"]
        inside80 += low <= end <= high
        inside95 += row["p025_ns"] <= end <= row["p975_ns"]
        score += high - low + 10 * max(0, low - end) + 10 * max(0, end - high)
        if day == 0:
            kept.append(end <= row["latest_ns"])
    count = len(errors)
    mae, baseline = sum(errors) / count / DAY, sum(base) / count / DAY
    return {
        "tells": count, "mae": mae, "baseline_mae": baseline, "gain": 100 * (1 - mae / baseline),
        "covered_80": 100 * inside80 / count, "covered_95": 100 * inside95 / count,
        "kept_latest": 100 * sum(kept) / len(kept), "interval_score": score / count / DAY}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("predictions", type=pathlib.Path)
    arguments = parser.parse_args()
    with (arguments.source / "olist_orders_dataset.csv").open() as file:
        orders = {
            row["order_id"]: {
                "at": instant(row["order_purchase_timestamp"]),
                **{fact: instant(row[column]) for fact, column in FACTS.items()}}
            for row in csv.DictReader(file)}
    told = {}
    with arguments.predictions.open() as file:
        for row in csv.DictReader(file):
            case, key = row.pop("case"), (row.pop("order"), int(row["day"]))
            told.setdefault(case, {})[key] = {name: int(text) for name, text in row.items()}
    print(json.dumps({
        case: figures(orders, case.split("_")[0], rows) for case, rows in told.items()}))


if __name__ == "__main__":
    main()
