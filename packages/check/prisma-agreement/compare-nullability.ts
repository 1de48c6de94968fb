import { Kind } from "graphql";
import { buildSdlPlace, isExternal, type SubgraphFacts } from "../schema-lint/subgraph-facts.ts";
import type { Disagreement } from "./disagreement.ts";
import type { PairedType } from "./paired-types.ts";

/**
 * Finds non-null fields whose column, or relation, may be null. A field is read from the column of its own name; a field
 * without one is answered by its resolver.
 */
export function compareNullability({ type, model }: PairedType, subgraph: SubgraphFacts): readonly Disagreement[] {
  return type.fields.flatMap((field) => {
    const column = model.fields.find(({ name }) => name === field.name.value);
    if (field.type.kind !== Kind.NON_NULL_TYPE || isExternal(field, subgraph)) return [];
    if (column === undefined || column.isRequired) return [];
    const kind = column.kind === "object" ? "relation" : "column";
    return [
      {
        rule: "nullable-column",
        subjects: [column.coordinate, model.coordinate],
        message: `${type.name}.${column.name} is non-null, but the ${kind} ${column.coordinate} may be null.`,
        mend: `Make the field nullable, or the ${kind} required by a migration.`,
        places: [buildSdlPlace(field.name, subgraph), column.place],
      },
    ];
  });
}
