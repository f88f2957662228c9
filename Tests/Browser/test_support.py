"""Somebody calls: who it is, what may be shown of it, and what goes when the call ends."""
import unittest
import urllib.parse

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from bench import wait
from case import Case

SHOP = "南街书店"


class Support(Case):
    def setUp(self):
        super().setUp()
        self.account = f"a1234567{self.account}"
        self.masked = f"a1…{self.account[-4:]}"
        self.server.account(self.account)
        self.server.hold(self.account, self.order)

    def sign_in(self, **how):
        browser = self.browser(**{"width": 1440, "language": "en"} | how)
        key = self.server.new_key("support", "who answers", "--person", f"p-{self.order}")
        browser.open(f"{self.server.url}/console")
        browser.one("#credential").send_keys(key + Keys.ENTER)
        wait(lambda: "sign-in" not in browser.driver.current_url, "one is in")
        return browser

    def look(self, browser):
        browser.open(f"{self.server.url}/console/support?q="
                     + urllib.parse.quote(f"{SHOP}/{self.order}"))
        return browser

    def verify(self, browser, way="security_questions"):
        Select(browser.one("#way")).select_by_value(way)
        browser.click("#verify button")
        browser.see(self.account, "#caller")

    def is_shown(self, browser):
        return self.account in browser.driver.page_source

    def test_a_verified_caller_is_shown_in_full_until_the_call_ends(self):
        browser = self.look(self.sign_in())
        browser.see(self.masked, "#caller")
        self.assertFalse(self.is_shown(browser))
        self.verify(browser)
        browser.see("security questions", "#caller")
        browser.see("In full until", "#caller")
        # A reload and what happens meanwhile leave it so.
        browser.driver.refresh()
        browser.see("Live", "#live")
        self.server.fact("cancelled", self.order)
        browser.see("unlocked", "#say")
        self.assertIn(self.account, browser.text("#caller"))
        # Another browser of the same person knows nothing of it.
        self.assertFalse(self.is_shown(self.look(self.sign_in())))
        browser.click("#caller a")
        browser.see(f"Account {self.account}", "#account")
        browser.click("#end-call button")
        browser.see(f"Account {self.masked}", "#account")
        self.look(browser).see(self.masked, "#caller")
        self.assertFalse(self.is_shown(browser))
        self.assertEqual(browser.complaints(), [])

    def test_without_scripts(self):
        browser = self.look(self.sign_in(scripts=False))
        self.verify(browser, "called_back")
        browser.click("#end-call button")
        browser.see(self.masked, "#caller")

    def test_axe_finds_nothing_of_either(self):
        for width, dark, language in ((390, True, "en"), (1440, False, "zh")):
            browser = self.look(self.sign_in(width=width, dark=dark, language=language))
            for is_shown in (False, True):
                if is_shown:
                    self.verify(browser)
                with self.subTest(width=width, shown=is_shown):
                    self.assertEqual(browser.violations(), [])
                    self.assertLessEqual(browser.driver.execute_script(
                        "return document.documentElement.scrollWidth"), width)


if __name__ == "__main__":
    unittest.main()
