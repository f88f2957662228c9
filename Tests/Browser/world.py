"""The market of the pictures: ten days of it, lived in seconds."""
import contextlib
import http.server
import json
import pathlib
import random
import subprocess
import threading
import time

from bench import Server

BOOKS, DIGITAL, OUTDOOR, HOME, COFFEE = "南街书店", "清和数码旗舰店", "山野户外", "北野家居", "拾光咖啡"
LONG, FOREIGN = "国际精品生活家居百货跨境直营旗舰店", "Al-Kuwait Household & Sons (Wholesale) 国际"
SHOPS = (BOOKS, DIGITAL, OUTDOOR, HOME)
ME, YEN, DINAR, OVER, NOBODY = "u-20268841", "u-20260392", "u-20260965", "u-20263307", "u-20260001"

# Kinds of purchase beside those of the standard policy: billed on delivery, and promised for one day.
SCENARIOS = """scenarios:
  - name: courier
    time_to_live: 15d
    capture_on: delivered
  - name: groceries
    time_to_live: 30d
    guarantee_lead: 29d
    capture_on: shipped
"""


class Shop(http.server.BaseHTTPRequestHandler):
    """A shop that is asked for an order, and knows no more of it than that it was made."""

    def do_GET(self):
        day = pathlib.PurePath(self.path).name[:8]
        created = f"{day[:4]}-{day[4:6]}-{day[6:]}T00:00:00+08:00"
        body = json.dumps({"created_at": created}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


CONNECTOR = """connector: books
version: 1
merchant: {merchant}
url: http://127.0.0.1:{port}/orders/{{order}}
order:
  created: {{time: created_at}}
  shipped: {{time: shipped_at}}
  cancelled: {{time: cancelled_at}}
"""


class World(Server):
    """A server whose days pass when they are told to."""

    def __init__(self, binary):
        self.hours = -240
        self.shop = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
        threading.Thread(target=self.shop.serve_forever, daemon=True).start()
        self.dice = random.Random(20_261_127)
        self.numbers = 0
        super().__init__(binary)

    def edited(self, policy):
        connectors = self.home / "connectors"
        connectors.mkdir()
        (connectors / "books.yaml").write_text(
            CONNECTOR.format(merchant=BOOKS, port=self.shop.server_port), "utf-8")
        self.flags = ("--accept-clock", "--secure-cookies", "--embed-origins",
                      "https://app.lender.example", "--connectors", connectors)
        return policy.replace("scenarios:\n", SCENARIOS, 1)

    def close(self):
        super().close()
        self.shop.shutdown()
        self.shop.server_close()

    def now(self):
        return time.time() + 3_600 * self.hours

    def start(self):
        shift = self.home / "shift.so"
        if not shift.exists():
            source = pathlib.Path(__file__).with_name("shift.c")
            subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shift, source], check=True)
        self.variables = {"LD_PRELOAD": str(shift), "SHIFT_S": str(3_600 * self.hours)}
        super().start()

    def until(self, hours):
        """Goes on to so many hours before now."""
        self.stop()
        self.hours = hours
        self.start()

    def number(self):
        """Of an order: the day, and one that no other has."""
        self.numbers += self.dice.randrange(3, 90)
        return time.strftime("%Y%m%d", time.gmtime(self.now() + 28_800)) + f"{self.numbers:05}"

    def order(self, account, amount, merchant, **more):
        number = self.number()
        self.hold(account, number, amount, merchant, **more)
        return number, merchant

    def tell(self, order, *words, **more):
        for word in words:
            self.fact(word, *order, **more)

    def live(self):
        """Ten days; what a picture needs by name is kept as a member."""
        buyers = [f"u-2026{number:04}" for number in range(4101, 4125)]
        for buyer in buyers:
            self.post("/v1/accounts", {"id": buyer, "currency": "CNY", "limit": 2_000_000})
        for account, currency, limit in (
                (ME, "CNY", 1_000_000), (YEN, "JPY", 999_999_999_999),
                (DINAR, "KWD", 999_999_999_999), (OVER, "CNY", 50_000), (NOBODY, "CNY", 500_000)):
            self.post("/v1/accounts", {"id": account, "currency": currency, "limit": limit})
        mine = {}
        waiting = []
        for day in range(-10, 0):
            self.until(24 * day - 4)
            # What was ordered yesterday or before ships today, some of it, and the rest of it tomorrow.
            rest = []
            for order in waiting:
                if self.dice.random() < 0.6:
                    self.tell(order, "shipped")
                elif self.dice.random() < 0.1:
                    self.tell(order, "cancelled")
                else:
                    rest.append(order)
            waiting = rest + [
                self.order(self.dice.choice(buyers), self.dice.randrange(19, 1_900) * 100, shop)
                for shop in SHOPS for _ in range(4)]
            self.day(day, mine, buyers)
        self.until(-3)
        self.morning(mine, buyers)
        self.until(0)
        self.today(mine)
        return self

    def day(self, day, mine, buyers):
        if day == -9:
            mine["back"] = self.order(ME, 180_000, OUTDOOR)
            mine["read"] = self.order(ME, 12_600, BOOKS)
            self.fact("shipped", "88002107", BOOKS)
        if day == -8:
            self.tell(mine["back"], "shipped")
            self.tell(mine["read"], "shipped")
        if day == -6:
            mine["late"] = self.order(ME, 21_900, BOOKS)
            over = self.order(OVER, 48_000, HOME)
            self.tell(over, "shipped")
            self.rests = [self.order(buyer, 24_000, COFFEE, scenario="groceries", lines=[
                {"line": "L-1", "amount": 24_000}]) for buyer in buyers[:3]]
        if day == -5:
            for rest in self.rests:
                self.tell(rest, "line_shipped", lines=[{"line": "L-1", "amount": 18_500}])
            gone = self.order(buyers[3], 66_000, OUTDOOR)
            self.tell(gone, "cancelled", "shipped")
        if day == -3:
            mine["courier"] = self.order(ME, 129_900, DIGITAL, scenario="courier")
            self.tell(mine["back"], "return_requested")
            number = self.number()
            for buyer in buyers[4:6]:
                self.hold(buyer, f"{number}-{buyer[-1]}", 52_100, HOME,
                          order={"merchant": HOME, "number": number})
        if day == -2:
            self.tell(mine["courier"], "shipped")
            self.tell(mine["back"], "return_shipped")
        if day == -1:
            mine["home"] = self.order(ME, 64_000, HOME)
            self.post(f"/v1/accounts/{buyers[23]}/restrictions", {"id": "r1", "kind": "risk"})
            self.post(f"/v1/accounts/{OVER}/limits",
                      {"id": "l1", "limit": 20_000, "reason": "LIMIT_REVIEW"})
            returned = self.order(buyers[6], 88_000, DIGITAL)
            self.tell(returned, "shipped", "return_requested", "return_shipped")

    def morning(self, mine, buyers):
        mine["outdoor"] = self.order(ME, 35_900, OUTDOOR)
        self.tickets = [self.order(buyers[place], 9_900, DIGITAL, scenario="virtual")
                        for place in range(8)]
        self.asked = [self.order(buyer, self.dice.randrange(40, 900) * 100, HOME)
                      for buyer in buyers[8:20]]
        for order in self.asked[:9]:
            self.ask(*order)

    def today(self, mine):
        for order in self.asked[9:]:
            self.ask(*order)
        self.coffee = [self.order(ME, 8_900, COFFEE) for _ in range(4)]
        self.tell(mine["outdoor"], "cancelled")
        self.mine = mine

    def go_far(self):
        """What pages have to stand."""
        self.yen = self.order(YEN, 888_888_888_888, LONG, currency="JPY")
        self.order(DINAR, 888_888_888_888, FOREIGN, currency="KWD")

    @contextlib.contextmanager
    def traffic(self):
        """What others buy and shops ship meanwhile."""
        ended = threading.Event()

        def trade():
            self.post("/v1/accounts", {"id": "u-20269999", "currency": "CNY", "limit": 900_000_000})
            while not ended.wait(self.dice.random() / 4):
                order = self.order("u-20269999", self.dice.randrange(9, 900) * 100,
                                   self.dice.choice(SHOPS[:1] + SHOPS[2:]))
                self.tell(order, self.dice.choice(("shipped", "shipped", "shipped", "cancelled")))

        trader = threading.Thread(target=trade, daemon=True)
        trader.start()
        try:
            yield
        finally:
            ended.set()
            trader.join()
