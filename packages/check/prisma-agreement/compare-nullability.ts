import { type FieldDefinitionNode, Kind } from "graphql";
import { isExternal, type SubgraphFacts } from "../schema-lint/subgraph-facts.ts";
import type { Disagreement } from "./disagreement.ts";
import type { PairedType } from "./paired-types.ts";
import type { PrismaField, PrismaModel } from "./prisma-schema.ts";
import { buildSdlPlace } from "./sdl-place.ts";

/**
 * Finds fields that promise a value where their column, or relation, may hold none. A field is read from the column of
 * its own name; a field without one is for its resolver to answer.
 */
export function compareNullability(
  { type, model }: PairedType,
  subgraph: SubgraphFacts,
): readonly Disagreement[] {
  const promising = type.fields.filter(
    (field) => field.type.kind === Kind.NON_NULL_TYPE && !isExternal(field, subgraph),
  );
  return promising.flatMap((field) => {
    const column = model.fields.find(({ name }) => name === field.name.value);
    if (column === undefined || column.isRequired) return [];
    return [buildDisagreement(field, `${type.name}.${column.name}`, column, model, subgraph)];
  });
}

function buildDisagreement(
  field: FieldDefinitionNode,
  coordinate: string,
  column: PrismaField,
  model: PrismaModel,
  subgraph: SubgraphFacts,
): Disagreement {
  const kind = column.kind === "object" ? "relation" : "column";
  return {
    rule: "nullable-column",
    subjects: [column.coordinate, model.coordinate],
    message: `${coordinate} is non-null, but the ${kind} ${column.coordinate} may be null.`,
    mend: `Make the field nullable, or the ${kind} required by a migration.`,
    places: [buildSdlPlace(field.name, subgraph), column.place],
  };
}
