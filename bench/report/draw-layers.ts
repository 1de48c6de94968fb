import { LAYERS, type Layer } from "../layers/layers.ts";
import type { LayerRow } from "../parts/layers.ts";

const WIDTH = 1000;
const LABEL_WIDTH = 190;
const BAR_WIDTH = 520;
const BAR_HEIGHT = 18;
const BAR_PITCH = 26;
const GROUP_GAP = 12;
const TOP = 16;
const LEGEND_PITCH = 20;
const COLOURS: Readonly<Record<Layer, string>> = {
  "Node: HTTP, sockets, timers": "#1e3a8a",
  "Fastify, hooks, limits": "#2563eb",
  "log, metrics, traces": "#60a5fa",
  "tokens, signatures": "#bae6fd",
  "Apollo Server": "#7c3aed",
  "graphql-js, loaders": "#c084fc",
  "engine, router": "#be185d",
  undici: "#f472b6",
  resolvers: "#fbcfe8",
  Prisma: "#b45309",
  SQLite: "#f59e0b",
  garbage: "#475569",
  "native, system": "#94a3b8",
  "other threads": "#cbd5e1",
};

/** A picture (SVG 1.1) of what each process spends on a request, layer by layer. */
export function drawLayers(rows: readonly LayerRow[]): string {
  const most = Math.max(...rows.map(addUp));
  let y = TOP;
  const bars = rows.map((row, index) => {
    if (index > 0) y += BAR_PITCH + (rows[index - 1]?.workload === row.workload ? 0 : GROUP_GAP);
    return drawBar(row, y, most);
  });
  const height = Math.max(y + BAR_PITCH, LAYERS.length * LEGEND_PITCH) + TOP;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">
<title>Processor time of a request by process and layer</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${bars.join("\n")}
${LAYERS.map(drawLegend).join("\n")}
</svg>
`;
}

function drawBar(row: LayerRow, y: number, most: number): string {
  const scale = (time: number) => Math.round((time / most) * BAR_WIDTH);
  let before = 0;
  const parts = LAYERS.map((layer) => {
    const time = row.times[layer] ?? 0;
    const x = LABEL_WIDTH + scale(before);
    before += time;
    return `<rect x="${x}" y="${y}" width="${LABEL_WIDTH + scale(before) - x}" height="${BAR_HEIGHT}" fill="${COLOURS[layer]}"/>`;
  });
  const middle = y + BAR_HEIGHT - 5;
  return `<text x="${LABEL_WIDTH - 8}" y="${middle}" text-anchor="end" fill="#334155">${row.workload}: ${row.process}</text>${parts.join("")}<text x="${LABEL_WIDTH + scale(before) + 6}" y="${middle}" fill="#0f172a">${Math.round(before)} µs</text>`;
}

function drawLegend(layer: Layer, index: number): string {
  const y = TOP + index * LEGEND_PITCH;
  return `<rect x="${WIDTH - 190}" y="${y}" width="12" height="12" fill="${COLOURS[layer]}"/><text x="${WIDTH - 172}" y="${y + 10}" fill="#334155">${layer}</text>`;
}

function addUp({ times }: LayerRow): number {
  return Object.values(times).reduce((sum, time) => sum + time, 0);
}
