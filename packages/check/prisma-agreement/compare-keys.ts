import type { EntityKey, SubgraphFacts } from "../schema-lint/subgraph-facts.ts";
import type { Disagreement } from "./disagreement.ts";
import type { PairedType } from "./paired-types.ts";
import type { PrismaModel } from "./prisma-schema.ts";
import { buildSdlPlace } from "./sdl-place.ts";

/**
 * Finds `@key`s by which the database cannot fetch one row: no id or unique index is made of the key's columns, or of
 * some of them. A stub that is not `resolvable` is never fetched.
 */
export function compareKeys({ type, model }: PairedType, subgraph: SubgraphFacts): readonly Disagreement[] {
  return type.keys
    .filter(({ isResolvable }) => isResolvable)
    .filter((key) => !isUnique(listColumns(key, model), model))
    .map((key) => ({
      rule: "key-without-unique-index",
      subjects: [model.coordinate],
      message: `${type.name} has the key "${key.fieldNames.join(" ")}", but no @id or @unique of the model ${model.name} is made of that.`,
      mend: `${describeIndex(key)} and run \`npm run migration -- ${subgraph.name} <name>\`.`,
      places: [buildSdlPlace(key.directive, subgraph), model.place],
    }));
}

/** The columns that a key's fields are read from; those of a relation, for a field that is one. */
function listColumns({ fieldNames }: EntityKey, { fields }: PrismaModel): string[] {
  return fieldNames.flatMap((name) => {
    const relation = fields.find((field) => field.name === name && field.kind === "object");
    return relation === undefined ? [name] : relation.relationFromFields;
  });
}

function isUnique(columns: readonly string[], { indexes }: PrismaModel): boolean {
  return indexes.some(({ isUnique, fields }) => isUnique && fields.every((field) => columns.includes(field)));
}

function describeIndex({ fieldNames: [first, ...others] }: EntityKey): string {
  if (others.length === 0) return `Add @unique to ${first}`;
  return `Add @@unique([${[first, ...others].join(", ")}])`;
}
