"""Goes through a page with the Tab key alone."""

# What is to be reached, in the order of the page: of radio buttons with one name the chosen or the first.
STOPS = """
    const all = [...document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, iframe, [tabindex]")].filter((one) =>
        one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.checkVisibility());
    window.stops = all.filter((one) => {
      if (one.type !== "radio") return true;
      const group = all.filter((other) => other.type === "radio" && other.name === one.name);
      return one === (group.find((other) => other.checked) ?? group[0]);
    });
    // From the top, wherever the focus was.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
    return window.stops.map((one) =>
      one.getAttribute("aria-label") || one.textContent.trim() || one.id);"""
# Where the focus is: its place in the list, and what is wrong with how it shows.
PLACE = """
    const one = document.activeElement;
    if (one === document.body) return null;
    const look = getComputedStyle(one);
    const faults = [];
    if (!one.matches(":focus-visible")) faults.push("the focus is not shown");
    if (look.outlineStyle === "none" || parseFloat(look.outlineWidth) < 2) faults.push("no outline");
    const box = one.getClientRects()[0];
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (!hit || !(one.contains(hit) || hit.contains(one))) faults.push("it is not to be seen");
    return [window.stops.indexOf(one), faults];"""


SHIFT = 8


def tab(browser, modifiers):
    """Presses the key where the focus is, and looks where it came to: nowhere, or its place and faults."""
    for type in ("rawKeyDown", "keyUp"):
        browser.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {
            "type": type, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9,
            "modifiers": modifiers})
    return browser.driver.execute_script(PLACE)


def walk(browser):
    """What Tab reaches on the page, by name, all of it in the order of the page, and back again."""
    names = browser.driver.execute_script(STOPS)
    places = range(len(names))
    for modifiers, way in ((0, places), (SHIFT, reversed(places))):
        for place in way:
            at, faults = tab(browser, modifiers) or (None, [])
            assert at == place, f"not {names[place]!r} has the focus, but {named(browser, at)}"
            assert not faults, f"{names[place]!r}: {faults}"
        if modifiers == 0:
            left = tab(browser, 0)
            assert left is None, f"the focus does not leave the page, but is on {left}"
    return names


def named(browser, at):
    return at and browser.driver.execute_script("return document.activeElement.outerHTML.slice(0, 200)")
