import { validate } from "graphql";
import { FAULT_PROFILES, isForeseeable } from "./faults/random-faults.ts";
import { generateOperation } from "./generator/generate-operation.ts";
import type { Oracle } from "./oracle.ts";
import { createRandom } from "./random.ts";
import { shrink } from "./shrinking/shrink.ts";
import type { Judgement, Trial } from "./trial.ts";

/** What to try. */
export interface DifferentialOptions {
  /** How many operations; the valid ones are executed without faults and with them. */
  readonly operations: number;
  readonly seed: string;
  /** The index of the first one: the same index and seed make the same operation. */
  readonly from?: number;
}

/** A trial that the engine failed, as small as it gets. */
export interface Finding {
  readonly index: number;
  readonly trial: Trial;
  readonly judgement: Judgement;
}

/** What was tried. */
export interface Statistics {
  readonly executions: number;
  /** Operations that turned out not to be valid. */
  readonly discarded: number;
  /** How often the planner gave up. */
  readonly unplannable: number;
  /** How often engine and stock met different faults. */
  readonly incomparable: number;
  /** How often the stock gateway showed each of its known defects. */
  readonly deviations: ReadonlyMap<string, number>;
}

/** How many of the operations come again. */
const REPEATED = 0.04;
/** How often, to have code generated for their answers, and then with other data and faults. */
const REPETITIONS = 10;
const VARIATIONS: readonly Trial["profile"][] = [null, "errors", ...Array<"values">(8).fill("values")];

/** Tries random operations on a fixture, and hands every finding on as it is made. */
export async function tryOperations(
  oracle: Oracle,
  { operations, seed, from = 0 }: DifferentialOptions,
  report: (finding: Finding) => void,
): Promise<Statistics> {
  const count = { executions: 0, discarded: 0, unplannable: 0, incomparable: 0 };
  const deviations = new Map<string, number>();

  async function tryOne(index: number, trial: Trial): Promise<Judgement> {
    const judgement = await oracle.judge(trial);
    count.executions += 1;
    const { verdict, deviation } = judgement;
    if (deviation !== null) deviations.set(deviation, (deviations.get(deviation) ?? 0) + 1);
    if (verdict === "beyond the planner") count.unplannable += 1;
    else if (verdict === "incomparable") count.incomparable += 1;
    else if (verdict !== "agreement") report({ index, ...(await reduce(oracle, trial, judgement)) });
    return judgement;
  }

  /** An operation that comes again and again is answered by other code in the end. */
  async function repeat(index: number, { seed, ...trial }: Trial): Promise<void> {
    const profiles = [...Array<null>(REPETITIONS).fill(null), ...VARIATIONS];
    for (const [time, profile] of profiles.entries()) {
      const again = {
        ...trial,
        seed: time < REPETITIONS ? seed : `${seed} ${time}`,
        profile,
        asksStock: false,
      };
      const judgement = await oracle.judge(again);
      // Not made smaller: a smaller operation would be a new one, and answered by the first code again.
      if (judgement.verdict !== "agreement") report({ index, trial: again, judgement });
    }
  }

  for (let index = from; index < from + operations; index++) {
    const { model } = oracle;
    const name = `${seed} ${model.fixture.name} ${index}`;
    const random = createRandom(name);
    const { drawVariables, ...operation } = generateOperation(model.apiSchema, random);
    if (validate(model.apiSchema, operation.document).length > 0) {
      count.discarded += 1;
      continue;
    }
    const trial: Trial = {
      operation,
      seed: name,
      labelSeed: name,
      profile: null,
      faults: null,
      mergesEntityFetches: random.chance(0.5),
      asksStock: true,
    };
    const { verdict, deviation } = await tryOne(index, trial);
    if (verdict !== "agreement") continue;
    if (random.chance(REPEATED)) await repeat(index, trial);
    const profile = random.pick(FAULT_PROFILES);
    const variables = isForeseeable(profile) ? drawVariables(random) : operation.variables;
    // What stock gets wrong without faults, it gets no better with them.
    await tryOne(index, {
      ...trial,
      operation: { ...operation, variables },
      profile,
      asksStock: deviation === null,
    });
  }
  return { ...count, deviations };
}

/** Makes a trial smaller for as long as the verdict stays. */
async function reduce(oracle: Oracle, trial: Trial, judgement: Judgement): Promise<Omit<Finding, "index">> {
  const faults = judgement.struck.length > 0 ? judgement.struck : null;
  const smallest = await shrink(oracle.model.apiSchema, { ...trial, faults }, async (smaller) => {
    const { verdict } = await oracle.judge({ ...trial, ...smaller });
    return verdict === judgement.verdict && (await isSound(oracle, { ...trial, ...smaller }));
  });
  const smallestTrial = { ...trial, ...smallest };
  return { trial: smallestTrial, judgement: await oracle.judge(smallestTrial) };
}

/** Whether the operation is one that stock may be trusted with: without faults it answers it rightly. */
async function isSound(oracle: Oracle, trial: Trial): Promise<boolean> {
  if (trial.profile === null || isForeseeable(trial.profile)) return true;
  const { verdict, deviation } = await oracle.judge({ ...trial, profile: null, faults: null });
  return verdict === "agreement" && deviation === null;
}
