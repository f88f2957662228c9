"""Every page is walked by keyboard: all of it is reached, in its order, seen, and left again."""
import unittest
import urllib.parse

from bench import wait
from case import Case
from keyboard import walk

SHOP = "南街书店"


class Keyboard(Case):
    def setUp(self):
        super().setUp()
        self.key = self.server.account(self.account)

    def visit(self, browser, pages):
        for page, piece in pages.items():
            browser.open(self.server.url + page)
            browser.one(piece)
            with self.subTest(page=page):
                walk(browser)

    def world(self):
        self.server.hold(self.account, self.order, merchant=SHOP)
        self.server.hold(self.account, f"{self.order}-over")
        self.server.fact("cancelled", f"{self.order}-over")
        self.server.hold(self.account, f"{self.order}-back")
        for word in ("shipped", "return_requested"):
            self.server.fact(word, f"{self.order}-back")

    def sign_in(self, browser, role, *scope):
        key = self.server.new_key(role, f"a {role} {self.account}", *scope)
        browser.open(f"{self.server.url}/console")
        browser.one("#credential")
        walk(browser)
        browser.one("#credential").send_keys(key)
        browser.one("form.panel button").click()
        wait(lambda: "sign-in" not in browser.driver.current_url, "one is in")

    def test_of_a_consumer(self):
        for width, language in ((390, "zh"), (1440, "en")):
            browser = self.browser(width=width, language=language)
            self.visit(browser, {"/me": "h1", f"/me?token={self.key}": "#inbox"})
            self.world()
            lock = f"/me/holds/{urllib.parse.quote(SHOP)}/{self.order}"
            self.visit(browser, {
                "/me": ".card", lock: "#questions", f"{lock}-over": "#questions",
                f"{lock}?ask=when": "#answer", f"{lock}?ask=release": "#ask-release",
                "/me/holds/x/y": "h1", "/me/quote?amount=1": "h1"})
            for amount, piece in ((1_000, "#quote"), (9_000_000, "#declined")):
                self.visit(browser, {"/me/quote?" + urllib.parse.urlencode({
                    "token": self.key, "id": f"{self.order}-{width}-{amount}", "amount": amount,
                    "currency": "CNY", "merchant": SHOP, "order": "new", "annual_rate": "0",
                    "due_on": "2027-01-10"}): piece})

    def test_of_a_merchant(self):
        self.world()
        for width, language in ((390, "en"), (1440, "zh")):
            browser = self.browser(width=width, language=language)
            self.sign_in(browser, "merchant", "--merchant", SHOP)
            holds = f"/merchant/holds/{self.order}"
            self.visit(browser, {
                "/merchant": "#ship", holds: "#case", f"{holds}-over": "#idle",
                **{f"/merchant?list={name}": f"#{name}"
                   for name in ("ship", "ending", "over", "returns", "owed")}})

    def test_of_staff(self):
        self.world()
        self.server.account(f"{self.account}-2")
        self.server.hold(f"{self.account}-2", f"{self.order}-twin",
                         order={"merchant": SHOP, "number": self.order})
        self.server.post(
            f"/v1/holds/{self.order}/release-requests?merchant=" + urllib.parse.quote(SHOP),
            {"id": "r1", "reason": "CUSTOMER_REQUEST"})
        order = urllib.parse.quote(f"{SHOP}/{self.order}")
        for width, language in ((390, "en"), (1440, "zh")):
            browser = self.browser(width=width, language=language)
            self.sign_in(browser, "lender", "--person", f"p-{self.account}-{width}")
            self.visit(browser, {
                "/console/support": "#q", "/console/support?q=nobody": "#q",
                f"/console/support?q={order}": "#say", f"/console/support?q={order}-over": "#say",
                f"/console/support?q={self.account}": "#locks",
                "/console/operations": "#tiles", "/console/reviews": "[data-row]",
                "/console/levels": "#levels",
                "/console/anomalies/D7": "tbody", "/console/anomalies/D5": ".empty",
                "/merchant": "h1", f"/merchant?merchant={urllib.parse.quote(SHOP)}": "#ship",
                "/console/nothing": "h1"})
            browser.open(f"{self.server.url}/console/reviews")
            # What a decision leaves on the page is reached too.
            browser.click("[data-row] [data-key=r]")
            browser.one("#done [data-key=u]")
            self.assertTrue(any("U" in name for name in walk(browser)))
            browser.click("#done [data-key=u]")
            browser.see("Taken back" if language == "en" else "已撤销", "#done")


if __name__ == "__main__":
    unittest.main()
