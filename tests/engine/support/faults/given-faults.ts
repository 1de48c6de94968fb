import { type Faults, type FieldFault, noFaults, type SubgraphFault } from "./faults.ts";

/** Faults chosen by hand. */
export interface GivenFaults {
  /** By `Type.field`, which means every object of the type, or by one object's place and the field. */
  readonly fields?: Readonly<Record<string, FieldFault>>;
  /** By subgraph. */
  readonly subgraphs?: Readonly<Record<string, SubgraphFault>>;
  /** Whether one of the fields is needed by subgraphs of each other, so that the reference cannot foretell the answer. */
  readonly reachesRequirements?: boolean;
}

/** Lets exactly these faults strike. */
export function createGivenFaults({ fields = {}, subgraphs = {}, reachesRequirements = false }: GivenFaults): Faults {
  const struck = new Set<string>();
  return {
    ...noFaults,
    isHonest: false,
    isForeseeable: Object.keys(subgraphs).length === 0 && !reachesRequirements,
    findFieldFault({ parent, fieldName }) {
      const fault = fields[`${parent.place}.${fieldName}`] ?? fields[`${parent.typename}.${fieldName}`] ?? null;
      if (fault !== null) struck.add(`${fault.kind} ${parent.place}.${fieldName}`);
      return fault;
    },
    findSubgraphFault: (subgraph) => subgraphs[subgraph] ?? null,
    listStruck: () => [...struck],
  };
}
