import type { Report, Row, WorkloadReport } from "./report.ts";

const WIDTH = 760;
const LABEL_WIDTH = 200;
const BAR_WIDTH = 460;
const BAR_HEIGHT = 16;
const BAR_PITCH = 22;
const GROUP_GAP = 34;
const COLOURS = ["#2563eb", "#94a3b8", "#f59e0b", "#d97706", "#cbd5e1"];

/** A picture (SVG 1.1) of the requests per second of each competitor, as a share of the most under each workload. */
export function drawRatios({ workloads }: Report): string {
  let y = 16;
  const groups = workloads.map((workload) => {
    const group = drawWorkload(workload, y);
    y += workload.rows.length * BAR_PITCH + GROUP_GAP;
    return group;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, sans-serif" font-size="12">
<title>Requests per second by workload</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${groups.join("\n")}
</svg>
`;
}

function drawWorkload({ workload, rows }: WorkloadReport, top: number): string {
  const most = Math.max(...rows.map(({ requestsPerSecond }) => requestsPerSecond));
  const bars = rows.map((row, index) => drawBar(row, index, top + 8 + index * BAR_PITCH, most));
  return [`<text x="8" y="${top}" font-weight="600" fill="#0f172a">${workload}</text>`, ...bars].join("\n");
}

function drawBar(row: Row, index: number, y: number, most: number): string {
  const width = Math.max(1, Math.round((row.requestsPerSecond / most) * BAR_WIDTH));
  const rate = Math.round(row.requestsPerSecond).toLocaleString("en");
  const label = row.ratio === 1 ? `${rate}/s` : `${rate}/s (this router: ${row.ratio.toFixed(1)}×)`;
  const middle = y + BAR_HEIGHT - 4;
  const isInside = width > BAR_WIDTH / 2;
  const place = isInside ? `x="${LABEL_WIDTH + width - 6}" text-anchor="end"` : `x="${LABEL_WIDTH + width + 6}"`;
  return `<text x="${LABEL_WIDTH - 8}" y="${middle}" text-anchor="end" fill="#334155">${row.competitor}</text><rect x="${LABEL_WIDTH}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="2" fill="${COLOURS[index % COLOURS.length]}"/><text ${place} y="${middle}" fill="${isInside && index === 0 ? "#ffffff" : "#0f172a"}">${label}</text>`;
}
