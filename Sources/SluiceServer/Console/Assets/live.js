// Keeps a page as it is now: follows its events and, when one concerns it, fetches the page's own
// fragment. One way of rendering only: the server's.

const line = document.getElementById("live");
const page = document.querySelector("[data-live]");

const backMs = 10000;

if (line && page && "EventSource" in window) follow();

function follow() {
  let newest = page.dataset.after;
  let fetching = false;
  let again = false;
  let wasLost = false;
  let word = line.dataset.on;

  const clock = () => new Date().toLocaleTimeString("en-GB",
    { hour12: false, timeZone: line.dataset.zone || undefined });
  const say = (text, isLost) => {
    line.textContent = text.replace("{time}", clock());
    line.classList.toggle("off", isLost);
  };

  const stream = new URL(line.dataset.stream, location.href);
  stream.searchParams.set("after", newest);
  const source = new EventSource(stream);
  source.onopen = () => {
    word = wasLost ? line.dataset.back : line.dataset.on;
    say(word, false);
    if (wasLost) { refresh(); setTimeout(settle, backMs); }
    wasLost = false;
  };
  source.onmessage = (event) => {
    newest = event.lastEventId || newest;
    refresh();
  };
  source.onerror = () => {
    if (!wasLost) say(line.dataset.off, true);
    wasLost = true;
    // A stream that is refused is not tried again by the browser: the page says why, unless somebody
    // writes in it.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => {
      if (!isWritten(page)) open();
    }, 30000 + Math.random() * 30000);
  };
  // That the line is back is said long enough to be read, whatever happens meanwhile.
  function settle() {
    word = line.dataset.on;
    if (!wasLost) say(word, false);
  }
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // The page anew, which is not always where it was answered: a form may have led here.
  function open() {
    const whole = new URL(line.dataset.fragment, location.href);
    whole.searchParams.delete("fragment");
    location.replace(whole);
  }

  async function refresh() {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      do {
        again = false;
        const url = new URL(line.dataset.fragment, location.href);
        url.searchParams.set("seen", newest);
        const answer = await fetch(url, { credentials: "same-origin" });
        if (answer.status === 401 || answer.redirected) { open(); return; }
        if (!answer.ok) throw new Error(answer.status);
        take(await answer.text());
        if (!wasLost) say(word, false);
        await new Promise((done) => setTimeout(done, Number(line.dataset.pause)));
      } while (again);
    } catch {
      // The next event, or the stream's return, tries again.
    } finally {
      fetching = false;
    }
  }
}

// Puts what changed in place of what was, piece by piece, so that focus and opened details stay.
function take(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const ids = new Set([...fresh.content.children].map((one) => one.id));
  for (const one of [...page.children]) {
    if (!one.id || !ids.has(one.id)) one.remove();
  }
  const old = new Map([...page.children].map((one) => [one.id, one]));
  let at = page.firstElementChild;
  for (const one of [...fresh.content.children]) {
    const known = old.get(one.id);
    const kept = known && keeps(known, one) ? known : one;
    if (known && kept !== known) {
      if (at === known) at = known.nextElementSibling;
      carryOver(known, one);
    } else if (!known) {
      one.classList.add("changed");
    }
    if (kept === at) at = at.nextElementSibling;
    else page.insertBefore(kept, at);
  }
}

// Whether a piece stays: it is the same, somebody wrote in it, or a script draws in it.
function keeps(known, fresh) {
  if ("keep" in known.dataset || isWritten(known)) return true;
  const copy = known.cloneNode(true);
  copy.classList.remove("changed");
  for (const one of copy.querySelectorAll("details[open]")) one.removeAttribute("open");
  for (const one of copy.querySelectorAll("[aria-selected]")) one.removeAttribute("aria-selected");
  return copy.outerHTML === fresh.outerHTML;
}

function isWritten(known) {
  const active = document.activeElement;
  if (known.contains(active) && active.matches("input, textarea, select")) return true;
  return [...known.querySelectorAll("input, textarea")].some((one) =>
    ["radio", "checkbox"].includes(one.type)
      ? one.checked !== one.defaultChecked : one.value !== one.defaultValue);
}

function carryOver(known, fresh) {
  const active = known.contains(document.activeElement) && document.activeElement;
  const find = (id) => id && fresh.querySelector("#" + CSS.escape(id));
  for (const one of known.querySelectorAll("details[open]")) find(one.id)?.setAttribute("open", "");
  const selected = known.querySelector("[aria-selected]");
  find(selected?.id)?.setAttribute("aria-selected", "true");
  const next = active && (find(active.id)
    ?? find(active.closest("[data-row]")?.id)?.querySelector(`[data-key="${active.dataset.key}"]`));
  fresh.classList.add("changed");
  known.remove();
  if (next) queueMicrotask(() => next.focus());
}
