"""Staff answer a call, look at the board, and decide what is in doubt."""
import os
import pathlib
import unittest
import urllib.parse

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bench import wait
from case import Case

CHARTS = pathlib.Path("/usr/share/javascript/chart.js/chart.min.js")


class Staff(Case):
    def setUp(self):
        super().setUp()
        self.server.account(self.account)

    def ask_for_release(self):
        self.server.post(
            f"/v1/holds/{self.order}/release-requests?merchant=" + urllib.parse.quote("南街书店"),
            {"id": "r1", "reason": "CUSTOMER_REQUEST"})

    def test_a_call_is_answered_and_the_page_follows(self):
        self.server.hold(self.account, self.order)
        browser = self.signed_in("support")
        browser.one("#q").send_keys(f"南街书店/{self.order}" + Keys.ENTER)
        browser.see("Waiting for the shop to ship", "#say")
        browser.see("等商家发货", "#say")
        browser.see("Live", "#live")
        self.server.fact("cancelled", self.order)
        browser.see("unlocked", "#say")
        self.assertEqual(browser.complaints(), [])

    def test_support_asks_for_a_release(self):
        self.server.hold(self.account, self.order)
        browser = self.signed_in("support")
        browser.open(f"{self.server.url}/console/support?q="
                     + urllib.parse.quote(f"南街书店/{self.order}"))
        browser.one("#evidence").send_keys("she called twice")
        browser.driver.find_element(By.CSS_SELECTOR, "#release button").click()
        browser.see("release in review", "#case")
        browser.see("Nothing is to be done by support here.", "#case")

    def test_reviews_are_decided_by_keyboard_and_taken_back(self):
        self.server.hold(self.account, self.order)
        self.ask_for_release()
        browser = self.signed_in("reviewer")
        row = f"tr:has(button[aria-label='Keep locked {self.order}'])"
        browser.one(row)
        for _ in range(len(browser.all("[data-row]"))):
            browser.press("j")
            if self.order in browser.text("[aria-selected=true]"):
                break
        browser.press("r")
        browser.see(f"Decided: order {self.order}", "#done")
        wait(lambda: not browser.all(row), "the row is gone")
        browser.press("u")
        browser.see("Taken back", "#done")
        browser.one(row)
        self.assertEqual(browser.complaints(), [])

    def test_the_board(self):
        self.server.hold(self.account, self.order)
        browser = self.signed_in("operator")
        browser.see("Avoidable declines", "#tiles")
        browser.see("good", "#tiles")
        browser.click("#tiles a[href^='/console/anomalies/']")
        browser.see("Nothing of this kind is open.")

    def test_the_curves_have_what_the_table_has(self):
        if not CHARTS.exists():
            self.assertNotEqual(os.environ.get("CI"), "true", "libjs-chart.js is not installed")
            self.skipTest("libjs-chart.js is not installed: the curves were not drawn")
        browser = self.signed_in("operator", width=1440)
        board = f"{self.server.url}/console/operations"

        def drawn():
            browser.open(board)
            return browser.all("#pulse-rows tbody tr")

        # A row is half a minute.
        wait(drawn, "the first row", deadline_s=90, every_s=1)
        browser.one("#pulse-all summary").click()
        self.server.hold(self.account, self.order)
        rates, times = browser.driver.execute_script("""
            return [...document.querySelectorAll("#curves canvas")].map((canvas) => {
              const { labels, datasets } = Chart.getChart(canvas).data;
              return { labels, names: datasets.map((one) => one.label), data: datasets[0].data };
            })""")
        rows = [row.text.split() for row in browser.all("#pulse-rows tbody tr")]
        self.assertEqual(rates["labels"], [row[0] for row in reversed(rows)])
        self.assertEqual(rates["data"], [row[1] for row in reversed(rows)])
        self.assertEqual(rates["names"], ["Checkouts/s", "Unlocks/s"])
        self.assertEqual(times["names"], ["Checkout P99", "Unlock P99"])
        self.assertGreater(browser.one("#curves canvas").size["width"], 300)
        self.assertEqual(browser.complaints(), [])

    def test_axe_finds_nothing(self):
        self.server.hold(self.account, self.order)
        self.ask_for_release()
        query = "?q=" + urllib.parse.quote(f"南街书店/{self.order}")
        for width, dark, language in ((390, True, "en"), (1440, False, "zh")):
            browser = self.signed_in("lender", width=width, dark=dark, language=language)
            for page in ("support" + query, f"support?q={self.account}", "operations", "reviews",
                         "anomalies/D1", "sign-in"):
                browser.open(f"{self.server.url}/console/{page}")
                with self.subTest(page=page, width=width):
                    self.assertEqual(browser.violations(), [])
                    self.assertLessEqual(browser.driver.execute_script(
                        "return document.documentElement.scrollWidth"), width)


if __name__ == "__main__":
    unittest.main()
