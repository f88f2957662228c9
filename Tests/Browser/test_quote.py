"""A consumer is told at the checkout what a purchase locks, before it agrees."""
import http.server
import threading
import unittest
import urllib.parse

from bench import wait
from case import Case


class Checkout(http.server.BaseHTTPRequestHandler):
    """The lender's own page, on another site than the server."""

    form = ""

    def do_GET(self):
        body = self.form.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Quote(Case):
    def setUp(self):
        super().setUp()
        self.key = self.server.account(self.account)

    def fields(self, **more):
        return {"id": self.order, "amount": 30_000, "currency": "CNY", "merchant": "南街书店",
                "order": self.order, "annual_rate": "14.6", "due_on": "2027-01-10", **more}

    def follow(self, browser, **more):
        browser.open(f"{self.server.url}/me/quote?"
                     + urllib.parse.urlencode({"token": self.key, **self.fields(**more)}))
        return browser

    def test_a_link_leads_to_what_is_locked_and_its_address_has_no_token(self):
        browser = self.follow(self.browser())
        browser.see("将有 ¥300.00 因本订单锁定", "#quote")
        for text in ("¥4,700.00（现为 ¥5,000.00）", "14.6%", "1月10日", "发货时转为账单"):
            browser.see(text, "#quote")
        self.assertEqual(browser.driver.current_url, f"{self.server.url}/me/quote")
        browser.driver.find_element("link text", "English").click()
        browser.see("¥300.00 of your credit will be locked", "#quote")
        browser.see("14.6 %", "#quote")
        self.assertEqual(browser.complaints(), [])

    def test_without_scripts_a_button_leads_on(self):
        browser = self.follow(self.browser(scripts=False))
        self.assertNotIn("¥4,700.00", browser.driver.page_source)
        browser.one("form[data-onward] button").click()
        self.assertIn("¥4,700.00", browser.one("#quote").get_attribute("textContent"))

    def test_the_checkout_of_another_site_sends_its_form(self):
        handler = type("Lender", (Checkout,), {"form": (
            f'<form method="post" action="{self.server.url}/me/quote">'
            + "".join(f'<input type="hidden" name="{name}" value="{value}">'
                      for name, value in {"token": self.key, **self.fields()}.items())
            + "<button>quote</button></form>")})
        lender = http.server.HTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=lender.serve_forever, daemon=True).start()
        self.addCleanup(lender.server_close)
        self.addCleanup(lender.shutdown)
        browser = self.browser()
        browser.open(f"http://localhost:{lender.server_port}/")
        browser.one("button").click()
        browser.see("将有 ¥300.00 因本订单锁定", "#quote")
        browser.driver.find_element("partial link text", "我的锁定额度").click()
        wait(lambda: browser.driver.current_url == f"{self.server.url}/me", "the visit goes on")
        browser.see("¥5,000.00", "#sum .big")

    def test_axe_finds_nothing_and_nothing_is_cut_off(self):
        for width, dark, language in ((390, False, "zh"), (1440, True, "en"), (320, True, "en")):
            for amount in (30_000, 900_000):
                browser = self.follow(
                    self.browser(width=width, dark=dark, language=language), amount=amount,
                    id=f"{self.order}-{amount}")
                browser.one("#quote")
                with self.subTest(width=width, amount=amount):
                    self.assertEqual(browser.violations(), [])
                    self.assertLessEqual(browser.driver.execute_script(
                        "return document.documentElement.scrollWidth"), width)


if __name__ == "__main__":
    unittest.main()
