"""What merchants and consumers write is shown as they wrote it, and does nothing."""
import unittest
import urllib.parse

from case import Case

# A name has 64 bytes at most, so the marks are shared out.
MERCHANT = "<b onclick=a()>店𠮷</b>{{t.skip}}&amp;\"'"
ORDER = "</script><img src=x onerror=a()>\u202eoo😀"
TEXT = ("<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
        "javascript:alert(1) {{frame.csrf}} \u202eright to left\u202c 𠮷😀 & &lt; \"quoted\" 'single'")
MARKS = dict.fromkeys((0x202C, 0x202E, 0x2068, 0x2069))


class Hostile(Case):
    def place(self):
        key = self.server.account(self.account)
        order = f"{self.order}{ORDER}"
        self.server.hold(self.account, order, merchant=MERCHANT)
        return key, order

    def look(self, browser, *texts):
        """The page has the texts as they are, and no element of them."""
        found = browser.driver.execute_script("return document.body.textContent")
        for text in texts:
            # In a sentence a name is without its marks of direction, between two that end what it turns.
            self.assertIn(text.translate(MARKS), found.translate(MARKS))
        self.assertEqual(browser.all("#page img, #page script, [onclick], [onerror]"), [])
        self.assertEqual(browser.all("main b[onclick]"), [])
        self.assertNotIn("taken", browser.driver.title)
        self.assertEqual(browser.complaints(), [])

    def test_of_a_consumer(self):
        key, order = self.place()
        browser = self.browser()
        browser.open(f"{self.server.url}/me?token={key}")
        browser.one(".card a.btn")
        self.look(browser, MERCHANT, order)
        browser.one(".card a.btn").click()
        browser.all("#questions a")[-1].click()
        self.look(browser, MERCHANT, order)
        browser.one("input[value=cancelled]").click()
        # The driver types no character beyond the first plane.
        browser.driver.execute_script("arguments[0].value = arguments[1]", browser.one("#evidence"), TEXT)
        browser.one("#ask-release button").click()
        browser.see("您的申请正在处理", "#answer")
        self.look(browser, MERCHANT, order)

    def test_before_staff(self):
        key, order = self.place()
        self.server.post(
            f"/v1/holds/{urllib.parse.quote(order, safe='')}/release-requests?merchant="
            + urllib.parse.quote(MERCHANT, safe=""),
            {"id": "r1", "reason": "CUSTOMER_REQUEST", "evidence": TEXT})
        browser = self.browser(width=1440, language="en")
        staff = self.server.new_key("lender", "a lender", "--person", f"p-{self.account}")
        browser.open(f"{self.server.url}/console")
        browser.one("#credential").send_keys(staff)
        browser.one("form.panel button").click()
        browser.one("#page")
        for asked in (f"{MERCHANT}/{order}", self.account):
            browser.open(f"{self.server.url}/console/support?q=" + urllib.parse.quote(asked, safe=""))
            browser.one("#say, #locks")
            self.look(browser, MERCHANT, order)
        # What nobody has a name for is asked for as text too.
        browser.open(f"{self.server.url}/console/support?q=" + urllib.parse.quote(TEXT, safe=""))
        self.look(browser)
        self.assertEqual(browser.one("#q").get_attribute("value"), TEXT)
        browser.open(f"{self.server.url}/console/reviews")
        browser.one("[data-row]")
        self.look(browser, MERCHANT, order)


if __name__ == "__main__":
    unittest.main()
