"""Long lists come in pages, and nothing of them is out of reach."""
import json
import unittest

import gauges
import worlds
from bench import Server, wait
from case import Case
from worlds import sign_in

# More than a page of each list has.
COUNT = 120
# More open locks than one look for anomalies is of.
QUIET = 2_100


class Lists(Case):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(cls.binary)
        cls.addClassCleanup(cls.server.close)
        cls.server.account("quiet", limit=100_000_000)
        worlds.send(cls.server, [worlds.place("quiet", f"quiet {number}") for number in range(QUIET)])
        worlds.crowd(cls.server, COUNT)
        # The anomalies are beyond what the first look finds.
        wait(cls.is_known, "the views have all of it")

    @classmethod
    def is_known(cls):
        status, text = cls.server.send("GET", "/v1/anomalies/D7?limit=1000")
        if status != 200 or json.loads(text)["anomalies"]:
            return False
        next = json.loads(text).get("next")
        return next and len(json.loads(cls.server.send(
            "GET", f"/v1/anomalies/D7?limit=1000&cursor={next}")[1])["anomalies"]) == 2 * COUNT

    def test_of_staff(self):
        browser = self.browser(width=1440, language="en")
        sign_in(browser, self.server, "staff", self.server.new_key("lender", "a lender", "--person", "p-1"))
        for path, row, name, count, most, more in (
                ("anomalies/D7", "tbody th a", "href", 2 * COUNT, 100, "#more"),
                ("reviews", "[data-row]", "id", COUNT, 50, "#next")):
            browser.open(f"{self.server.url}/console/{path}")
            seen = set()
            while len(seen) < count:
                rows = wait(lambda: self.others(browser, row, name, seen), "other rows")
                self.assertEqual(len(rows), min(most, count - len(seen)))
                seen |= rows
                self.assertEqual(bool(browser.all(more)), len(seen) < count)
                if len(seen) < count:
                    browser.click(more)

    def others(self, browser, row, name, seen):
        rows = set(browser.driver.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map((one) => one[arguments[1]])",
            row, name))
        return rows if not rows & seen else None

    def test_of_reviews_a_further_page_lives(self):
        browser = self.browser(width=1440, language="en")
        sign_in(browser, self.server, "staff", self.server.new_key("reviewer", "a reviewer"))
        browser.open(f"{self.server.url}/console/reviews")
        browser.click("#next")
        wait(lambda: "cursor=" in browser.driver.current_url, "the next page")
        browser.see("Live", "#live")
        first = browser.one("[data-row] th").text
        gauges.watch(browser)
        self.server.hold("quiet", "one more", amount=100)
        wait(lambda: "seen=" in str(browser.driver.execute_script(
            "return performance.getEntriesByType('resource').map((one) => one.name)")), "it looked")
        self.assertEqual(browser.one("[data-row] th").text, first)

    def test_of_a_consumer(self):
        key = self.server.new_key("consumer", "who bought", "--account", worlds.FORMER)
        browser = self.browser()
        browser.open(f"{self.server.url}/me?token={key}")
        browser.one("#history li")
        self.assertEqual(len(browser.all("#history li")), 30)
        browser.click("#history-more")
        wait(lambda: len(browser.all("#history li")) == COUNT, "all of it")
        self.assertFalse(browser.all("#history-more"))

    def test_what_was_decided_leaves_the_rest_in_reach(self):
        browser = self.browser(width=1440, language="en")
        sign_in(browser, self.server, "staff", self.server.new_key("reviewer", "who decides"))
        browser.open(f"{self.server.url}/console/reviews")
        browser.click("[data-row] [data-key=r]")
        browser.see("Decided", "#done")
        browser.click("#next")
        wait(lambda: "cursor=" in browser.driver.current_url, "the next page")
        browser.one("[data-row]")


if __name__ == "__main__":
    unittest.main()
