// Draws the curves of the board from the table beneath them, which tells the same without a script.

const page = document.querySelector("[data-live]");
const figures = [...document.querySelectorAll("canvas[data-columns]")];

if (page && window.Chart && figures.length) {
  const charts = figures.map(draw);
  // A new table is drawn into the charts that are there.
  new MutationObserver(() => charts.forEach(fill)).observe(page, { childList: true, subtree: true });
}

function draw(canvas) {
  const look = getComputedStyle(document.documentElement);
  const [ink, line] = [look.getPropertyValue("--ink-3").trim(), look.getPropertyValue("--line").trim()];
  const ticks = { color: ink, maxRotation: 0, autoSkipPadding: 24 };
  const chart = new Chart(canvas, {
    type: "line",
    data: { labels: [], datasets: [] },
    options: {
      animation: false, maintainAspectRatio: false, interaction: { mode: "index", intersect: false },
      scales: {
        x: { ticks, grid: { display: false } },
        y: {
          type: canvas.dataset.scale, ticks, grid: { color: line },
          beginAtZero: true, title: { display: true, text: canvas.dataset.unit, color: ink },
        },
      },
      plugins: { legend: { align: "start", labels: { color: ink, boxHeight: 0 } } },
    },
  });
  fill(chart);
  return chart;
}

function fill(chart) {
  const table = document.getElementById("pulse-rows");
  const rows = table ? [...table.tBodies[0].rows].reverse() : [];
  const look = getComputedStyle(document.documentElement);
  const colours = ["--accent", "--available"].map((name) => look.getPropertyValue(name).trim());
  chart.data.labels = rows.map((row) => row.cells[0].textContent);
  // The second is dashed too: colour alone tells nothing.
  chart.data.datasets = chart.canvas.dataset.columns.split(" ").map((column, index) => ({
    label: table?.tHead.rows[0].cells[column].textContent,
    data: rows.map((row) => row.cells[column].dataset.v ?? null),
    borderColor: colours[index], backgroundColor: colours[index], borderDash: index ? [6, 4] : [],
    borderWidth: 2, pointRadius: rows.length > 1 ? 0 : 3, pointHitRadius: 8,
  }));
  chart.update();
}
