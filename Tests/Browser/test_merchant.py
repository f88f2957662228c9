"""A merchant looks at what it is to do while its orders move."""
import unittest
import urllib.parse

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bench import wait
from case import Case
from keyboard import walk


class Merchant(Case):
    def setUp(self):
        super().setUp()
        self.server.account(self.account)
        self.merchant = f"书店 {self.account}"
        self.key = self.server.new_key(
            "merchant", f"of {self.account}", "--merchant", self.merchant)

    def hold(self, order, **more):
        return self.server.hold(self.account, order, merchant=self.merchant, **more)

    def fact(self, word, order):
        return self.server.fact(word, order, self.merchant)

    def sign_in(self, key=None, **how):
        browser = self.browser(**{"width": 1440, "language": "en"} | how)
        browser.open(f"{self.server.url}/merchant")
        browser.one("#credential").send_keys((key or self.key) + Keys.ENTER)
        wait(lambda: "sign-in" not in browser.driver.current_url, "one is in")
        return browser

    def world(self):
        """An order in each list."""
        self.hold(self.order)
        self.hold(self.order + "-soon", scenario="virtual")
        self.hold(self.order + "-gone")
        self.fact("cancelled", self.order + "-gone")
        self.hold(self.order + "-back", amount=12_300)
        for word in ("shipped", "return_requested", "return_shipped"):
            self.fact(word, self.order + "-back")

    def test_an_order_moves_while_one_looks(self):
        browser = self.sign_in()
        self.assertEqual(browser.driver.current_url, f"{self.server.url}/merchant")
        browser.see("Nothing waits to be shipped.", "#ship")
        browser.see("Live", "#live")
        browser.driver.execute_script("window.loadedOnce = true")
        self.hold(self.order)
        browser.see(self.order, "#ship")
        browser.see("¥300.00 of ¥300.00 locked", "#tiles")
        self.fact("shipped", self.order)
        browser.see("Nothing waits to be shipped.", "#ship")
        browser.see("¥300.00", "#owed tbody")
        browser.see("Messages of orders in 28 days: 1", "#feed")
        self.hold(self.order + "-2")
        browser.see(self.order + "-2", "#ship")
        self.fact("cancelled", self.order + "-2")
        browser.see("Do not ship.", "#over")
        self.assertTrue(browser.driver.execute_script("return window.loadedOnce"))
        self.assertEqual(browser.complaints(), [])

    def test_each_list_has_its_order(self):
        self.world()
        browser = self.sign_in(language="zh", width=390)
        for place, order, text in (
                ("#ship", self.order, "请发货"), ("#ending", self.order + "-soon", "还有"),
                ("#over", self.order + "-gone", "请勿发货"),
                ("#returns", self.order + "-back", "商品寄回中")):
            browser.see(order, place)
            browser.see(text, place)
        browser.see("¥123.00", "#owed")
        browser.driver.find_element(By.LINK_TEXT, self.order + "-gone").click()
        browser.see("您在此无需操作。", "#idle")

    def test_without_scripts_the_page_tells_the_truth(self):
        self.world()
        browser = self.sign_in(scripts=False)
        source = browser.driver.page_source
        for text in ("Load the page again", self.order + "-soon", "Extend…", "¥123.00"):
            self.assertIn(text, source)

    def test_a_lock_is_extended_and_another_given_back(self):
        self.world()
        browser = self.sign_in()
        browser.driver.find_element(By.LINK_TEXT, "Extend…").click()
        browser.see("Promised to you until", "#case")
        browser.driver.find_element(By.CSS_SELECTOR, "#until option:nth-child(2)").click()
        browser.one("#extend button").click()
        browser.see("Extended.", "#done")
        browser.see("3 d 23 h left", "#case")
        browser.one("main a").click()
        browser.see("Nothing ends within 48 hours.", "#ending")
        browser.see(self.order + "-soon", "#ship")
        browser.driver.find_element(By.LINK_TEXT, self.order).click()
        browser.one("#release button").click()
        self.assertFalse(browser.all("#done"), "who is not sure gives nothing back")
        browser.one("#release [name=sure]").click()
        browser.one("#release button").click()
        browser.see("Your word is taken.", "#done")
        browser.see("Nothing is to be done by you here.", "#idle")
        self.assertEqual(browser.complaints(), [])

    def test_another_merchants_is_not_there(self):
        self.hold(self.order)
        other = self.server.new_key("merchant", f"beside {self.account}", "--merchant", "另一家")
        browser = self.sign_in(other)
        for path in (f"/merchant/holds/{self.order}",
                     "/merchant?merchant=" + urllib.parse.quote(self.merchant)):
            browser.open(self.server.url + path)
            browser.see("There is nothing here.", "h1")

    def test_axe_finds_nothing(self):
        self.world()
        for width, dark, language in ((390, False, "zh"), (390, True, "en"), (1440, True, "zh"),
                                      (1440, False, "en")):
            browser = self.sign_in(width=width, dark=dark, language=language)
            for page in ("", "?list=ending", "?list=owed", f"/holds/{self.order}-soon",
                         f"/holds/{self.order}-gone"):
                browser.open(f"{self.server.url}/merchant{page}")
                with self.subTest(page=page, width=width, dark=dark):
                    self.assertEqual(browser.violations(), [])
                    self.assertLessEqual(browser.driver.execute_script(
                        "return document.documentElement.scrollWidth"), width)

    def test_axe_finds_nothing_where_staff_look(self):
        self.world()
        key = self.server.new_key("lender", "a lender", "--person", f"p-{self.account}")
        browser = self.sign_in(key, width=390)
        for page in ("", "?merchant=none", "?merchant=" + urllib.parse.quote(self.merchant)):
            browser.open(f"{self.server.url}/merchant{page}")
            with self.subTest(page=page):
                self.assertEqual(browser.violations(), [])
        browser.see("You look with the merchant's eyes.")

    def test_by_keyboard_alone(self):
        self.world()
        browser = self.sign_in()
        names = walk(browser)
        for name in ("Skip to the content", "中文", self.order, self.order + "-back"):
            self.assertIn(name, names)
        browser.one("[id$='-x']").send_keys(Keys.ENTER)
        browser.one("#until").send_keys(Keys.ARROW_DOWN)
        browser.one("#extend button").send_keys(Keys.ENTER)
        browser.see("Extended.", "#done")

    def test_focus_stays_where_it_is_when_a_list_changes(self):
        self.hold(self.order)
        browser = self.sign_in()
        browser.see("Live", "#live")
        link = browser.driver.find_element(By.LINK_TEXT, self.order)
        browser.driver.execute_script("arguments[0].focus()", link)
        self.hold(self.order + "-2")
        browser.see(self.order + "-2", "#ship")
        wait(lambda: browser.driver.execute_script(
            "return document.activeElement.textContent") == self.order, "focus is on the order")


if __name__ == "__main__":
    unittest.main()
