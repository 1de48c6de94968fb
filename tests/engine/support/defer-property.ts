import { isDeepStrictEqual } from "node:util";
import { type DocumentNode, print } from "graphql";
import { createEngine } from "../../../packages/engine/create-engine.ts";
import { type MergedAnswer, mergeParts } from "../defer/merged-answer.ts";
import { listErrorPlaces } from "./comparison/error-places.ts";
import { createTransport } from "./executors/engine.ts";
import { type Answer, buildAnswerError, type ClientOperation } from "./executors/executor.ts";
import { noFaults } from "./faults/faults.ts";
import { createRandomFaults, FAULT_PROFILES, isForeseeable } from "./faults/random-faults.ts";
import { generateOperation } from "./generator/generate-operation.ts";
import { listInternalFields } from "./model/field-model.ts";
import { buildSupergraphModel, type SupergraphModel } from "./model/supergraph-model.ts";
import { createWorld } from "./model/world.ts";
import { createRandom, hashText } from "./random.ts";
import { DEFER_VARIABLE, sprinkleDefer } from "./sprinkle-defer.ts";
import { createRun, type Run } from "./subgraphs/run.ts";
import type { SupergraphFixture } from "./supergraphs/fixture.ts";

/** Which operations to try: the same seed and index make the same one. */
export interface DeferOptions {
  readonly operations: number;
  readonly seed: string;
  readonly from?: number;
}

/** What was tried. */
export interface DeferTrials {
  readonly findings: readonly string[];
  readonly executions: number;
  /** Executions whose answers had parts, and parts that were null. */
  readonly inParts: number;
  readonly nulls: number;
}

/** How often an operation is answered, each time with other faults. */
const EXECUTIONS = 4;

/**
 * Answers random operations with `@defer` in parts and whole. All parts together must be the whole answer, except that
 * a null stops at its part: then the part's fields are missing, and where the whole answer has the null, or below it,
 * the other parts may have values. Errors must explain the same nulls, and each subgraph must be asked as often.
 */
export async function tryDefer(fixture: SupergraphFixture, options: DeferOptions): Promise<DeferTrials> {
  const { operations, seed, from = 0 } = options;
  const model = buildSupergraphModel(fixture);
  const executors = [createPartsExecutor(model, false), createPartsExecutor(model, true)] as const;
  const findings: string[] = [];
  const count = { executions: 0, inParts: 0, nulls: 0 };
  for (let index = from; index < from + operations; index++) {
    const name = `${seed} ${fixture.name} ${index}`;
    const random = createRandom(name);
    const { drawVariables, ...generated } = generateOperation(model.apiSchema, random);
    const operation = { ...generated, document: sprinkleDefer(generated.document, random) };
    const execute = executors[random.below(2)] ?? executors[0];
    for (let time = 0; time < EXECUTIONS; time++) {
      const trial = draw(model, { name, time, operation, variables: drawVariables(random) });
      const { problem, answer } = await execute(trial);
      count.executions += 1;
      if (answer !== null && answer.deliveries.length > 0) count.inParts += 1;
      count.nulls += answer?.nulls.length ?? 0;
      if (problem === null) continue;
      const { document, variables } = trial.operation;
      findings.push([`${name}, time ${time}`, print(document), JSON.stringify(variables), problem].join("\n"));
      break;
    }
  }
  return { ...count, findings };
}

interface PartsTrial {
  readonly operation: ClientOperation;
  /** Decides in which order subgraphs answer. */
  readonly order: string;
  createRun(): Run;
}

interface Drawn {
  readonly name: string;
  readonly time: number;
  readonly operation: ClientOperation;
  readonly variables: Readonly<Record<string, unknown>>;
}

function draw(model: SupergraphModel, { name, time, operation, variables }: Drawn): PartsTrial {
  const seed = `${name} ${time}`;
  const random = createRandom(seed);
  const world = createWorld(model, `world ${random.below(3)}`);
  const profile = time === 0 ? null : random.pick(FAULT_PROFILES);
  // What is drawn need not fit where a fault strikes what subgraphs need of each other.
  const own = profile === null || isForeseeable(profile) ? variables : operation.variables;
  const createFaults = () =>
    profile === null
      ? noFaults
      : createRandomFaults({ profile, seed, world, internalFields: listInternalFields(model) });
  return {
    operation: { ...operation, variables: { ...own, [DEFER_VARIABLE]: random.chance(0.7) } },
    order: seed,
    createRun: () => createRun(world, { faults: createFaults(), labelSeed: name }),
  };
}

function createPartsExecutor(model: SupergraphModel, mergesEntityFetches: boolean) {
  const transport = createTransport(model);
  let asked: string[] = [];
  let order = "";
  let running = 0;
  const engine = createEngine<Run>({
    supergraphSdl: model.supergraphSdl,
    async transport(request, run) {
      asked.push(request.subgraph);
      running += 1;
      for (let turns = hashText(order + listWords(request.body)) % 4; turns > 0; turns--) await takeTurn();
      return transport(request, run).finally(() => (running -= 1));
    },
    mergesEntityFetches: () => mergesEntityFetches,
    isOverridden: (label, run) => run.isOverridden(label),
    maximumOperations: 20,
  });

  async function execute({ operation, createRun }: PartsTrial, mayDefer: boolean) {
    asked = [];
    const response = await engine.execute({ ...operation, cacheKey: formatKey(operation), mayDefer }, createRun());
    const merged = await mergeParts(response);
    // Fetches for parts whose objects are null go on when all is delivered.
    do await takeTurn();
    while (running > 0);
    return { response, merged, asked: asked.sort() };
  }

  return async (trial: PartsTrial): Promise<{ problem: string | null; answer: MergedAnswer | null }> => {
    try {
      order = trial.order;
      const whole = await execute(trial, false);
      const parts = await execute(trial, true);
      const isFetchedAlike = mergesEntityFetches || isDeepStrictEqual(whole.asked, parts.asked);
      const difference = findDifference(parts.merged, whole.merged);
      const problem = difference ?? (isFetchedAlike ? null : "other subgraphs are asked");
      const told = [problem, whole.merged, parts.response, parts.merged, whole.asked, parts.asked];
      return { problem: problem && told.map((one) => JSON.stringify(one)).join("\n"), answer: parts.merged };
    } catch (error) {
      return { problem: error instanceof Error ? (error.stack ?? error.message) : String(error), answer: null };
    }
  };
}

/** Fragments change the order of the fields in a request, and which of them get aliases of the engine's own. */
function listWords(body: string): string {
  return body
    .replaceAll(/\b_alias_\w+:/g, "")
    .split(/\W+/)
    .sort()
    .join(" ");
}

const texts = new WeakMap<DocumentNode, string>();

function formatKey({ document, operationName }: ClientOperation): string {
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  return `${text} ${operationName}`;
}

function takeTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

type Path = readonly (string | number)[];

/** In what all parts together differ from the whole answer; null when that is only what nulls in parts explain. */
function findDifference(parts: MergedAnswer, whole: MergedAnswer): string | null {
  const unexplained = compare(parts.data, whole.data, [], parts.nulls);
  if (unexplained !== null) return `data differ at ${JSON.stringify(unexplained)}`;
  const silent = parts.deliveries
    .flatMap(({ incremental }) => incremental)
    .some((one) => one.data === null && one.errors.length === 0);
  if (silent) return "a part is null without an error";
  // Nothing follows a first part without data, not even errors.
  if (parts.nulls.length > 0 || parts.data === null) return null;
  const [places, expected] = [listErrorPlaces(asAnswer(parts)), listErrorPlaces(asAnswer(whole))];
  // An error at no null explains all nulls below it. In parts it may come after them, or with a part that never comes.
  const isVague = [...expected].some((place) => place === "no path" || place.endsWith("is no null"));
  const isAlike = isVague || isDeepStrictEqual(places, expected);
  return isAlike ? null : "errors differ";
}

function asAnswer({ data, errors }: MergedAnswer): Answer {
  return { text: JSON.stringify(data ?? null), errors: errors.map(buildAnswerError) };
}

/** The first path where the answers differ. */
function compare(part: unknown, whole: unknown, path: Path, nulls: readonly Path[]): Path | null {
  if (whole === null && part !== null) {
    return nulls.some((at) => isWithin(at, path) || isWithin(path, at)) ? null : path;
  }
  if (typeof part !== "object" || typeof whole !== "object" || part === null || whole === null) {
    return isDeepStrictEqual(part, whole) ? null : path;
  }
  if (Array.isArray(part) !== Array.isArray(whole)) return path;
  const mayLack = nulls.some((at) => isWithin(path, at));
  const keys = new Set([...Object.keys(part), ...Object.keys(whole)]);
  const differences = [...keys].map((key) => {
    const below = [...path, Array.isArray(whole) ? Number(key) : key];
    if (!Object.hasOwn(part, key)) return mayLack ? null : below;
    return Object.hasOwn(whole, key) ? compare(readOwn(part, key), readOwn(whole, key), below, nulls) : below;
  });
  return differences.find((difference) => difference !== null) ?? null;
}

function readOwn(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** Whether `path` is `around` or below it. */
function isWithin(path: Path, around: Path): boolean {
  return around.every((key, index) => path[index] === key);
}
