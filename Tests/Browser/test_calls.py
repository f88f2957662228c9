"""Twenty calls, made of a seed: what support reads aloud stands on the first screen, and is what the
interface tells of the same lock."""
import json
import random
import re
import unittest
import urllib.parse

from bench import wait
from case import Case

SHOP = "南街书店"
HEIGHT = 900
# What happened to an order before somebody calls about it.
COURSES = [
    [], ["shipped"], ["shipped", "delivered"], ["cancelled"], ["shipped", "delivered", "completed"],
    ["shipped", "cancelled"], ["delivered"], ["completed"],
]


class Calls(Case):
    def test_twenty_calls(self):
        dice = random.Random(20_261_127)
        self.server.account(self.account, limit=5_000_000)
        browser = self.browser(width=1440, language="en")
        staff = self.server.new_key("support", "who answers", "--person", f"p-{self.account}")
        browser.open(f"{self.server.url}/console")
        browser.one("#credential").send_keys(staff)
        browser.one("form.panel button").click()
        browser.one("#q")
        for call in range(20):
            order, course = f"{self.order}-{call}", dice.choice(COURSES)
            amount = dice.randrange(100, 200_000)
            self.server.hold(self.account, order, amount=amount)
            for word in course:
                self.server.fact(word, order)
            if dice.random() < 0.25 and course in ([], ["shipped"]):
                self.server.post(
                    f"/v1/holds/{order}/release-requests?merchant=" + urllib.parse.quote(SHOP),
                    {"id": "r1", "reason": "CUSTOMER_REQUEST"})
            with self.subTest(call=call, course=course):
                self.answer(browser, order)

    def answer(self, browser, order):
        browser.open(f"{self.server.url}/console/support?q=" + urllib.parse.quote(f"{SHOP}/{order}"))
        whats = [self.what(order, language) for language in ("zh", "en")]
        # Read at once, for a piece is replaced when something happens.
        read = lambda: browser.driver.execute_script("""
            const said = [...document.querySelectorAll("#say .say")].map((one) =>
              [...one.querySelectorAll("p")].map((sentence) => sentence.innerText));
            const pieces = [...document.querySelectorAll("#say, #three > section")].map((one) =>
              ({ text: one.innerText, bottom: one.getBoundingClientRect().bottom }));
            return { said, pieces };""")
        wait(lambda: [column[0] for column in read()["said"]] == whats,
             lambda: f"{whats}, but {read()['said']}")
        page = read()
        for column in page["said"]:
            self.assertIn(len(column), range(2, 5))
        # What to say, what not to, what was told and whose step is next, without scrolling.
        self.assertEqual(len(page["pieces"]), 4)
        for piece in page["pieces"]:
            self.assertLessEqual(piece["bottom"], HEIGHT, piece["text"])
            self.assertTrue(piece["text"])

    def what(self, order, language):
        """What is locked, as the interface tells the consumer."""
        status, text = self.server.send(
            "GET", f"/v1/holds/{order}/explanation?audience=consumer&lang={language}&merchant="
            + urllib.parse.quote(SHOP))
        self.assertEqual(status, 200, text)
        what = ("" if language == "zh" else " ").join(
            one["text"] for one in json.loads(text)["statements"] if one["topic"] == "what")
        # A page has amounts as people write them.
        return re.sub(r"CNY (\d+)\.", lambda found: f"¥{int(found[1]):,}.", what)


if __name__ == "__main__":
    unittest.main()
