// Works a list by keyboard: J and K move, any other letter presses the button that is marked with it,
// in the row at hand or else on the page. "/" goes to the search.

const rows = () => [...document.querySelectorAll("[data-row]")];

function select(row) {
  for (const one of rows()) one.removeAttribute("aria-selected");
  if (!row) return;
  row.setAttribute("aria-selected", "true");
  row.querySelector("button")?.focus();
  row.scrollIntoView({ block: "nearest" });
}

const selected = () => rows().find((row) => row.hasAttribute("aria-selected")
  || row.contains(document.activeElement));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (key === "/") {
    const search = document.getElementById("q");
    if (search) { event.preventDefault(); search.focus(); }
    return;
  }
  if (key === "j" || key === "k") {
    const all = rows();
    const at = all.indexOf(selected());
    event.preventDefault();
    select(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + (key === "j" ? 1 : -1)))]);
    return;
  }
  if (!/^[a-z]$/.test(key)) return;
  const place = selected() ?? document.getElementById("done");
  const button = place?.querySelector(`[data-key="${key}"]`)
    ?? document.querySelector(`#done [data-key="${key}"]`);
  if (button) { event.preventDefault(); button.click(); }
});
