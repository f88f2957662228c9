"""Somebody looks at a demonstration: in by the printed link, then around, then makes trouble."""
import os
import unittest

from bench import Browser, wait
from case import strays
from demonstration import Demonstration


class Demo(unittest.TestCase):
    def setUp(self):
        demonstration = Demonstration(os.environ["SLUICE_BINARY"])
        self.addCleanup(lambda: self.assertEqual(demonstration.close(), 0))
        self.told = demonstration.told

    def test_in_by_a_link_and_around(self):
        browser = Browser(width=1440, language="en")
        self.addCleanup(browser.close)
        address = self.told("address")
        browser.open(self.told("staff"))
        browser.see("Double Eleven")
        self.assertEqual(browser.driver.current_url, f"{address}/console/demo")
        wait(lambda: int(browser.text("#figures .value") or 0) > 5, "purchases are made")
        self.assertEqual(browser.violations(), [])
        browser.click("#peak-b")
        browser.see("Back to normal", "#peak")
        wait(lambda: int(browser.text("#figures .value") or 0) > 100, "there are many more")
        browser.click("#peak-b")
        browser.see("Begin", "#peak")
        browser.click("#case a")
        browser.see("Waiting for the shop")
        for page in ("operations", "reviews"):
            browser.open(f"{address}/console/{page}")
            browser.see("Demo", "nav")
        browser.open(self.told("consumer"))
        browser.see("Waiting for the shop")
        self.assertEqual(browser.complaints(), [])
        self.assertEqual(strays(browser), [])


if __name__ == "__main__":
    unittest.main()
