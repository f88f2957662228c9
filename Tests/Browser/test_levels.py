"""Somebody looks at service levels while credit comes back, and goes through a long list of reviews."""
import unittest
import urllib.parse

from selenium.webdriver.common.keys import Keys

from bench import wait
from case import Case

MERCHANT = "南街书店"


class Levels(Case):
    def setUp(self):
        super().setUp()
        self.server.account(self.account)

    def give_back(self, order):
        self.server.hold(self.account, order)
        self.server.fact("cancelled", order)

    def test_figures_move_while_one_looks(self):
        self.give_back(self.order)
        browser = self.signed_in("operator")
        browser.click("nav a[href='/console/levels']")
        browser.see("the merchant's word", "#returns")
        browser.see("Live", "#live")
        browser.driver.execute_script("window.loadedOnce = true")

        def count():
            return int(browser.text("#returns tbody td").replace(",", ""))

        before = wait(count, "a return is counted")
        self.give_back(self.order + "-2")
        wait(lambda: count() > before, "the next one is counted too")
        browser.see("good", "#levels tbody")
        browser.see("checkout", "#answers")
        self.assertTrue(browser.driver.execute_script("return window.loadedOnce"))
        self.assertEqual(browser.complaints(), [])

    def test_of_one_merchant(self):
        self.give_back(self.order)
        browser = self.signed_in("treasury", language="zh", width=390)
        browser.open(f"{self.server.url}/console/levels")
        browser.one("#merchant").send_keys(MERCHANT + Keys.ENTER)
        browser.see(f"{MERCHANT}的时效", "h1")
        browser.see("商家告知", "#returns")
        self.assertFalse(browser.all("#answers"))
        browser.one("#merchant").clear()
        browser.one("#merchant").send_keys("没有这家" + Keys.ENTER)
        browser.see("没有该商家的记录。", "#fault")
        browser.click("main header a")
        browser.see("各通道应答", "#answers")

    def test_without_scripts_the_page_tells_the_truth(self):
        self.give_back(self.order)
        browser = self.signed_in("auditor", scripts=False)
        wait(lambda: "the merchant's word" in (
            browser.open(f"{self.server.url}/console/levels") or browser.driver.page_source),
            "what came back is counted")
        self.assertIn("Load the page again", browser.driver.page_source)
        browser.one("#merchant").send_keys(MERCHANT + Keys.ENTER)
        wait(lambda: "merchant=" in browser.driver.current_url, "one merchant's")
        wait(lambda: "known by the day" in browser.driver.page_source, "it says so")

    def test_a_long_list_of_reviews_is_gone_through(self):
        self.server.account(self.account + "-many", limit=10_000_000)
        merchant = urllib.parse.quote(MERCHANT)
        for number in range(52):
            order = f"{self.order}-{number}"
            self.server.hold(self.account + "-many", order, amount=100)
            self.server.post(f"/v1/holds/{order}/release-requests?merchant={merchant}",
                             {"id": "r1", "reason": "CUSTOMER_REQUEST"})
        browser = self.signed_in("reviewer")
        browser.open(f"{self.server.url}/console/reviews")
        browser.see("more wait after these", "#more")
        self.assertEqual(len(browser.all("[data-row]")), 50)
        browser.click("#next")
        wait(lambda: "cursor=" in browser.driver.current_url, "the next page")
        rows = len(browser.all("[data-row]"))
        self.assertGreaterEqual(rows, 2)
        last = browser.all("[data-row]")[-1].get_attribute("id")
        browser.press("j")
        browser.press("r")
        browser.see("Decided", "#done")
        browser.one(f"#{last}")
        wait(lambda: len(browser.all("[data-row]")) == rows - 1, "one row is gone")
        browser.press("u")
        browser.see("Taken back", "#done")
        browser.click("#first")
        wait(lambda: "cursor=" not in browser.driver.current_url, "the first page")
        self.assertEqual(browser.complaints(), [])

    def test_who_may_not_read_it_is_not_led_there(self):
        browser = self.browser(width=1440, language="en")
        key = self.server.new_key("merchant", f"of {self.account}", "--merchant", MERCHANT)
        browser.open(f"{self.server.url}/merchant")
        browser.one("#credential").send_keys(key + Keys.ENTER)
        browser.one("#owed")
        self.assertFalse(browser.all("a[href='/console/levels']"))
        browser.open(f"{self.server.url}/console/levels")
        browser.one("#credential")

    def test_axe_finds_nothing(self):
        self.give_back(self.order)
        query = "?merchant=" + urllib.parse.quote(MERCHANT)
        for width, dark, language in ((390, False, "zh"), (390, True, "en"), (1440, True, "zh"),
                                      (1440, False, "en")):
            browser = self.signed_in("lender", width=width, dark=dark, language=language)
            for page in ("levels", "levels" + query, "levels?merchant=nobody", "operations"):
                browser.open(f"{self.server.url}/console/{page}")
                with self.subTest(page=page, width=width, dark=dark):
                    self.assertEqual(browser.violations(), [])
                    self.assertLessEqual(browser.driver.execute_script(
                        "return document.documentElement.scrollWidth"), width)


if __name__ == "__main__":
    unittest.main()
