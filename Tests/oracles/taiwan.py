#!/usr/bin/env python3
"""Real card bills turned into commands, with a little ledger that says what each must leave.

    taiwan.py FILE            one line a command, the number of bills checked on stderr
    taiwan.py FILE --check    the last of these only, on stdout

FILE is UCI_Credit_Card.csv: six months a client, column 6 the oldest. A line is

    client month command hold amount owed credit_balance

with amounts in minor units (TWD, whole dollars x 100), the balances as they stand after the
command, and the hold `-` where there is none. `capture` stands for placing the hold with this
amount and capturing all of it; a hold is named by its month, for a month places one at most.

Per client and month t, with x = BILL_AMT_t - BILL_AMT_prev + PAY_AMT_t (0 before the first):
x > 0: place and capture x. x < 0: refund earlier holds, newest first, each up to what was captured
and not yet refunded; what is left over is a repayment. Then, if PAY_AMT_t > 0, a repayment of it.
After each month owed - credit_balance must equal BILL_AMT_t.

What the file brings that a hurried ledger gets wrong; --check prints how often:
- A bill may be negative, in the first month too: there is no hold to refund, so all of -x is a
  repayment that goes straight to the credit balance. Two repayments in one month occur.
- One x < 0 may take from several holds, and a hold refunded before has less left than it captured.
  (A remainder after refunds, which the rule foresees, does not occur in these years.)
- A refund may exceed what is owed although the hold has enough left, for the consumer has repaid
  since: the surplus is kept as credit balance.
- A capture uses the credit balance first, which may cover all of it: nothing becomes owed. Owed
  and the credit balance are never both above 0.
- x = 0 places nothing, and a month without x and payment has no command at all.
"""
import argparse
import csv
import pathlib
import sys
from collections import Counter

MINOR_UNITS = 100
MONTHS = (6, 5, 4, 3, 2, 1)


class Account:
    """The reference ledger: two balances, of which one at least is 0."""

    def __init__(self):
        self.owed = 0
        self.credit_balance = 0

    def capture(self, amount):
        from_credit = min(amount, self.credit_balance)
        self.credit_balance -= from_credit
        self.owed += amount - from_credit

    def reduce(self, amount):
        """A refund or a repayment: what is owed falls, the surplus is kept."""
        to_owed = min(amount, self.owed)
        self.owed -= to_owed
        self.credit_balance += amount - to_owed


def commands_of(bills, payments, seen):
    """Yields (month, command, hold, amount) by the rule; `seen` counts the special cases."""
    refundable = []  # [hold, captured - refunded, refunded before], oldest first
    previous = 0
    for month in MONTHS:
        x = bills[month] - previous + payments[month]
        previous = bills[month]
        if x > 0:
            refundable.append([month, x, False])
            yield month, "capture", month, x
        left = max(-x, 0)
        touched = 0
        for entry in reversed(refundable):
            amount = min(left, entry[1])
            if amount > 0:
                entry[1] -= amount
                left -= amount
                touched += 1
                seen["refund of a hold refunded before"] += entry[2]
                entry[2] = True
                yield month, "refund", entry[0], amount
        if left > 0:
            yield month, "repayment", "-", left
        if payments[month] > 0:
            yield month, "repayment", "-", payments[month]
        seen["bill below 0"] += bills[month] < 0
        seen["first bill below 0"] += month == MONTHS[0] and x < 0
        seen["refunds over several holds"] += touched > 1
        seen["remainder after refunds"] += left > 0 and touched > 0
        seen["remainder with nothing to refund"] += left > 0 and touched == 0
        seen["two repayments in a month"] += left > 0 and payments[month] > 0
        seen["month without a command"] += x == 0 and payments[month] == 0


def run(row, seen):
    """Yields the lines of one client and asserts each of the six bills."""
    bills = {month: int(row[f"BILL_AMT{month}"]) * MINOR_UNITS for month in MONTHS}
    payments = {month: int(row[f"PAY_AMT{month}"]) * MINOR_UNITS for month in MONTHS}
    assert min(payments.values()) >= 0, row["ID"]
    account = Account()
    done = 0
    commands = list(commands_of(bills, payments, seen))
    for month in MONTHS:
        for _, command, hold, amount in (c for c in commands if c[0] == month):
            owed, credit = account.owed, account.credit_balance
            if command == "capture":
                account.capture(amount)
                seen["capture covered by credit wholly"] += credit >= amount
                seen["capture covered by credit partly"] += 0 < credit < amount
            else:
                account.reduce(amount)
                seen[f"{command} above what is owed"] += amount > owed
            assert account.owed >= 0 and account.credit_balance >= 0, row["ID"]
            assert account.owed == 0 or account.credit_balance == 0, row["ID"]
            seen["commands"] += 1
            done += 1
            yield (row["ID"], month, command, hold, amount, account.owed, account.credit_balance)
        assert account.owed - account.credit_balance == bills[month], (row["ID"], month)
        seen["bills"] += 1
    assert done == len(commands)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()

    seen = Counter()
    clients = 0
    with open(arguments.file, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            clients += 1
            for line in run(row, seen):
                if not arguments.check:
                    print(*line)
    bills, commands = seen.pop("bills"), seen.pop("commands")
    checked = f"{bills} bills of {clients} clients agree, {commands} commands"
    if arguments.check:
        print(checked)
        for name, count in sorted(seen.items()):
            print(f"  {name}: {count}")
    else:
        print(checked, file=sys.stderr)


if __name__ == "__main__":
    main()
