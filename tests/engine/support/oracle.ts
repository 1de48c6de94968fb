import { weigh } from "./comparison/weigh.ts";
import { createEngineExecutor } from "./executors/engine.ts";
import { createReference } from "./executors/reference.ts";
import { startStock } from "./executors/stock.ts";
import { type Faults, noFaults } from "./faults/faults.ts";
import { createRandomFaults } from "./faults/random-faults.ts";
import { listInternalFields } from "./model/field-model.ts";
import { buildSupergraphModel, type SupergraphModel } from "./model/supergraph-model.ts";
import { createWorld, type World } from "./model/world.ts";
import { pickByText } from "./random.ts";
import { createRun } from "./subgraphs/run.ts";
import type { SupergraphFixture } from "./supergraphs/fixture.ts";
import type { Judgement, Trial } from "./trial.ts";

/** Executes trials in every way there is, and says whether the engine is right. */
export interface Oracle {
  readonly model: SupergraphModel;
  judge(trial: Trial): Promise<Judgement>;
  /** As `judge`, with other faults than the trial's own; each executor gets new ones. */
  judgeWith(trial: Trial, createFaults: () => Faults): Promise<Judgement>;
  stop(): Promise<void>;
}

/** How many sets of data a supergraph has. */
const WORLDS = 3;

/**
 * Starts an oracle for a fixture. Rejects when the stock gateway refuses a fixture that it is said to run.
 * @param createExecutor makes what is judged: our engine, unless a test has something else in mind
 */
export async function startOracle(
  fixture: SupergraphFixture,
  createExecutor: typeof createEngineExecutor = createEngineExecutor,
): Promise<Oracle> {
  const model = buildSupergraphModel(fixture);
  const worlds = Array.from({ length: WORLDS }, (_world, index) => createWorld(model, `world ${index}`));
  const internalFields = listInternalFields(model);
  const reference = createReference(model);
  const [apart, merging] = [createExecutor(model, false), createExecutor(model, true)];
  const stock = fixture.stockRefusal === undefined ? await startStock(model) : null;

  function chooseWorld({ seed }: Trial): World {
    return pickByText(worlds, seed);
  }

  function chooseFaults(trial: Trial): Faults {
    const { profile, seed, faults: only } = trial;
    if (profile === null) return noFaults;
    const world = chooseWorld(trial);
    const choice = only === null ? {} : { only: new Set(only) };
    return createRandomFaults({ profile, seed, world, internalFields, ...choice });
  }

  async function judgeWith(trial: Trial, createFaults: () => Faults): Promise<Judgement> {
    const { operation, labelSeed, mergesEntityFetches, asksStock } = trial;
    const startRun = () => createRun(chooseWorld(trial), { faults: createFaults(), labelSeed });
    const [engineRun, stockRun] = [startRun(), startRun()];
    const answers = {
      engine: await (mergesEntityFetches ? merging : apart).execute(operation, engineRun),
      reference: engineRun.faults.isForeseeable ? await reference.execute(operation, startRun()) : null,
      stock: stock !== null && asksStock ? await stock.execute(operation, stockRun) : null,
    };
    const weighed = weigh({ model, operation, answers, engineRun, stockRun });
    return { ...answers, ...weighed, struck: engineRun.faults.listStruck() };
  }

  return {
    model,
    judge: (trial) => judgeWith(trial, () => chooseFaults(trial)),
    judgeWith,
    stop: async () => stock?.stop(),
  };
}
