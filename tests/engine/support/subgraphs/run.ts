import { type Faults, noFaults } from "../faults/faults.ts";
import type { DataObject, World } from "../model/world.ts";

/** What an operation is executed over. Each executor gets a run of its own: mutations change it. */
export interface Run {
  readonly world: World;
  readonly faults: Faults;
  /** The root of the next field of a mutation: every result depends on how many there were before. */
  nextMutation(): DataObject;
}

/** Starts a run: no mutation has happened in it yet. */
export function createRun(world: World, faults: Faults = noFaults): Run {
  let mutations = 0;
  return {
    world,
    faults,
    nextMutation() {
      mutations += 1;
      return { typename: "Mutation", place: `Mutation#${mutations}` };
    },
  };
}
