"""Measures the pages against what is asked of them: measure.py [--json]

Loads and weights of every page in the world of a busy lender; what a tab keeps over a day of live
updates; lists of ten thousand rows. Exits 1 where a limit is not kept.
"""
import itertools
import json
import os
import statistics
import sys
import urllib.parse
from contextlib import closing

import gauges
import worlds
from bench import Browser, Server, wait
from worlds import quote_path, sign_in

LOADS = 15
INTERACTIVE_MS = 300
PAGE_BYTES = 100 << 10
ROWS = 10_000
# A frame in which nobody sees scrolling stop, at sixty a second.
FRAME_MS = 50
# Looks of the longest session: an hour of a consumer's, one a second; eight of staff's, one in two.
CONSUMER_LOOKS, STAFF_LOOKS = 3_600, 8 * 3_600 // 2
# What the second half of them may add: compiled code and what the collector has not looked at.
HEAP_GROWTH, UNSEEN_GROWTH = 256 << 10, 100

NUMBERS = itertools.count(1)

results = []


def tell(what, figure, limit, unit="", more=""):
    results.append(
        {"what": what, "figure": round(figure, 2), "limit": limit, "unit": unit, "more": more})
    if "--json" not in sys.argv:
        print(f"{what:56} {figure:10,.1f} of {limit:9,} {unit:5} {figure / limit:5.2f}  {more}",
              flush=True)


def enter(server, browser, role, *more):
    sign_in(browser, server, role, server.new_key(role, f"measures {next(NUMBERS)}", *more))


def staff(server, browser):
    enter(server, browser, "lender", "--person", "p-17")


def shop(server, browser):
    enter(server, browser, "merchant", "--merchant", worlds.SHOP)


def pages(server, browser, key):
    """Every page: its name, its way, and a piece of it."""
    hold = f"{worlds.BUYER}-2026 11 0000"
    lock = f"/me/holds/{urllib.parse.quote(worlds.SHOP)}/{urllib.parse.quote(hold)}?ask=release"
    browser.open(f"{server.url}/me?token={key}")
    yield "consumer, 12 locks", "/me", ".card"
    yield "lock", lock, "#ask-release"
    yield "quote", quote_path(key, 129_900), "#quote"
    shop(server, browser)
    yield "merchant, 1,212 orders", "/merchant", "#owed"
    yield "merchant, one list", "/merchant?list=ship", "#ship tbody"
    yield "merchant, one lock", f"/merchant/holds/{urllib.parse.quote(hold)}", "#extend"
    staff(server, browser)
    yield "support, an account", worlds.support(), "#locks"
    yield "support, a lock", worlds.support(hold), "#say"
    yield "operations", "/console/operations", "#tiles"
    yield "service levels", "/console/levels", "#levels"
    yield "reviews, 400", "/console/reviews", "[data-row]"
    yield "anomalies, 800", "/console/anomalies/D7", "tbody"
    browser.driver.delete_all_cookies()
    yield "sign-in", "/console/sign-in", "#credential"


def lists(server, browser):
    """Every page that shows one of ten thousand rows."""
    key = server.new_key("consumer", "former", "--account", worlds.FORMER)
    browser.open(f"{server.url}/me?token={key}")
    yield "consumer's history", "/me", "#history"
    shop(server, browser)
    yield "merchant", "/merchant", "#owed"
    yield "merchant, one list", "/merchant?list=ship", "#ship tbody"
    staff(server, browser)
    yield "support, an account", worlds.support(account=worlds.FORMER), "#locks"
    yield "operations", "/console/operations", "#tiles"
    yield "reviews", "/console/reviews", "[data-row]"
    yield "anomalies", "/console/anomalies/D7", "tbody"


def measure_loads(server, browser, name, path, piece):
    def visit():
        browser.open(server.url + path)
        browser.one(piece)

    for what, found in gauges.loads(browser, visit, LOADS).items():
        if found:
            tell(f"{name}: {what}, worst of {LOADS}", max(found), INTERACTIVE_MS, "ms",
                 f"median {statistics.median(found):.1f}")


def measure_life(server, name, looks, open_page):
    numbers = itertools.count()

    def update():
        number = f"{name} {next(numbers)}"
        server.hold(worlds.BUYER, number, amount=100)
        server.post(f"/v1/holds/{urllib.parse.quote(number)}/captures?merchant="
                    + urllib.parse.quote(worlds.SHOP), {"id": "c"})

    with closing(Browser(1440, heard=False)) as browser:
        open_page(browser)
        browser.see("实时更新中", "#live")
        found = gauges.live(browser, update, looks, 8)
    middle, last = found[len(found) // 2 - 1], found[-1]
    for what, limit, unit in (("heap", HEAP_GROWTH, "bytes"), ("unseen", UNSEEN_GROWTH, ""),
                              ("listeners", 1, "")):
        tell(f"{name}, {last['updates']:,} updates: {what}, second half", last[what] - middle[what],
             limit, unit, " → ".join(f"{one[what]:,}" for one in found))


def open_consumer(server, key):
    return lambda browser: browser.open(f"{server.url}/me?token={key}")


def open_operations(server):
    def open_page(browser):
        staff(server, browser)

        def is_full():
            browser.open(f"{server.url}/console/operations")
            return len(browser.all("#pulse-rows tbody tr")) == 30

        # What the page shows grows until its curves reach back as far as they go.
        wait(is_full, "the curves are full", deadline_s=1_000, every_s=15)
    return open_page


def main():
    binary = os.environ["SLUICE_BINARY"]
    with closing(Server(binary)) as server:
        key = worlds.busy(server)
        with closing(Browser(1440, heard=False)) as browser:
            for page in pages(server, browser, key):
                measure_loads(server, browser, *page)
                weight = gauges.weight(browser)
                tell(f"{page[0]}: first visit", weight["bytes"], PAGE_BYTES, "bytes",
                     f"gzip {weight['gzip']:,}")
        measure_life(server, "consumer", CONSUMER_LOOKS, open_consumer(server, key))
        measure_life(server, "operations", STAFF_LOOKS, open_operations(server))
    with closing(Server(binary)) as server, closing(Browser(1440, heard=False)) as browser:
        worlds.crowd(server, ROWS)
        for name, path, piece in lists(server, browser):
            name = f"{ROWS:,} rows, {name}"
            measure_loads(server, browser, name, path, piece)
            scroll = gauges.scroll(browser)
            tell(f"{name}: frame, worst of {scroll['frames']}", scroll["worst"], FRAME_MS, "ms",
                 f"median {scroll['median']:.1f}, P95 {scroll['p95']:.1f}; {scroll['elements']:,} elements")
    if "--json" in sys.argv:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    sys.exit(any(one["figure"] > one["limit"] for one in results))


if __name__ == "__main__":
    main()
