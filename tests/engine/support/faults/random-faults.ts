import type { ValueShape } from "../model/value-shape.ts";
import type { DataObject, World } from "../model/world.ts";
import { hashText, pickByText } from "../random.ts";
import type { FaultPlace, Faults, FieldFault, SubgraphFault } from "./faults.ts";
import { findWrongValue } from "./wrong-value.ts";

/**
 * Kinds of runs: `values` and `errors` leave alone what subgraphs need of each other, so that the reference can
 * foretell the answer; `honest` subgraphs let a null propagate by their own schemas first.
 */
export const FAULT_PROFILES = ["values", "errors", "honest", "internal", "absent", "subgraph"] as const;

/** One of the kinds of faulty runs. */
export type FaultProfile = (typeof FAULT_PROFILES)[number];

/** How to choose faults. */
export interface RandomFaultsOptions {
  readonly profile: FaultProfile;
  readonly seed: string;
  readonly world: World;
  /** The fields, as `Type.field`, that subgraphs need of each other. */
  readonly internalFields: ReadonlySet<string>;
  /** Strikes with these faults alone, as `listStruck` named them. */
  readonly only?: ReadonlySet<string>;
}

const SUBGRAPH_FAULTS: readonly SubgraphFault[] = [
  "unreachable",
  "empty",
  "null-data",
  "only-errors",
  "text-data",
  "short-entities",
  "long-entities",
  "null-entities",
  "no-entities",
  "text-entities",
];

/** One place in this many is struck. */
const RARITY = 12;

/** Chooses faults by a seed and the places of the data: the same ones for every executor. */
export function createRandomFaults(options: RandomFaultsOptions): Faults {
  const { profile, seed, world, only } = options;
  const struck = new Set<string>();
  const failing = pickByText(
    world.model.subgraphs.map(({ name }) => name),
    `${seed} failing`,
  );

  function strikes(name: string): boolean {
    if (only !== undefined && !only.has(name)) return false;
    struck.add(name);
    return true;
  }

  function findFieldFault(place: FaultPlace): FieldFault | null {
    const name = `${place.parent.place}.${place.fieldName}`;
    if (!mayStrike(options, place) || hashText(`${seed} field ${name}`) % RARITY !== 0) return null;
    const fault = chooseFieldFault(profile, place, `${seed} kind ${name}`);
    return fault !== null && strikes(`${fault.kind} ${name}`) ? fault : null;
  }

  function isAbsent(entity: DataObject, subgraph: string): boolean {
    if (profile !== "absent" || hashText(`${seed} absent ${entity.place} ${subgraph}`) % 3 !== 0) return false;
    return strikes(`${subgraph} without ${entity.place}`);
  }

  function findSubgraphFault(subgraph: string): SubgraphFault | null {
    if (profile !== "subgraph" || subgraph !== failing) return null;
    const fault = pickByText(SUBGRAPH_FAULTS, `${seed} fault`);
    return strikes(`${subgraph} ${fault}`) ? fault : null;
  }

  return {
    isHonest: profile === "honest",
    isForeseeable: isForeseeable(profile),
    findFieldFault,
    isAbsent,
    findSubgraphFault,
    noteReached: (field) => void struck.add(`reached ${field}`),
    listStruck: () => [...struck],
  };
}

/** Whether the reference can foretell what faults of this kind make of an answer. */
export function isForeseeable(profile: FaultProfile): boolean {
  return profile === "values" || profile === "errors";
}

function mayStrike({ profile, internalFields }: RandomFaultsOptions, { parent, fieldName }: FaultPlace): boolean {
  if (profile === "absent" || profile === "subgraph") return false;
  if (profile === "internal" || profile === "honest") return true;
  return !internalFields.has(`${parent.typename}.${fieldName}`);
}

function chooseFieldFault(profile: FaultProfile, { shape, value }: FaultPlace, seed: string): FieldFault | null {
  if (profile === "errors" || profile === "honest") return { kind: "error" };
  const kinds = ["null", "missing", "wrong", "item", ...(profile === "internal" ? ["error", "typename"] : [])];
  switch (pickByText(kinds, seed)) {
    case "null":
      return { kind: "null" };
    case "missing":
      return { kind: "missing" };
    case "error":
      return { kind: "error" };
    case "wrong":
      return chooseWrongValue(shape, seed);
    case "item":
      return chooseWrongItem(shape, value, seed);
    default:
      return chooseTypename(shape, value, seed);
  }
}

function chooseWrongValue(shape: ValueShape, seed: string): FieldFault | null {
  const value = findWrongValue(shape, seed);
  return value === undefined ? null : { kind: "wrong", value };
}

function chooseWrongItem(shape: ValueShape, value: unknown, seed: string): FieldFault | null {
  if (shape.kind !== "list" || !Array.isArray(value) || value.length === 0) return null;
  const index = hashText(`${seed} index`) % value.length;
  const wrong = hashText(`${seed} null item`) % 2 === 0 ? null : findWrongValue(shape.item, seed);
  return wrong === undefined ? null : { kind: "item", index, value: wrong };
}

function chooseTypename(shape: ValueShape, value: unknown, seed: string): FieldFault | null {
  if (shape.kind !== "object" || value === null) return null;
  return { kind: "typename", value: pickByText([undefined, "NoSuchType", "Query"], seed) };
}
