"""A server, a browser, and what journeys do with the two."""
import http.client
import importlib.util
import itertools
import json
import os
import pathlib
import re
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

DEADLINE_S = 300

# The engine alone of the package, whose browser we do not use.
AXE = pathlib.Path(
    importlib.util.find_spec("axe_playwright_python").submodule_search_locations[0], "axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def wait(condition, text, deadline_s=DEADLINE_S, every_s=0.02):
    """Waits for a condition rather than for a time; the text says what was waited for."""
    end = time.monotonic() + deadline_s
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"not within {deadline_s} s: {text() if callable(text) else text}")
        time.sleep(every_s)


class Server:
    """`sluice serve` with a directory of its own, on one port over its restarts."""

    flags = ()
    variables = {}

    def __init__(self, binary, *flags):
        self.binary = binary
        self.flags += flags
        self.folder = tempfile.TemporaryDirectory(prefix="sluice-browser-")
        self.home = pathlib.Path(self.folder.name)
        self.port = 0
        self.ids = itertools.count(1)
        standard = subprocess.run(
            [binary, "policy", "show", "--standard"], capture_output=True, text=True, check=True)
        # Of the standard policy nothing but that a decision at the desk may be taken back.
        policy, changes = re.subn(
            "(?m)^  unlock: .*", r"\g<0>\n  undo_within: 60s", standard.stdout)
        assert changes == 1, standard.stdout
        self.policy = self.home / "policy.yaml"
        self.policy.write_text(self.edited(policy), "utf-8")
        self.start()

    def edited(self, policy):
        return policy

    def start(self):
        self.output = self.home / "output"
        with open(self.output, "wb") as output, open(self.home / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve", "--data", self.home / "data", "--port", str(self.port),
                 "--policy", self.policy, *self.flags],
                stdin=subprocess.DEVNULL, stdout=output, stderr=log,
                env=os.environ | self.variables)
        self.url = self.printed("address")
        place = urllib.parse.urlsplit(self.url)
        self.port, self.is_secure = place.port, place.scheme == "https"
        if not hasattr(self, "key"):
            self.key = self.printed("api key")
        wait(self.is_ready, "the server is ready")

    def printed(self, label):
        pattern = re.compile(rf"^{label}: (\S+)$", re.M)
        return wait(lambda: pattern.search(self.output.read_text("utf-8")), label)[1]

    def is_ready(self):
        try:
            return self.send("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def stop(self):
        self.process.terminate()
        self.process.wait(DEADLINE_S)

    def close(self):
        if self.process.poll() is None:
            self.stop()
        self.folder.cleanup()

    def send(self, method, path, body=None, type="application/json", key=None):
        connection = self.connect()
        headers = {"Authorization": f"Bearer {key or getattr(self, 'key', '')}"}
        if body is not None:
            headers["Content-Type"] = type
            body = json.dumps(body).encode()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def connect(self):
        if self.is_secure:
            # The certificate is one of our own, made for one journey.
            return http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=DEADLINE_S,
                context=ssl._create_unverified_context())
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_S)

    def post(self, path, body, type="application/json"):
        status, text = self.send("POST", path, body, type)
        assert status < 300, f"{path}: {status} {text}"
        return json.loads(text)

    def new_key(self, role, name, *more):
        made = subprocess.run(
            [self.binary, "keys", "create", "--data", self.home / "data", "--role", role,
             "--name", name, *more], capture_output=True, text=True, check=True)
        key = re.search(r"sk_\w+", made.stdout)[0]
        # A running server sees a new key within a second, and at once where keys are listed.
        assert self.send("GET", "/v1/keys")[0] == 200
        return key

    # What happens in the world.

    def account(self, account, limit=500_000, currency="CNY"):
        self.post("/v1/accounts", {"id": account, "currency": currency, "limit": limit})
        return self.new_key("consumer", f"of {account}", "--account", account)

    def hold(self, account, hold, amount=30_000, merchant="南街书店", **more):
        return self.post("/v1/holds", {
            "id": hold, "account": account, "amount": amount, "currency": "CNY",
            "order": {"merchant": merchant, "number": hold}} | more)

    def fact(self, word, order, merchant="南街书店", **more):
        return self.post("/v1/order-events", {
            "specversion": "1.0", "id": f"f{next(self.ids)}", "source": "shop/orders",
            "type": f"sluice.order.{word}",
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.now())),
            "data": {"merchant": merchant, "order": order} | more}, "application/cloudevents+json")

    def ask(self, hold, merchant="南街书店", **more):
        """Somebody asks for a release."""
        return self.post(
            f"/v1/holds/{urllib.parse.quote(hold, safe='')}/release-requests?merchant="
            + urllib.parse.quote(merchant, safe=""),
            {"id": "r1", "reason": "CUSTOMER_REQUEST"} | more)

    def now(self):
        return time.time()


class Relay:
    """Stands between a browser and a server, so that connections can be cut."""

    def __init__(self, port):
        self.target = port
        self.is_cut = False
        self.open = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.take, daemon=True).start()

    def take(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.is_cut:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.target))
            self.open += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.pass_on, args=(source, sink), daemon=True).start()

    @staticmethod
    def pass_on(source, sink):
        try:
            while part := source.recv(65_536):
                sink.sendall(part)
        except OSError:
            pass
        for end in (source, sink):
            end.close()

    def cut(self):
        self.is_cut = True
        for end in self.open:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.open = []

    def mend(self):
        self.is_cut = False

    def close(self):
        self.listener.close()
        self.cut()


class Browser:
    """Headless Chromium at one width."""

    def __init__(self, width=390, language="zh", dark=False, scripts=True, more=(), heard=True):
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                         f"--lang={language}", *more):
            options.add_argument(argument)
        options.add_experimental_option("prefs", {
            "intl.accept_languages": language,
            # What a browser does that takes privacy seriously.
            "profile.cookie_controls_mode": 1,
            "profile.managed_default_content_settings.javascript": 1 if scripts else 2})
        logs = {"browser": "ALL"} | ({"performance": "ALL"} if heard else {})
        options.set_capability("goog:loggingPrefs", logs)
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.width = width
        self.size(900)
        self.theme(dark)

    def size(self, height):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": self.width, "height": height, "deviceScaleFactor": 1,
            "mobile": self.width < 500})

    def theme(self, dark):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def close(self):
        self.driver.quit()

    def open(self, url):
        self.driver.get(url)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return wait(lambda: (self.all(selector) or [None])[0], f"there is {selector}")

    def click(self, selector):
        """Clicks what is there now: where much happens, what was found a moment ago was replaced."""
        wait(lambda: self.driver.execute_script(
            "const one = document.querySelector(arguments[0]); one?.click(); return Boolean(one)",
            selector), f"there is {selector}")

    def text(self, selector="body"):
        # An element may be replaced while it is read.
        return self.driver.execute_script(
            "return document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def see(self, text, selector="body"):
        wait(lambda: text in self.text(selector),
             lambda: f"'{text}' in {selector}, which has: {self.text(selector)}")

    def see_no(self, text, selector="body"):
        wait(lambda: text not in self.text(selector), f"no '{text}' in {selector}")

    def press(self, keys):
        self.driver.switch_to.active_element.send_keys(keys)

    def complaints(self):
        """What the browser's console has against the page: errors, refused scripts and styles. What an
        answer's status was is no error of the page."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["source"] != "network" and entry["level"] == "SEVERE"
                or "Content Security Policy" in entry["message"]]

    def violations(self):
        """What axe finds against WCAG 2.2 A and AA, a line each."""
        # Handed over by the driver, past the page's policy.
        self.driver.execute_script(AXE.read_text("utf-8"))
        found = self.driver.execute_async_script("""
            const [rules, done] = arguments;
            axe.run({runOnly: {type: "tag", values: rules}})
                .then(done, (error) => done({failed: String(error)}));""", RULES)
        assert "failed" not in found, found
        return [f"{one['id']}: {node['html'][:120]}"
                for one in found["violations"] for node in one["nodes"]]

    def shoot(self, path, most=8_000):
        self.size(900)
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        self.size(min(height, most))
        self.driver.save_screenshot(str(path))
        self.size(900)
