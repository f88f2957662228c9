"""Worlds to measure pages in: what a busy lender has, and lists of ten thousand rows."""
import json
import urllib.parse

from bench import wait

# Commands of one batch, well below what one may have.
BATCH = 4_000
SHOP, OTHER = "南街书店", "清和数码旗舰店"
BUYER, FORMER = "u-20268841", "u-20268842"


def send(server, commands):
    """Sends commands by the door of batches, and looks that each took effect."""
    for begin in range(0, len(commands), BATCH):
        part = commands[begin:begin + BATCH]
        connection = server.connect()
        connection.request(
            "POST", "/v1/batch", "\n".join(map(json.dumps, part)).encode(),
            {"Authorization": f"Bearer {server.key}", "Content-Type": "application/x-ndjson"})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert answer.status == 200, text
        codes = {json.loads(line)["code"] for line in text.splitlines()}
        assert codes <= {"APPROVED", "APPLIED", "PENDING", "REVIEW"}, codes


def place(account, number, merchant=SHOP, **more):
    return {"op": "place", "id": f"{account}-{number}", "account": account, "amount": 100,
            "currency": "CNY", "order": {"merchant": merchant, "number": number}, **more}


def capture(account, number, merchant=SHOP):
    return {"op": "capture", "merchant": merchant, "hold": f"{account}-{number}", "id": "c"}


def busy(server):
    """A consumer with twelve locks and a history, a merchant with hundreds of orders, a desk with work."""
    key = server.account(BUYER, limit=10_000_000)
    send(server, [place(BUYER, f"old {number:03}") for number in range(40)]
         + [capture(BUYER, f"old {number:03}") for number in range(40)]
         + [place(BUYER, f"2026 11 {number:04}", (SHOP, OTHER)[number % 2]) for number in range(12)])
    crowd(server, 400)
    return key


def crowd(server, count):
    """Of one merchant as many orders, each locked by two accounts, which are two anomalies, and as many
    that wait for a person. A consumer who had as many locks, all of which are over."""
    accounts = [f"crowd-{number}" for number in range(30)]
    for account in accounts:
        server.account(account, limit=100_000_000)
    if json.loads(server.send("GET", f"/v1/accounts/{FORMER}")[1]).get("id") is None:
        server.account(FORMER, limit=100_000_000)
    orders = [f"{count} {number:05}" for number in range(count)]
    for first in (0, 10):
        send(server, [place(accounts[first + number % 10], order)
                      for number, order in enumerate(orders)])
    send(server, [place(accounts[20 + number % 10], f"asked {order}", review="person")
                  for number, order in enumerate(orders)])
    send(server, [place(FORMER, f"former {order}", OTHER) for order in orders])
    send(server, [capture(FORMER, f"former {order}", OTHER) for order in orders])


def support(hold=None, account=BUYER):
    return "/console/support?q=" + urllib.parse.quote(hold and f"{SHOP}/{hold}" or account)


def quote_path(token, amount):
    return "/me/quote?" + urllib.parse.urlencode({
        "token": token, "id": f"q{amount}", "amount": amount, "currency": "CNY",
        "merchant": OTHER, "order": "2026 1127 4410", "annual_rate": "0",
        "due_on": "2027-01-10"})


def sign_in(browser, server, role, key):
    browser.open(f"{server.url}/console/sign-in")
    browser.one("#credential").send_keys(key)
    browser.one("form.panel button").click()
    wait(lambda: "/sign-in" not in browser.driver.current_url, f"{role} is in")
