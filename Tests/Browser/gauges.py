"""What is measured of a page: how soon it is there, how much it loads, how it scrolls."""
import gzip
import statistics
import threading

from bench import wait

# Notes when the page's stream is open: from then on it lives.
OPENED = """
    window.EventSource = class extends EventSource {
      constructor(...how) {
        super(...how);
        this.addEventListener("open", () => { window.openedAt ??= performance.now(); });
      }
    };"""
LOADED = """
    const [way] = performance.getEntriesByType("navigation");
    const isLive = document.getElementById("live") !== null;
    if (!way.loadEventEnd || isLive && !window.openedAt) return null;
    return { answered: way.responseEnd, interactive: way.domContentLoadedEventEnd, loaded: way.loadEventEnd,
             live: isLive ? window.openedAt : null };"""
# All a page consists of, as its server sent it.
PIECES = """
    const done = arguments[0];
    const files = performance.getEntriesByType("resource")
      .filter((one) => /[.](css|js|svg)$/.test(one.name)).map((one) => one.name);
    const icon = document.querySelector("link[rel=icon]").href;
    Promise.all([...new Set([...files, icon])].map(async (name) =>
      [name, await (await fetch(name)).text()]))
      .then((pieces) => done([["page", document.documentElement.outerHTML], ...pieces]));"""
# Scrolls to the end as a wheel does, and notes how long each frame took.
SCROLL = """
    const done = arguments[0];
    const times = [];
    let last = performance.now();
    scrollTo(0, 0);
    requestAnimationFrame(function frame(now) {
      times.push(now - last);
      last = now;
      const before = scrollY;
      scrollBy(0, 240);
      if (scrollY > before || times.length < 30) requestAnimationFrame(frame);
      else done(times.slice(2));
    });"""


def loads(browser, open_page, times):
    """How long each of several visits takes, in milliseconds, nothing being kept from the one before."""
    browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": OPENED})
    found = []
    for _ in range(times):
        browser.driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        open_page()
        found.append(wait(lambda: browser.driver.execute_script(LOADED), "the page is loaded"))
    return {what: [one[what] for one in found if one[what] is not None]
            for what in ("answered", "interactive", "loaded", "live")}


def weight(browser):
    """Bytes of a first visit, as they are and by gzip; Chart.js apart."""
    pieces = browser.driver.execute_async_script(PIECES)
    own = [text.encode() for name, text in pieces if "/chart." not in name]
    return {"bytes": sum(map(len, own)), "gzip": sum(len(gzip.compress(one)) for one in own)}


def scroll(browser):
    frames = sorted(browser.driver.execute_async_script(SCROLL))
    elements = browser.driver.execute_script("return document.querySelectorAll('*').length")
    return {"elements": elements, "frames": len(frames), "median": statistics.median(frames),
            "p95": frames[len(frames) * 95 // 100], "worst": frames[-1]}


def counts(browser):
    """What the page keeps once all that is not needed is gone, and of its nodes those it does not
    show."""
    for _ in range(2):
        browser.driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
    browser.driver.execute_cdp_cmd("Performance.enable", {})
    metrics = browser.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    kept = {one["name"]: int(one["value"]) for one in metrics}
    shown = browser.driver.execute_script("""
        const walker = document.createTreeWalker(document);
        let count = 1;
        while (walker.nextNode()) count++;
        return count;""")
    return {"heap": kept["JSHeapUsedSize"], "nodes": kept["Nodes"],
            "unseen": kept["Nodes"] - shown, "listeners": kept["JSEventListeners"]}


def least_counts(browser):
    """The same, of a page that may be made new just then: it keeps the old one too until that is done."""
    return min((counts(browser) for _ in range(3)), key=lambda one: one["unseen"])


def watch(browser):
    """Counts from now on in `window.looks` how often the page looked, without a rest between; what is as it
    was stays in its place."""
    browser.driver.execute_script("""
        document.getElementById("live").dataset.pause = "0";
        window.looks = 0;
        const fetched = window.fetch;
        window.fetch = (...request) => {
          window.looks++;
          return fetched(...request);
        };""")


def looks(browser):
    return browser.driver.execute_script("return window.looks")


def live(browser, update, updates, points):
    """What the page keeps at some points of its life, while the world moves."""
    watch(browser)
    is_over = threading.Event()

    def move():
        # Somewhat more often than a page looks.
        while not is_over.wait(0.1):
            update()

    mover = threading.Thread(target=move)
    mover.start()
    try:
        found = []
        for point in range(1, points + 1):
            wait(lambda: looks(browser) >= updates * point // points or not mover.is_alive(),
                 "the page looked", deadline_s=3_600, every_s=1)
            assert mover.is_alive(), "the world stands still"
            found.append(least_counts(browser) | {"updates": looks(browser)})
        return found
    finally:
        is_over.set()
        mover.join()
