"""Pictures of the pages: screens.py FOLDER."""
import os
import pathlib
import sys
import urllib.parse

from bench import Browser, Server, wait

SHOP, DIGITAL, OUTDOOR = "南街书店", "清和数码旗舰店", "山野户外"


def world(server):
    """An account with a life of its own, and others beside it."""
    key = server.account("u-20268841", limit=1_000_000)
    server.hold("u-20268841", "2026 1120 8841", 129_900, DIGITAL, scenario="virtual")
    server.fact("shipped", "2026 1120 8841", DIGITAL)
    server.hold("u-20268841", "2026 1112 0073", 21_900, SHOP)
    server.hold("u-20268841", "2026 1119 5510", 35_900, OUTDOOR)
    server.hold("u-20268841", "2026 1101 3302", 180_000, DIGITAL)
    server.fact("shipped", "2026 1101 3302", DIGITAL)
    server.fact("cancelled", "2026 1119 5510", OUTDOOR)
    server.hold("u-20268841", "2026 1122 0017", 45_000, DIGITAL)
    server.hold("u-20268841", "2026 1122 0018", 8_900, DIGITAL, scenario="virtual")
    server.hold("u-20268841", "2026 1118 2204", 12_600, DIGITAL)
    server.fact("cancelled", "2026 1118 2204", DIGITAL)
    for word in ("return_requested", "return_shipped"):
        server.fact(word, "2026 1101 3302", DIGITAL)
    for number in range(1, 6):
        server.account(f"u-3000{number}")
        server.hold(f"u-3000{number}", f"2026 11 {number:04}", 8_000 * number, SHOP)
        server.post(f"/v1/holds/{urllib.parse.quote(f'2026 11 {number:04}')}/release-requests"
                    f"?merchant={urllib.parse.quote(SHOP)}",
                    {"id": "r1", "reason": "CUSTOMER_REQUEST"})
    return key


def quote_path(token, amount):
    return "/me/quote?" + urllib.parse.urlencode({
        "token": token, "id": f"q{amount}", "amount": amount, "currency": "CNY",
        "merchant": DIGITAL, "order": "2026 1127 4410", "annual_rate": "0",
        "due_on": "2027-01-10"})


def quote(browser, server, token, amount):
    browser.open(server.url + quote_path(token, amount))
    browser.one("#quote")


def sign_in(browser, server, role, key):
    browser.open(f"{server.url}/console/sign-in")
    browser.one("#credential").send_keys(key)
    browser.one("form.panel button").click()
    wait(lambda: "/sign-in" not in browser.driver.current_url, f"{role} is in")


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(os.environ["SLUICE_BINARY"])
    try:
        consumer, staff = world(server), server.new_key("lender", "a person", "--person", "p-17")
        shop = server.new_key("merchant", "orders", "--merchant", DIGITAL)
        for width in (390, 1440):
            for language, dark in (("zh", False), ("en", True)):
                shoot(server, folder, consumer, staff, shop, width, language, dark)
    finally:
        server.close()


def shoot(server, folder, consumer, staff, shop, width, language, dark):
    browser = Browser(width, language, dark)
    name = f"{width}-{language}-{'dark' if dark else 'light'}.png"
    try:
        browser.open(f"{server.url}/me?token={consumer}")
        browser.one(".card")
        browser.shoot(folder / f"consumer-{name}")
        browser.one(".card a.btn").click()
        browser.all("#questions a")[-1].click()
        browser.one("#ask-release")
        browser.shoot(folder / f"lock-{name}")
        quote(browser, server, consumer, 129_900)
        browser.shoot(folder / f"quote-{name}")
        quote(browser, server, consumer, 900_000)
        browser.shoot(folder / f"declined-{name}")
        sign_in(browser, server, "staff", staff)
        browser.open(f"{server.url}/console/support?q=" + urllib.parse.quote(
            f"{DIGITAL}/2026 1120 8841"))
        browser.one("#say")
        browser.shoot(folder / f"support-{name}")
        for page in ("operations", "reviews", "levels"):
            browser.open(f"{server.url}/console/{page}")
            browser.one("#page")
            browser.shoot(folder / f"{page}-{name}")
        sign_in(browser, server, "merchant", shop)
        browser.open(f"{server.url}/merchant")
        browser.one("#owed")
        browser.shoot(folder / f"merchant-{name}")
        browser.one("#ending a.btn").click()
        browser.one("#extend")
        browser.shoot(folder / f"merchant-lock-{name}")
    finally:
        browser.close()


if __name__ == "__main__":
    main()
