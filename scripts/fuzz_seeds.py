"""What the fuzz targets begin with beside their corpora: examples of the pages, the files that are shipped,
and the golden bytes of tests."""
import json
import re

import yaml

YAML_TARGETS = ["policy", "mapping", "event-mapping", "connector"]
JSON_TARGETS = ["json", "event", "merchant-event", "batch-lines"]
BLOCK = re.compile(r"^```(\w*)\n([\s\S]*?)^```", re.M)
SWIFT_TEXT = re.compile(r'"""\n([\s\S]*?)\n *"""')
SWIFT_LITERAL = re.compile(r'"""\n([\s\S]*?)"""|"((?:[^"\\\n]|\\.)*)"')
BATCH_HEADER = bytes.fromhex("534c42430001000000000001")
RESULTS_MAGIC = b"SLBR"


def seeds(root):
    """Seeds by the names of targets; each target has some."""
    documents = json_documents(root)
    texts = yaml_texts(root)
    journal = [data for data in hexadecimal(root, "SluiceCoreTests") if data[0] <= 3]
    batch = hexadecimal(root, "SluiceAPITests")
    found = {name: documents for name in JSON_TARGETS} | {name: texts for name in YAML_TARGETS}
    found["batch"] = [BATCH_HEADER + data for data in batch] + batch
    found["batch-result"] = [data for data in batch if data.startswith(RESULTS_MAGIC)]
    found["journal"] = journal
    found["state"] = list(records(root))
    return found


def json_documents(root):
    """Blocks of the pages and their lines, texts of tests, examples of the reference."""
    found = []
    for page in sorted(root.glob("docs/**/*.md")):
        for language, text in BLOCK.findall(page.read_text("utf-8")):
            found += [text] if language == "json" else re.findall(r"\{.*\}", text)
    for source in sorted(root.glob("Tests/SluiceAPITests/*.swift")):
        joined = [outdented(text).replace("\\\n", "").replace("\\r", "\r")
                  for text in SWIFT_TEXT.findall(source.read_text("utf-8"))]
        found += [text for text in joined if text.startswith(("{", "["))]
    openapi = root / "docs/reference/openapi.yaml"
    for example in examples_in(yaml.safe_load(openapi.read_text("utf-8"))):
        isText = isinstance(example, str)
        found.append(example if isText else json.dumps(example, default=str, ensure_ascii=False))
    return [text.encode() for text in dict.fromkeys(found)]


def examples_in(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "example":
                yield inner
            yield from examples_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from examples_in(inner)


def yaml_texts(root):
    """Files and pages, and what stands in the sources as text."""
    program = root / "Sources/sluice"
    found = [path.read_text("utf-8") for path in sorted(program.glob("**/*.yaml"))]
    for page in sorted(root.glob("docs/**/*.md")):
        found += [text for language, text in BLOCK.findall(page.read_text("utf-8"))
                  if language in ("yaml", "yml")]
    for source in [program / "Policy/ShippedPolicies.swift",
                   program / "Connectors/ShippedConnector.swift",
                   *sorted(root.glob("Tests/SluiceCLITests/**/*File*Tests.swift")),
                   root / "Tests/SluiceAPITests/ConnectorTests.swift"]:
        found += [outdented(text) for text in SWIFT_TEXT.findall(source.read_text("utf-8"))]
    return [text.encode() for text in dict.fromkeys(found)]


def outdented(text):
    lines = text.split("\n")
    width = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[width:] for line in lines) + "\n"


def hexadecimal(root, tests):
    """The literals of a test target that are bytes in hexadecimal digits."""
    found = []
    for source in sorted((root / "Tests" / tests).glob("*.swift")):
        for several, one in SWIFT_LITERAL.findall(source.read_text("utf-8")):
            digits = re.sub(r"[\s\\]", "", several or one)
            if len(digits) >= 16 and len(digits) % 2 == 0 and re.fullmatch("[0-9a-fA-F]+", digits):
                found.append(bytes.fromhex(digits))
    return found


def records(root):
    """The golden images of records, each as a snapshot has it: kind, length, image."""
    declared = (root / "Sources/SluiceCore/Ledger/Ledger+Records.swift").read_text("utf-8")
    kinds = {name: int(number) for name, number in re.findall(r"case (\w+) = (\d+)$", declared, re.M)}
    for source in sorted((root / "Tests/SluiceCoreTests").glob("Golden*.swift")):
        text = re.sub(r"\\\n *", "", source.read_text("utf-8"))
        for name, digits in re.findall(r"^ +(\w+) ((?:[0-9a-f]{2})+)$", text, re.M):
            image = bytes.fromhex(digits)
            yield bytes([kinds[name]]) + varint(len(image)) + image


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])
