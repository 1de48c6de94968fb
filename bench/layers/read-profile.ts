import { existsSync, readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findLayer, type Layer } from "./layers.ts";

/** As V8 writes it (Chrome DevTools Protocol, Profiler.Profile). Moments are microseconds of the system's steady clock. */
interface Profile {
  readonly startTime: number;
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[];
}

/** A span of the system's steady clock, in microseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type LayerTimes = ReadonlyMap<Layer, number>;

/** Reads the profile of a process's main thread in `folder`. @returns what it did in each span, in microseconds */
export function readProfile(folder: string, processId: number, spans: readonly Span[]): LayerTimes[] {
  const file = readdirSync(folder).find((name) => name.includes(`.${processId}.0.`));
  if (file === undefined) throw new Error(`process ${processId} has left no profile`);
  const profile = JSON.parse(readFileSync(join(folder, file), "utf8")) as Profile;
  const layers = findLayers(profile.nodes);
  return spans.map((span) => addUpSamples(profile, span, layers));
}

/** The layer of each node, null for one that is none, such as idling. */
function findLayers(nodes: readonly ProfileNode[]): Map<number, Layer | null> {
  const maps = new Map<string, SourceMap | null>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const layers = new Map<number, Layer | null>();
  const visit = (node: ProfileNode, ofCaller: Layer | null) => {
    const { functionName } = node.callFrame;
    const isNone = functionName === "(root)" || functionName === "(idle)";
    const layer = isNone
      ? null
      : (findLayer(functionName, findSource(node.callFrame, maps)) ?? ofCaller ?? "native, system");
    layers.set(node.id, layer);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) visit(child, layer);
    }
  };
  const [root] = nodes;
  if (root !== undefined) visit(root, null);
  return layers;
}

function findSource(
  { url, lineNumber, columnNumber }: ProfileNode["callFrame"],
  maps: Map<string, SourceMap | null>,
): string {
  if (!url.startsWith("file:")) return url;
  const path = fileURLToPath(url);
  const map = maps.get(path) ?? readSourceMap(`${path}.map`);
  maps.set(path, map);
  const entry = map?.findEntry(lineNumber, columnNumber);
  return entry !== undefined && "originalSource" in entry ? entry.originalSource : path;
}

function readSourceMap(path: string): SourceMap | null {
  return existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, "utf8"))) : null;
}

function addUpSamples(
  { startTime, samples, timeDeltas }: Profile,
  { from, to }: Span,
  layers: ReadonlyMap<number, Layer | null>,
): Map<Layer, number> {
  const times = new Map<Layer, number>();
  let moment = startTime;
  for (const [index, sample] of samples.entries()) {
    const delta = timeDeltas[index] ?? 0;
    moment += delta;
    const layer = layers.get(sample);
    if (layer == null || moment < from || moment > to) continue;
    times.set(layer, (times.get(layer) ?? 0) + delta);
  }
  return times;
}
