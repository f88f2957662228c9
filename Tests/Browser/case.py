"""What journeys have in common: one server for all, an account and an order for each."""
import itertools
import os
import unittest

from bench import Browser, Server

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
        return browser
