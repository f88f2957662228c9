"""A lender shows the consumer's page within its own, over TLS; a site that is not named shows nothing."""
import http.server
import pathlib
import ssl
import subprocess
import tempfile
import threading
import unittest

from bench import Server, wait
from case import Case

LENDER, OTHER, ENGINE = "app.lender.example", "other.example", "credit.engine.example"


class Parent(http.server.BaseHTTPRequestHandler):
    """A page of a site, with ours in a frame."""

    frame = ""

    def do_GET(self):
        body = (f"<!doctype html><title>a site</title><h1>{self.headers['Host']}</h1>"
                f'<iframe src="{self.frame}" title="credit" width="400" height="800"></iframe>').encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Embed(Case):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="sluice-embed-")
        cls.addClassCleanup(folder.cleanup)
        chain, key = (pathlib.Path(folder.name, name) for name in ("chain.pem", "key.pem"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
             "-subj", "/CN=example", "-addext",
             "subjectAltName=DNS:*.example,DNS:*.lender.example,DNS:*.engine.example,IP:127.0.0.1",
             "-keyout", key, "-out", chain], check=True, capture_output=True)
        key.chmod(0o600)
        cls.parent = type("Site", (Parent,), {})
        site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), cls.parent)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        site.socket = context.wrap_socket(site.socket, server_side=True)
        threading.Thread(target=site.serve_forever, daemon=True).start()
        cls.addClassCleanup(site.server_close)
        cls.addClassCleanup(site.shutdown)
        cls.port = site.server_port
        cls.server = Server(
            cls.binary, "--tls-certificate", chain, "--tls-key", key,
            "--embed-origins", f"https://{LENDER}:{cls.port}")
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        super().setUp()
        key = self.server.account(self.account)
        self.parent.frame = f"https://{ENGINE}:{self.server.port}/me?token={key}&embed=1"

    def look(self, site):
        # Three names of one machine, whose certificate nobody has signed.
        browser = self.browser(language="en", more=(
            "--host-resolver-rules=MAP *.example 127.0.0.1", "--ignore-certificate-errors"))
        browser.open(f"https://{site}:{self.port}/")
        browser.see(site, "h1")
        browser.driver.switch_to.frame(browser.one("iframe"))
        return browser

    def test_within_the_lenders_page_it_is_shown_and_lives(self):
        browser = self.look(LENDER)
        browser.see("Live", "#live")
        browser.see("¥5,000.00", "#sum .big")
        self.assertFalse(browser.all(".looks, footer form"), "head and way out are the lender's")
        self.server.hold(self.account, self.order)
        browser.see("¥4,700.00", "#sum .big")
        # What a form does stands on the cookie too, which is kept for this site alone.
        browser.click(".card a.btn")
        browser.click("#questions a:last-child")
        browser.click("input[value=cancelled]")
        browser.click("#ask-release button")
        browser.see("is being looked at", "#answer")
        self.assertEqual(browser.driver.execute_script("return document.cookie"), "")
        kept = browser.driver.execute_cdp_cmd("Network.getAllCookies", {})["cookies"]
        self.assertEqual(
            [(one["name"], one["secure"], one["sameSite"], bool(one.get("partitionKey")))
             for one in kept], [("sluice_me_framed", True, "None", True)])

    def test_a_site_that_is_not_named_shows_nothing(self):
        browser = self.look(OTHER)
        wait(lambda: "chrome-error:" in browser.driver.execute_script("return location.href"),
             "the browser refuses the frame")
        self.assertNotIn("¥", browser.text())
        self.assertIn("frame-ancestors", " ".join(self.refused(browser)))

    def refused(self, browser):
        return wait(browser.complaints, "the console says why")


if __name__ == "__main__":
    unittest.main()
