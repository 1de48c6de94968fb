import type { GrowthReport } from "../parts/growth.ts";

const WIDTH = 840;
const HEIGHT = 420;
const LEFT = 56;
const RIGHT = 500;
const TOP = 24;
const BOTTOM = 380;
const LEGEND_PITCH = 22;
const COLOURS = ["#2563eb", "#059669", "#d97706", "#dc2626", "#7c3aed", "#0891b2", "#64748b"];
const DASHES = ["", "6 3"];

/** A picture (SVG 1.1) of what each operation takes as rows become more; both axes are logarithmic. */
export function drawGrowth(reports: readonly GrowthReport[]): string {
  const figures = reports.flatMap((report) => report.figures);
  const times = figures.map(({ milliseconds }) => milliseconds);
  const placeRows = createScale(
    figures.map(({ rows }) => rows),
    LEFT,
    RIGHT,
  );
  const placeTime = createScale(roundOut(times), BOTTOM, TOP);
  const lines = reports.map((report, index) => drawLine(report, index, placeRows, placeTime));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">
<title>Time of each stored operation by the number of rows</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${drawAxes(reports, roundOut(times), placeRows, placeTime)}
${lines.join("\n")}
</svg>
`;
}

type Scale = (value: number) => number;

function createScale(values: readonly number[], from: number, to: number): Scale {
  const [least, most] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  return (value) => Math.round(from + ((Math.log10(value) - least) / (most - least || 1)) * (to - from));
}

/** The powers of ten around `values`. */
function roundOut(values: readonly number[]): number[] {
  const least = Math.floor(Math.log10(Math.min(...values)));
  const most = Math.ceil(Math.log10(Math.max(...values)));
  return Array.from({ length: most - least + 1 }, (_item, index) => 10 ** (least + index));
}

function drawAxes(
  reports: readonly GrowthReport[],
  times: readonly number[],
  placeRows: Scale,
  placeTime: Scale,
): string {
  const columns = (reports[0]?.figures ?? []).map(
    ({ rows }) =>
      `<text x="${placeRows(rows)}" y="${BOTTOM + 20}" text-anchor="middle" fill="#334155">${rows.toLocaleString("en")}</text>`,
  );
  const levels = times.map(
    (time) =>
      `<line x1="${LEFT}" x2="${RIGHT}" y1="${placeTime(time)}" y2="${placeTime(time)}" stroke="#e2e8f0"/><text x="${LEFT - 8}" y="${placeTime(time) + 4}" text-anchor="end" fill="#334155">${time} ms</text>`,
  );
  return [...levels, ...columns].join("\n");
}

function drawLine(
  { operation, figures, ratio }: GrowthReport,
  index: number,
  placeRows: Scale,
  placeTime: Scale,
): string {
  const colour = COLOURS[index % COLOURS.length];
  const dash = DASHES[Math.floor(index / COLOURS.length) % DASHES.length];
  const style = `stroke="${colour}" stroke-width="2" fill="none" stroke-dasharray="${dash}"`;
  const points = figures.map(({ rows, milliseconds }) => `${placeRows(rows)},${placeTime(milliseconds)}`).join(" ");
  const y = TOP + 8 + index * LEGEND_PITCH;
  return `<polyline points="${points}" ${style}/><line x1="${RIGHT + 16}" x2="${RIGHT + 36}" y1="${y}" y2="${y}" ${style}/><text x="${RIGHT + 42}" y="${y + 4}" fill="#0f172a">${operation} (${ratio.toFixed(1)}×)</text>`;
}
