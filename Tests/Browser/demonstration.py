"""`sluice demo`, and the ways in that it prints."""
import pathlib
import re
import subprocess
import tempfile

from bench import DEADLINE_S, wait


class Demonstration:
    def __init__(self, binary):
        self.output = tempfile.NamedTemporaryFile(prefix="sluice-demo-")
        self.process = subprocess.Popen([binary, "demo", "--port", "0"], stdout=self.output)

    def told(self, label):
        text = pathlib.Path(self.output.name)
        found = wait(lambda: re.search(rf"^{label}: (\S+)\n", text.read_text(), re.M), label)
        return found[1]

    def close(self):
        """Ends it; its exit code."""
        self.process.terminate()
        code = self.process.wait(DEADLINE_S)
        self.output.close()
        return code
