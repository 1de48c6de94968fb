import { type Faults, type FieldFault, noFaults, type SubgraphFault } from "./faults.ts";

/** Faults chosen by hand. */
export interface GivenFaults {
  /** By place: `Query.product` for a root field. */
  readonly fields?: Readonly<Record<string, FieldFault>>;
  /** By subgraph. */
  readonly subgraphs?: Readonly<Record<string, SubgraphFault>>;
}

/** Lets exactly these faults strike. */
export function createGivenFaults({ fields = {}, subgraphs = {} }: GivenFaults): Faults {
  const struck = new Set<string>();
  return {
    ...noFaults,
    isHonest: false,
    isForeseeable: Object.keys(subgraphs).length === 0,
    findFieldFault({ parent, fieldName }) {
      const fault =
        fields[`${parent.place}.${fieldName}`] ?? fields[`${parent.typename}.${fieldName}`] ?? null;
      if (fault !== null) struck.add(`${fault.kind} ${parent.place}.${fieldName}`);
      return fault;
    },
    findSubgraphFault: (subgraph) => subgraphs[subgraph] ?? null,
    listStruck: () => [...struck],
  };
}
