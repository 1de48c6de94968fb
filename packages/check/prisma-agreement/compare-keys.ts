import { buildSdlPlace, type EntityKey, type SubgraphFacts } from "../schema-lint/subgraph-facts.ts";
import type { Disagreement } from "./disagreement.ts";
import type { PairedType } from "./paired-types.ts";
import type { PrismaModel } from "./prisma-schema.ts";

/**
 * Finds `@key`s by which the database cannot fetch one row: no id or unique index consists of the key's columns, or of
 * some of them. A stub that is not `resolvable` is never fetched. `newMigration` is the command that makes a migration.
 */
export function compareKeys(
  { type, model }: PairedType,
  subgraph: SubgraphFacts,
  newMigration: string,
): readonly Disagreement[] {
  return type.keys
    .filter((key) => key.isResolvable && !isUnique(listColumns(key, model), model))
    .map((key) => ({
      rule: "key-without-unique-index",
      subjects: [model.coordinate],
      message: `${type.name} has the key "${key.fieldNames.join(" ")}", but no @id or @unique of the model ${model.name} is made of that.`,
      mend: `${describeIndex(key)} and run \`${newMigration}\`.`,
      places: [buildSdlPlace(key.directive, subgraph), model.place],
    }));
}

/** The columns of a key's fields; for a field that is a relation, the relation's columns. */
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
  return others.length === 0 ? `Add @unique to ${first}` : `Add @@unique([${[first, ...others].join(", ")}])`;
}
