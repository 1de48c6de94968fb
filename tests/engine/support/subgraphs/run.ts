import { type Faults, noFaults } from "../faults/faults.ts";
import type { DataObject, World } from "../model/world.ts";
import { hashText } from "../random.ts";

/** What an operation is executed over. Each executor gets a run of its own: mutations change it. */
export interface Run {
  readonly world: World;
  readonly faults: Faults;
  /** Whether a label of `@override` is on for this run. */
  isOverridden(label: string): boolean;
  /** Whether a subgraph was asked for an entity that it does not know. */
  readonly metUnknownEntity: boolean;
  noteUnknownEntity(): void;
  /** The root of the next field of a mutation: every result depends on how many there were before. */
  nextMutation(): DataObject;
}

/** What runs differ in. */
export interface RunOptions {
  readonly faults?: Faults;
  /** Decides which labels are on. */
  readonly labelSeed?: string;
}

/** Starts a run: no mutation has happened in it yet. */
export function createRun(world: World, { faults = noFaults, labelSeed = "" }: RunOptions = {}): Run {
  let mutations = 0;
  let metUnknownEntity = false;
  return {
    world,
    faults,
    isOverridden: (label) => hashText(`${labelSeed} ${label}`) % 2 === 0,
    get metUnknownEntity() {
      return metUnknownEntity;
    },
    noteUnknownEntity() {
      metUnknownEntity = true;
    },
    nextMutation() {
      mutations += 1;
      return { typename: "Mutation", place: `Mutation#${mutations}` };
    },
  };
}
