// Draws the curves of the board from the table beneath them, which tells the same without a script.

const page = document.querySelector("[data-live]");
const figures = [...document.querySelectorAll("canvas[data-columns]")];

if (page && window.Chart && figures.length) {
  const charts = figures.map(draw);
  const fillAll = () => charts.forEach(fill);
  // A new table is drawn into the charts that are there, and the same in the colours of another theme.
  new MutationObserver(fillAll).observe(page, { childList: true, subtree: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", fillAll);
}

function draw(canvas) {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  const ticks = { maxRotation: 0, autoSkipPadding: 24 };
  const chart = new Chart(canvas, {
    type: "line",
    data: { labels: [], datasets: [] },
    options: {
      animation: false, maintainAspectRatio: false, interaction: { mode: "index", intersect: false },
      scales: {
        x: { ticks: { ...ticks }, grid: { display: false } },
        y: {
          type: canvas.dataset.scale, ticks: { ...ticks }, beginAtZero: true,
          title: { display: true, text: canvas.dataset.unit },
        },
      },
      plugins: { legend: { align: "start", labels: { boxHeight: 0 } } },
    },
  });
  fill(chart);
  return chart;
}

function fill(chart) {
  const table = document.getElementById("pulse-rows");
  const rows = table ? [...table.tBodies[0].rows].reverse() : [];
  const look = getComputedStyle(document.documentElement);
  const colour = (name) => look.getPropertyValue(name).trim();
  const { scales: { x, y }, plugins: { legend } } = chart.options;
  for (const one of [x.ticks, y.ticks, y.title, legend.labels]) one.color = colour("--ink-3");
  y.grid = { color: colour("--line") };
  legend.display = rows.length > 0;
  const colours = ["--accent", "--available"].map(colour);
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
