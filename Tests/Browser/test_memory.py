"""A page that lives for long keeps no more than it shows."""
import itertools
import unittest

import gauges
from bench import wait
from case import Case

UPDATES = 150


class Memory(Case):
    def assert_steady(self, browser, update):
        gauges.watch(browser)
        before, after = (
            (self.live(browser, update), gauges.least_counts(browser))[1] for _ in range(2))
        # The garbage collector leaves a piece at times, never one for each update.
        self.assertLess(after["unseen"] - before["unseen"], UPDATES // 2, (before, after))
        self.assertLessEqual(after["listeners"], before["listeners"], (before, after))

    def live(self, browser, update):
        """Makes the page live through updates, each of them looked at before the next."""
        for _ in range(UPDATES):
            seen = gauges.looks(browser)
            update()
            wait(lambda: gauges.looks(browser) > seen, "the page looked")

    def test_of_a_consumer(self):
        key = self.server.account(self.account)
        browser = self.browser()
        browser.open(f"{self.server.url}/me?token={key}")
        browser.see("实时更新中", "#live")
        numbers = itertools.count()

        def update():
            number = next(numbers)
            if number % 2:
                self.server.fact("cancelled", f"{self.order}-{number - 1}")
            else:
                self.server.hold(self.account, f"{self.order}-{number}", amount=100)

        self.assert_steady(browser, update)

    def test_of_operations(self):
        self.server.account(self.account)
        browser = self.browser(width=1440, language="en")
        key = self.server.new_key("operator", f"an operator {self.account}")
        browser.open(f"{self.server.url}/console")
        browser.one("#credential").send_keys(key)
        browser.one("form.panel button").click()
        browser.see("Live", "#live")
        numbers = itertools.count()
        self.assert_steady(browser, lambda: self.server.hold(
            self.account, f"{self.order}-{next(numbers)}", amount=100))


if __name__ == "__main__":
    unittest.main()
