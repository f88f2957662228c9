#!/usr/bin/env python3
"""What `sluice audit` must find, computed again from the two files.

    audit.py olist SOURCE TARGET [--merchant one|seller]   makes holds.csv and orders.csv
    audit.py random SEED TARGET [--locks N]                makes them at random
    audit.py judge FOLDER --at TIME                        one JSON object of all figures

Files are in the columns of the shipped mapping `generic`, times in UTC. Nothing here knows the
engine: it is the rules, written again.

The Olist data has no holds. `olist` makes those of a home-grown system that knows one way to end a
lock, and no other: each order with a positive sum of payments is one lock, placed at the purchase,
of that sum, for the person behind the order. It is billed in full at the delivery to the customer.
A cancellation, an expiry or a shipment ends nothing, and nothing is ever released. Orders have the
times the files tell: created at the purchase, paid at the approval, shipped at the carrier date,
delivered at the customer date. The files do not say when a canceled or unavailable order ended: it
counts from the date the shop had promised, as does the delivery of a delivered order with neither
date. The merchant is `olist` for all, or with `--merchant seller` the seller of the order's first
item (`none` where there is no item), so that there are feeds which fall silent.
"""
import argparse
import csv
import json
import pathlib
import random
import sys
from collections import defaultdict
from datetime import datetime, timedelta, timezone

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import olist  # noqa: E402  (the shop's files and local times)

GRACE = timedelta(minutes=15)
DAY = timedelta(days=1)
TERMS = {
    "physical": (30 * DAY, "shipped"),
    "virtual": (1 * DAY, "delivered"),
    "preorder": (180 * DAY, "shipped"),
    "service": (30 * DAY, "completed"),
}
DECIMALS = {"CNY": 2, "BRL": 2, "EUR": 2, "JPY": 0, "KWD": 3}
FACTS = ("created", "paid", "shipped", "delivered", "completed", "cancelled")
CAPTURES = {
    "shipped": ("shipped", "delivered", "completed"),
    "delivered": ("delivered", "completed"),
    "completed": ("completed",),
}
LIFE = {"shipped": 0, "cancelled": 1, "delivered": 2, "completed": 3}
STUCK = {
    "order_cancelled": "returned", "order_completed": "billed", "not_billed": "billed",
    "remainder_held": "undecided", "past_expiry": "returned", "duplicate_hold": "returned",
    "shipped_after_end": "undecided", "two_accounts": "undecided", "no_order": "returned", "order_silent": "undecided",
}
UNJUDGED = {"order_unread", "order_unknown", "feed_silent"}
WRONG = {"billed_though_cancelled", "cancelled_after_billing", "returned_though_shipped"}
HOLD_COLUMNS = [
    "hold_id", "account", "merchant", "order_id", "purpose", "scenario", "currency", "amount",
    "placed_at", "expires_at", "captured", "captured_at", "released", "released_at", "refunded",
    "status",
]
ORDER_COLUMNS = ["merchant", "order_id", "line"] + [f"{fact}_at" for fact in FACTS]


def show(time):
    return time.astimezone(timezone.utc).isoformat().replace("+00:00", "Z") if time else ""


def write(target, name, columns, rows):
    target.mkdir(parents=True, exist_ok=True)
    with open(target / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def decimal(minor, currency):
    places = DECIMALS[currency]
    whole, rest = divmod(minor, 10 ** places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


# --- the naive lender's exports -----------------------------------------------------------------

def make_olist(source, target, merchant):
    shop = olist.Shop(source)
    persons = {row["customer_id"]: row["customer_unique_id"]
               for _, row in olist.read(source, "customers")}
    sellers = {}
    for _, row in olist.read(source, "order_items"):
        if row["order_item_id"] == "1":
            sellers[row["order_id"]] = row["seller_id"]
    holds, orders = [], []
    for _, row in olist.read(source, "orders"):
        name = row["order_id"]
        shop_name = sellers.get(name, "none") if merchant == "seller" else "olist"
        purchase = olist.utc(row["order_purchase_timestamp"])
        facts = {"created": purchase} | olist.facts_of(row)
        orders.append(
            {"merchant": shop_name, "order_id": name}
            | {f"{fact}_at": show(time) for fact, time in facts.items()})
        if name not in shop.placed:
            continue
        amount = decimal(shop.placed[name], "BRL")
        hold = {
            "hold_id": f"H-{name[:12]}", "account": persons[row["customer_id"]],
            "merchant": shop_name, "order_id": name, "currency": "BRL", "amount": amount,
            "placed_at": show(purchase),
        }
        if "delivered" in facts:
            hold |= {"captured": amount, "captured_at": show(facts["delivered"])}
        holds.append(hold)
    write(target, "holds.csv", HOLD_COLUMNS, holds)
    write(target, "orders.csv", ORDER_COLUMNS, orders)


# --- exports at random --------------------------------------------------------------------------

def make_random(seed, target, count):
    dice = random.Random(seed)
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)

    def moment(after, spread):
        """Often on a round boundary, so that equal and just unequal times come about."""
        step = dice.choice([timedelta(seconds=1), timedelta(minutes=5), DAY / 4])
        return after + step * dice.randrange(0, max(1, int(spread / step)))

    holds, orders = [], []
    alive = {f"M-{i}": dice.random() < 0.7 for i in range(8)}
    for number in range(count):
        merchant = dice.choice(sorted(alive))
        order = f"O-{number}"
        placed = moment(start, 60 * DAY)
        facts_from = placed - dice.choice([timedelta(0), timedelta(0), timedelta(hours=2)])
        has_row = dice.random() < 0.85
        lines = [""] if dice.random() < 0.7 else [f"L{i}" for i in range(dice.randint(1, 3))]
        for line in lines if has_row else []:
            row = {"merchant": merchant, "order_id": order, "line": line}
            row["created_at"] = show(facts_from) if dice.random() < 0.9 else ""
            time = facts_from
            for fact in ("paid", "shipped", "delivered", "completed"):
                if not alive[merchant] and time > start + 20 * DAY:
                    break
                time = moment(time, dice.choice([DAY, 10 * DAY]))
                if dice.random() < 0.75:
                    row[f"{fact}_at"] = show(time)
                elif dice.random() < 0.5:
                    break
            if dice.random() < 0.3:
                row["cancelled_at"] = show(moment(facts_from, 20 * DAY))
            orders.append(row)
        for extra in range(1 if dice.random() < 0.9 else dice.randint(2, 4)):
            holds.append(random_hold(dice, f"H-{number}-{extra}", merchant, order, placed, moment))
    dice.shuffle(holds)
    dice.shuffle(orders)
    write(target, "holds.csv", HOLD_COLUMNS, holds)
    write(target, "orders.csv", ORDER_COLUMNS, orders)


def random_hold(dice, name, merchant, order, placed, moment):
    currency = dice.choice(["CNY", "JPY", "KWD"])
    amount = dice.randint(1, 500_000)
    hold = {
        "hold_id": name, "account": f"A-{dice.randrange(3)}", "merchant": merchant,
        "order_id": "" if dice.random() < 0.02 else order,
        "purpose": dice.choice(["", "", "", "fee"]), "currency": currency,
        "scenario": dice.choice(["", "physical", "virtual", "preorder", "service"]),
        "amount": decimal(amount, currency),
        "placed_at": show(placed + dice.choice([timedelta(0), timedelta(minutes=1)])),
        "expires_at": show(moment(placed, 40 * DAY)) if dice.random() < 0.3 else "",
    }
    how = dice.random()
    if how < 0.25:  # by amounts
        captured = dice.choice([0, amount, dice.randint(0, amount)])
        released = dice.choice([0, amount - captured, dice.randint(0, amount - captured)])
        hold["captured"] = decimal(captured, currency)
        hold["released"] = decimal(released, currency)
        if captured and dice.random() < 0.4:
            hold["refunded"] = decimal(dice.randint(0, captured), currency)
        if dice.random() < 0.5:
            hold["captured_at"] = show(moment(placed, 60 * DAY))
        if dice.random() < 0.5:
            hold["released_at"] = show(moment(placed, 60 * DAY))
    elif how < 0.45:  # by a word
        hold["status"] = dice.choice(["Settled", "RELEASED", "expired", "held", "closed"])
        if dice.random() < 0.5:
            hold["captured"] = decimal(dice.randint(0, amount), currency)
    return hold


# --- the rules ----------------------------------------------------------------------------------

def parse(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def minor(text, currency):
    whole, _, rest = text.partition(".")
    return int(whole + rest.ljust(DECIMALS[currency], "0"))


def read(folder, name):
    with open(folder / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Orders:
    """What the orders file tells by a time, by merchant and order."""

    def __init__(self, rows, at):
        self.times = defaultdict(lambda: defaultdict(list))  # order, line -> fact -> times
        self.lines = defaultdict(set)
        self.known = set()
        self.newest = defaultdict(list)  # merchant -> times
        self.payers = set()
        for row in rows:
            key = (row["merchant"], row["order_id"])
            facts = {fact: parse(row[f"{fact}_at"]) for fact in FACTS}
            if facts["created"] and facts["created"] > at:
                continue
            self.known.add(key)
            if row["line"]:
                self.lines[key].add(row["line"])
            for fact, time in facts.items():
                if not time or time > at:
                    continue
                self.newest[row["merchant"]].append(time)
                if fact == "paid":
                    self.payers.add(row["merchant"])
                self.times[(key, row["line"])][fact].append(time)
                self.times[(key, "any")][fact].append(time)

    def first(self, key, line, fact):
        return min(self.times[(key, line)][fact], default=None)

    def latest(self, key):
        return max((t for times in self.times[(key, "any")].values() for t in times), default=None)

    def end_of(self, key, line, capture_on):
        """(time, rank, where to) of the first fact that ends the order or a line."""
        ends = []
        for fact in CAPTURES[capture_on] + ("cancelled",):
            time = self.first(key, line, fact)
            if time:
                ends.append((time, LIFE[fact], "return" if fact == "cancelled" else "bill"))
        return min(ends, default=None)

    def end(self, key, capture_on):
        """(time, where to, completed) of the whole, or of all lines where that is earlier."""
        whole = self.end_of(key, "", capture_on)
        whole = whole and (whole[0], whole[2], bool(self.first(key, "", "completed")))
        lines = sorted(self.lines[key])
        ends = [self.end_of(key, line, capture_on) for line in lines]
        if not lines or None in ends:
            return whole
        wheres = {where for *_, where in ends}
        by_line = (
            max(time for time, *_ in ends), wheres.pop() if len(wheres) == 1 else "both",
            all(self.first(key, line, "completed") for line in lines))
        return by_line if not whole or by_line[0] < whole[0] else whole


class Lock:
    def __init__(self, number, row, at):
        self.name = row["hold_id"]
        self.number = number
        self.currency = row["currency"]
        self.key = (row["merchant"], row["order_id"])
        self.has_order = bool(row["order_id"])
        self.owner = (row["account"], row["purpose"])
        self.scenario = row["scenario"] or "physical"
        self.term, self.capture_on = TERMS[self.scenario]
        self.amount = minor(row["amount"], self.currency)
        self.placed = parse(row["placed_at"])
        self.expires = parse(row["expires_at"]) or self.placed + self.term

        def told(name):
            return minor(row[name], self.currency) if row[name] else None

        captured, released = told("captured"), told("released")
        status = row["status"].lower()
        self.captured = captured or 0
        self.released = released or 0
        if status in ("settled", "captured"):
            self.captured = self.amount - self.released if captured is None else captured
        if status in ("settled", "captured", "released", "expired", "closed"):
            self.released = self.amount - self.captured
        self.refunded = told("refunded") or 0
        self.captured_at, self.released_at = parse(row["captured_at"]), parse(row["released_at"])
        if self.captured_at and self.captured_at > at:
            self.captured, self.refunded, self.captured_at = 0, 0, None
        if self.released_at and self.released_at > at:
            self.released, self.released_at = 0, None
        self.open = self.amount - self.captured - self.released


def open_finding(lock, rivals, orders, at):
    """(finding, since) of an open lock."""
    earlier = [r for r in rivals if (r.placed, r.number) < (lock.placed, lock.number)]
    if any(r.owner == lock.owner for r in earlier):
        return "duplicate_hold", lock.placed
    if any(r.owner[0] != lock.owner[0] for r in earlier):
        return "two_accounts", lock.placed
    newest = max(orders.newest[lock.key[0]], default=None)
    known = lock.has_order and lock.key in orders.known
    if not known and newest and newest > lock.placed + GRACE:
        return "no_order", lock.placed
    end = orders.end(lock.key, lock.capture_on) if known else None
    moments = [(lock.expires, 0)] if at > lock.expires else []
    if end and at > max(end[0], lock.placed) + GRACE:
        moments.append((max(end[0], lock.placed), 1))
    if moments:
        since, which = min(moments)
        if which == 0:
            fulfilled = end and end[1] != "return"
            return ("shipped_after_end" if fulfilled else "past_expiry"), since
        if end[1] == "return":
            return "order_cancelled", since
        if end[1] == "both" or lock.captured:
            return "remainder_held", since
        return ("order_completed" if end[2] else "not_billed"), since
    if not known:
        return "order_unknown", lock.placed
    if end:
        return "ending", max(end[0], lock.placed)
    silent = max(orders.latest(lock.key) or lock.placed, lock.placed) + lock.term / 4
    if at > silent:
        return ("order_silent" if newest and newest > silent else "feed_silent"), silent

    def has(fact):
        # Only what is told of the whole, but for payment, which is always of the whole.
        return bool(orders.first(lock.key, "any" if fact == "paid" else "", fact))

    if not has("paid") and not has("shipped") and lock.key[0] in orders.payers:
        return "awaiting_payment", lock.placed
    if lock.capture_on == "completed" and has("delivered"):
        return "awaiting_consumer", lock.placed
    return ("awaiting_carrier" if has("shipped") else "awaiting_merchant"), lock.placed


def moved_finding(lock, orders, at):
    """(finding, since, amount) of money that went the wrong way, or nothing."""
    end = orders.end(lock.key, lock.capture_on) if lock.has_order else None
    if lock.key not in orders.known or not end:
        return None
    ended = max(end[0], lock.placed)
    billed = lock.captured - lock.refunded
    cancelled = orders.first(lock.key, "", "cancelled")
    found = None
    if billed and end[1] == "return":
        found = "billed_though_cancelled", max(ended, lock.captured_at or ended), billed
    elif billed and end[1] == "bill" and cancelled:
        cancelled = max(cancelled, lock.placed)
        found = "cancelled_after_billing", max(cancelled, lock.captured_at or cancelled), billed
    elif not lock.open and not lock.captured and end[1] == "bill" and ended < lock.expires:
        found = "returned_though_shipped", max(ended, lock.released_at or ended), lock.released
    return found if found and at > found[1] + GRACE else None


def group_of(finding):
    if finding in STUCK:
        return "stuck"
    if finding in WRONG:
        return "moved_wrongly"
    return "unjudged" if finding in UNJUDGED else "held"


def judge(folder, at):
    orders = Orders(read(folder, "orders.csv"), at)
    locks = [Lock(i, row, at) for i, row in enumerate(read(folder, "holds.csv"))]
    locks = [lock for lock in locks if lock.placed <= at]
    rivals = defaultdict(list)
    for lock in locks:
        if lock.open and lock.has_order:
            rivals[lock.key].append(lock)
    found = []  # (lock, finding, since, amount)
    for lock in locks:
        if lock.open:
            others = rivals[lock.key] if lock.has_order else []
            found.append((lock, *open_finding(lock, others, orders, at), lock.open))
        wrong = moved_finding(lock, orders, at)
        if wrong:
            found.append((lock, *wrong))
    return report(found, at)


def days(entries, at):
    """Amount times days, to the nearest, a half up."""
    microseconds = sum(
        amount * ((at - since) // timedelta(microseconds=1)) for _, _, since, amount in entries)
    day = DAY // timedelta(microseconds=1)
    return (microseconds + day // 2) // day


def total(entries):
    return {"holds": len(entries), "amount": sum(entry[3] for entry in entries)}


def rank(ages, percent):
    return sorted(ages)[-(-len(ages) * percent // 100) - 1]


def report(found, at):
    result = {"at": show(at), "currencies": [], "list": []}
    for lock, finding, since, amount in found:
        group = group_of(finding)
        if group in ("stuck", "moved_wrongly"):
            result["list"].append(
                [group, finding, lock.name, lock.currency, decimal(amount, lock.currency),
                 show(since)])
    for currency in sorted({lock.currency for lock, *_ in found}):
        of_currency = [entry for entry in found if entry[0].currency == currency]

        def entries(groups):
            return [entry for entry in of_currency if group_of(entry[1]) in groups]

        stuck = entries(["stuck"])
        sums = {
            "currency": currency, "held": total(entries(["stuck", "held", "unjudged"])),
            "rightly_held": total(entries(["held"])), "unjudged": total(entries(["unjudged"])),
            "stuck": total(stuck) | {"amount_days": days(stuck, at)},
            "moved_wrongly": total(entries(["moved_wrongly"])),
        }
        for where in ("returned", "billed", "undecided"):
            part = [entry for entry in stuck if STUCK[entry[1]] == where]
            sums[f"stuck_{where}"] = total(part) | {"amount_days": days(part, at)}
        sums["findings"] = {}
        for finding in sorted({entry[1] for entry in of_currency}):
            part = [entry for entry in of_currency if entry[1] == finding]
            ages = [int((at - since) / timedelta(seconds=1)) for _, _, since, _ in part]
            oldest = min(part, key=lambda entry: (entry[2], entry[0].name))
            weight = sorted(part, key=lambda entry: (-entry[3] * (at - entry[2]), entry[0].name))
            sums["findings"][finding] = total(part) | {
                "class": group_of(finding), "amount_days": days(part, at),
                "oldest_since": show(oldest[2]), "oldest_hold": oldest[0].name,
                "p50_s": rank(ages, 50), "p90_s": rank(ages, 90),
                "examples": [entry[0].name for entry in weight[:3]],
            }
        result["currencies"].append(sums)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("olist")
    one.add_argument("source", type=pathlib.Path)
    one.add_argument("target", type=pathlib.Path)
    one.add_argument("--merchant", choices=["one", "seller"], default="one")
    one = commands.add_parser("random")
    one.add_argument("seed", type=int)
    one.add_argument("target", type=pathlib.Path)
    one.add_argument("--locks", type=int, default=400)
    one = commands.add_parser("judge")
    one.add_argument("folder", type=pathlib.Path)
    one.add_argument("--at", type=parse, required=True)
    arguments = parser.parse_args()
    if arguments.command == "olist":
        make_olist(arguments.source, arguments.target, arguments.merchant)
    elif arguments.command == "random":
        make_random(arguments.seed, arguments.target, arguments.locks)
    else:
        print(json.dumps(judge(arguments.folder, arguments.at)))


if __name__ == "__main__":
    main()
