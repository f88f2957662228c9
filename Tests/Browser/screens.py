"""Pictures of the pages: screens.py FOLDER [PART…]. Each at two widths, in two languages, two themes."""
import itertools
import os
import pathlib
import sys
import urllib.parse

from selenium.webdriver.common.keys import Keys

from bench import Browser, Relay, wait
from demonstration import Demonstration
from world import DIGITAL, DINAR, HOME, LONG, ME, NOBODY, OVER, YEN, World


PARTS = ("strangers", "consumer", "line", "quotes", "merchant", "demo", "staff")


class Tour:
    """One width and language, through every page and what it may have to say."""

    # What the first brings from the demonstration's door, which opens once.
    pass_cookies = []

    def __init__(self, world, demonstration, keys, folder, turn, width, language):
        self.world, self.demonstration, self.keys = world, demonstration, keys
        self.folder, self.turn = folder, turn
        self.end = f"{width}-{language}"
        self.browser = Browser(width, language)

    def shoot(self, name):
        for theme in ("light", "dark"):
            self.browser.theme(theme == "dark")
            self.browser.shoot(self.folder / f"{name}-{self.end}-{theme}.png")
        self.browser.theme(False)

    def look(self, name, path, selector="main", **query):
        self.browser.open(self.world.url + path + ("?" + urllib.parse.urlencode(query) if query else ""))
        self.browser.one(selector)
        self.shoot(name)

    def press(self, name, selector, then):
        """What stands there after a button."""
        self.browser.click(selector)
        self.browser.one(then)
        self.shoot(name)

    def sign_in(self, path, key):
        self.browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.browser.open(f"{self.world.url}{path}")
        self.browser.one("#credential").send_keys(key + Keys.ENTER)
        wait(lambda: "sign-in" not in self.browser.driver.current_url, "one is in")

    # The pages, by who sees them.

    def strangers(self):
        self.look("sign-in", "/console/sign-in")
        self.browser.one("#credential").send_keys("sk_unknown" + Keys.ENTER)
        self.browser.one("[role=alert]")
        self.shoot("sign-in-refused")
        self.look("signed-out", "/me")
        self.look("expired-link", "/me", token="of-yesterday")

    def consumer(self):
        mine, keys = self.world.mine, self.keys
        self.look("me-empty", "/me", token=keys[NOBODY])
        self.look("me-over", "/me", token=keys[OVER])
        self.look("me-embedded", "/me", token=keys[ME], embed=1)
        self.browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.look("me", "/me", ".card", token=keys[ME])
        for name, ask in (("courier", "when"), ("late", "long"), ("back", "returned"),
                          ("read", "billed"), ("outdoor", "cancelled")):
            self.look(f"lock-{name}", self.lock(mine[name]), "#why", ask=ask)
        self.look("lock-ask", self.lock(self.coffee), "#ask-release", ask="release")
        self.browser.one("#ask-release input[value=unshipped]").click()
        self.press("lock-asked", "#ask-release button", ".card")
        self.press("lock-helpful", "button[name=yes]", "#done")
        self.look("not-found", "/me/holds/none/none")

    @property
    def coffee(self):
        return self.world.coffee[self.turn]

    @staticmethod
    def lock(order):
        number, merchant = order
        return f"/me/holds/{urllib.parse.quote(merchant)}/{number}"

    def line(self):
        """The live line, lost and back."""
        relay = Relay(self.world.port)
        try:
            self.browser.open(f"http://127.0.0.1:{relay.port}/me?token={self.keys[ME]}")
            live = lambda word: wait(lambda: word in self.browser.text("#live"), word)
            zh = "zh" in self.end
            live("实时" if zh else "Live")
            relay.cut()
            live("断开" if zh else "lost")
            self.shoot("line-lost")
            relay.mend()
            live("恢复" if zh else "again")
            self.shoot("line-back")
        finally:
            relay.close()

    def quotes(self):
        purchase = {"token": self.keys[ME], "currency": "CNY", "merchant": DIGITAL,
                    "order": f"202611284410{self.turn}", "annual_rate": "0", "due_on": "2027-01-10"}
        self.look("quote", "/me/quote", "#quote", id=f"q1-{self.end}", amount=129_900, **purchase)
        self.look("quote-declined", "/me/quote", "#declined",
                  id=f"q2-{self.end}", amount=1_900_000, **purchase)
        self.look("quote-fault", "/me/quote", id="q3", **purchase)
        # Where no script presses it, a button leads on.
        bare = Browser(self.browser.width, self.end[-2:], scripts=False)
        self.browser, rest = bare, self.browser
        try:
            self.look("quote-ask", "/me/quote", "form[data-onward]", id="q4", amount=129_900, **purchase)
        finally:
            bare.close()
            self.browser = rest

    def merchant(self):
        self.sign_in("/merchant", self.keys[DIGITAL])
        self.look("merchant", "/merchant", "#owed")
        self.look("merchant-owed", "/merchant", "#owed", list="owed")
        for place, form in ((0, "extend"), (1, "release")):
            number, _ = self.world.tickets[2 * self.turn + place]
            self.look("merchant-lock", f"/merchant/holds/{number}", "#extend")
            if form == "release":
                self.browser.one("#release [name=sure]").click()
            self.press(f"merchant-{form}-done", f"#{form} button", "#done")
        self.sign_in("/merchant", self.keys["nobody"])
        self.look("merchant-empty", "/merchant", "#owed")

    def staff(self):
        mine, asked = self.world.mine, self.world.asked
        self.sign_in("/console", self.keys["staff"])
        self.look("merchant-find", "/merchant")
        self.look("merchant-looking", "/merchant", "#owed", merchant=HOME)
        self.look("support", "/console/support")
        self.look("support-none", "/console/support", q="M-1/none")
        self.look("support-account", "/console/support", "#account", q=ME)
        for name, order in (("late", mine["late"]), ("back", mine["back"]), ("asked", asked[0])):
            self.look(f"support-{name}", "/console/support", "#say", q="/".join(reversed(order)))
        self.look("support-lock", "/console/support", "#say", q="/".join(reversed(mine["courier"])))
        self.browser.open(f"{self.world.url}/console/support?q=" + "/".join(reversed(mine["late"])))
        self.press("support-nudged", "#three button", "[role=status], [role=alert]")
        self.look("reviews", "/console/reviews", "#reviews")
        self.browser.press("j")
        self.shoot("reviews-row")
        self.press("reviews-decided", "[data-row] [data-key=r]", "#done")
        self.press("reviews-undone", "#done [data-key=u]", "#done")
        for detector in ("D4", "D7", "D12", "D3"):
            self.look(f"anomaly-{detector}", f"/console/anomalies/{detector}")
        self.browser.open(f"{self.world.url}/console/anomalies/D4")
        self.press("anomaly-dry", "button[name=dry]", "#total")
        self.look("operations", "/console/operations", "#board")
        self.look("levels", "/console/levels", "#levels")
        self.look("levels-merchant", "/console/levels", merchant=HOME)

    def demo(self):
        address = self.demonstration.told("address")
        if not self.pass_cookies:
            self.browser.open(self.demonstration.told("staff"))
            self.browser.click("#silence-b")
            self.browser.one("#silence .watch")
            self.pass_cookies += self.browser.driver.get_cookies()
        else:
            self.browser.open(f"{address}/console/sign-in")
            for cookie in self.pass_cookies:
                self.browser.driver.add_cookie(cookie)
        self.browser.open(f"{address}/console/demo")
        self.browser.one("#switches")
        self.shoot("demo")
        self.browser.open(f"{address}/console/enter?pass=spent")
        wait(lambda: not self.browser.all("form[data-onward]"), "the pass is refused")
        self.shoot("enter-spent")

    def extremes(self):
        """The longest names and amounts."""
        self.look("extremes-yen", "/me", token=self.keys[YEN])
        self.look("extremes-dinar", "/me", token=self.keys[DINAR])
        self.sign_in("/merchant", self.keys[LONG])
        self.look("extremes-merchant", "/merchant", "#owed")
        self.sign_in("/console", self.keys["staff"])
        self.look("extremes-support", "/console/support", "#say", q="/".join(reversed(self.world.yen)))
        self.look("extremes-operations", "/console/operations", "#board")

    def busy(self):
        """Who guesses too often is told to wait; so last."""
        while self.world.send("GET", "/v1/keys", key="sk_guess")[0] != 429:
            pass
        self.browser.open(f"{self.world.url}/console/sign-in")
        self.browser.one("#credential").send_keys("sk_guess" + Keys.ENTER)
        wait(lambda: not self.browser.all("#credential"), "the system is busy")
        self.shoot("busy")

    def close(self):
        self.browser.close()


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    binary = os.environ["SLUICE_BINARY"]
    parts = sys.argv[2:] or PARTS
    world = World(binary)
    demo = Demonstration(binary)
    try:
        world.live()
        keys = {account: world.new_key("consumer", f"of {account}", "--account", account)
                for account in (ME, YEN, DINAR, OVER, NOBODY)}
        keys["staff"] = world.new_key("lender", "王敏", "--person", "p-17")
        for shop in (DIGITAL, LONG):
            keys[shop] = world.new_key("merchant", "oms", "--merchant", shop)
        keys["nobody"] = world.new_key("merchant", "oms", "--merchant", "新开业的店")
        with world.traffic():
            tours = [Tour(world, demo, keys, folder, turn, *how)
                     for turn, how in enumerate(itertools.product((390, 1440), ("zh", "en")))]
            for tour in tours:
                for part in parts:
                    getattr(tour, part)()
        world.go_far()
        for tour in tours:
            tour.extremes()
        for tour in tours:
            tour.busy()
            tour.close()
    finally:
        demo.close()
        world.close()


if __name__ == "__main__":
    main()
