"""What journeys have in common: one server for all, an account and an order for each."""
import itertools
import json
import os
import unittest
import urllib.parse

from selenium.webdriver.common.keys import Keys

from bench import Browser, Server, wait

NUMBERS = itertools.count(1)


class Case(unittest.TestCase):
    binary = os.environ.get("SLUICE_BINARY", "")
    shared = None

    @classmethod
    def setUpClass(cls):
        if Case.shared is None:
            Case.shared = Server(cls.binary)
            unittest.addModuleCleanup(Case.forget)
        cls.server = Case.shared

    @staticmethod
    def forget():
        Case.shared.close()
        Case.shared = None

    def setUp(self):
        number = next(NUMBERS)
        self.account = f"a{number}"
        self.order = f"o{number}"

    def browser(self, **how):
        browser = Browser(**how)
        self.addCleanup(browser.close)
        # Whatever a journey is of: pages are without an error, and load nothing but their own.
        self.addCleanup(self.check, browser)
        return browser

    def signed_in(self, role, **how):
        """A browser of somebody of the staff."""
        browser = self.browser(**{"width": 1440, "language": "en"} | how)
        key = self.server.new_key(role, f"a {role}", "--person", f"p-{self.account}-{role}")
        browser.open(f"{self.server.url}/console")
        browser.one("#credential").send_keys(key + Keys.ENTER)
        wait(lambda: "sign-in" not in browser.driver.current_url, "one is in")
        return browser

    def check(self, browser):
        self.assertEqual(browser.complaints(), [])
        self.assertEqual(strays(browser), [])


def strays(browser):
    """Requests of pages to another host than their own, and files of theirs that were not there."""
    found = []
    for entry in browser.driver.get_log("performance"):
        event = json.loads(entry["message"])["message"]
        what = event["params"]
        # A way to another page leads where it leads; what a page loads is its own.
        if what.get("type") == "Document":
            continue
        if event["method"] == "Network.requestWillBeSent":
            asked, page = (urllib.parse.urlsplit(one) for one in
                           (what["request"]["url"], what["documentURL"]))
            if asked.scheme in ("http", "https") and asked.netloc != page.netloc:
                found.append(f"{page.geturl()} asks {asked.geturl()}")
        elif event["method"] == "Network.responseReceived":
            answer = what["response"]
            if answer["status"] >= 400 and what["type"] in ("Stylesheet", "Script", "Image"):
                found.append(f"{answer['url']}: {answer['status']}")
    return found
