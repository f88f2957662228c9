"""A server for tests, with a directory and a port of its own."""
import re
import subprocess
import sys
import time
import urllib.request

START_DEADLINE_S = 300
STOP_DEADLINE_S = 300


class Server:
    """A server with a directory and a port of its own, ended by its process id."""

    def __init__(self, binary, folder, *options):
        self.output = folder / "output"
        self.log = folder / "log"
        with open(self.output, "wb") as output, open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [binary, "serve", "--data", folder / "data", "--port", "0", *options],
                stdin=subprocess.DEVNULL, stdout=output, stderr=log)
        self.deadline = time.monotonic() + START_DEADLINE_S

    def fail(self, text):
        log = self.log.read_text("utf-8", "replace").strip().split("\n")
        sys.exit("\n".join([text, *log[-20:]]))

    def wait(self, condition, text):
        while True:
            result = condition()
            if result:
                return result
            if self.process.poll() is not None:
                self.fail(f"the server ended with {self.process.returncode} before: {text}")
            if time.monotonic() > self.deadline:
                self.fail(f"not within {START_DEADLINE_S} s: {text}")
            time.sleep(0.02)

    def printed(self, label):
        pattern = re.compile(rf"^{label}: (\S+)$", re.M)
        found = self.wait(lambda: pattern.search(self.output.read_text("utf-8")), label)
        return found[1]

    def ready(self, url):
        def answers():
            try:
                with urllib.request.urlopen(f"{url}/readyz", timeout=5) as response:
                    return response.status == 200
            except OSError:
                return False
        self.wait(answers, "/readyz answers 200")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_DEADLINE_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode
