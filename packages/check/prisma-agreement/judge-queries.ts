import type { Place } from "../../composition/problem.ts";
import type { Disagreement } from "./disagreement.ts";
import type { PrismaField, PrismaModel, PrismaSchema } from "./prisma-schema.ts";
import { type Condition, hasUnknown, listColumns, type ModelQuery } from "./queries/model-query.ts";

/** Columns of one model for which a query needs an index, and has none. */
interface Need {
  readonly rule: "unindexed-filter" | "unindexed-order";
  readonly model: PrismaModel;
  /** For an order: the columns that the rows are filtered by, and then the one they are ordered by. */
  readonly columns: readonly string[];
  readonly place: Place;
}

/**
 * Finds the columns that queries filter or order by without an index, one finding for all equal queries.
 *
 * A filter is served if one of the columns that must all match is the first of an index; each side of an OR needs its
 * own index. An order is served if an index has its column first, or right after columns that the rows are filtered by,
 * or if the rows are found by an id. A condition that is built at run time counts as served. `newMigration` is the
 * command that makes a migration.
 */
export function judgeQueries(
  queries: readonly ModelQuery[],
  { models }: PrismaSchema,
  newMigration: string,
): readonly Disagreement[] {
  const needs = new Map<string, Need[]>();
  for (const query of queries) {
    const model = models.find(({ name }) => name === query.model);
    for (const need of model ? [...findFilterNeeds(query, model), ...findOrderNeeds(query, model)] : []) {
      const key = [need.rule, need.model.name, ...need.columns].join(" ");
      needs.set(key, [...(needs.get(key) ?? []), need]);
    }
  }
  return [...needs.values()].flatMap((alike) => buildDisagreement(alike, newMigration));
}

function findFilterNeeds({ filter, place }: ModelQuery, model: PrismaModel): Need[] {
  const { columns: sets } = findUnserved(filter, model);
  return sets.map((columns) => ({ rule: "unindexed-filter", model, columns, place }));
}

/** Sets of columns; each set needs an index that begins with one of its columns. */
interface Verdict {
  readonly isServed: boolean;
  readonly columns: readonly (readonly string[])[];
}

const SERVED: Verdict = { isServed: true, columns: [] };
const NOTHING: Verdict = { isServed: false, columns: [] };

function findUnserved(condition: Condition, model: PrismaModel): Verdict {
  switch (condition.kind) {
    case "none":
      return NOTHING;
    case "unknown":
      return SERVED;
    case "column":
      return isLeading(condition.column, model) ? SERVED : { isServed: false, columns: [[condition.column]] };
    case "join":
      return isLeading(condition.column, model) ? SERVED : NOTHING;
    case "all":
      return judgeAll(condition.parts.map((part) => findUnserved(part, model)));
    case "any":
      return judgeAny(condition.parts.map((part) => findUnserved(part, model)));
  }
}

/** If an index serves one part, few rows are left for the others; an index on any part would do. */
function judgeAll(parts: readonly Verdict[]): Verdict {
  if (parts.some(({ isServed }) => isServed)) return SERVED;
  const asking = parts.filter(({ columns }) => columns.length > 0);
  const [only] = asking;
  if (only === undefined || asking.length === 1) return only ?? NOTHING;
  return { isServed: false, columns: [[...new Set(asking.flatMap(({ columns }) => columns.flat()))]] };
}

/** If a part asks nothing, every row passes: then no index helps, and there is nothing to find. */
function judgeAny(parts: readonly Verdict[]): Verdict {
  const asksNothing = parts.some(({ isServed, columns }) => !isServed && columns.length === 0);
  if (asksNothing) return NOTHING;
  return {
    isServed: parts.every(({ isServed }) => isServed),
    columns: parts.flatMap(({ columns }) => columns),
  };
}

function isLeading(column: string, { indexes }: PrismaModel): boolean {
  return indexes.some(({ fields }) => fields[0] === column);
}

function findOrderNeeds({ filter, orderedBy, place }: ModelQuery, model: PrismaModel): Need[] {
  if (orderedBy === null || isOrderServed(orderedBy, filter, model)) return [];
  const filtered = [...new Set(listColumns(filter))].filter((column) => column !== orderedBy);
  return [{ rule: "unindexed-order", model, columns: [...filtered, orderedBy], place }];
}

function isOrderServed(column: string, filter: Condition, { indexes }: PrismaModel): boolean {
  const filtered = listColumns(filter);
  const isGiven = (field: string) => hasUnknown(filter) || filtered.includes(field);
  const isFoundById = indexes.some(({ isUnique, fields }) => isUnique && fields.every((one) => filtered.includes(one)));
  const isInOrder = indexes.some(({ fields }) => {
    const position = fields.indexOf(column);
    return position >= 0 && fields.slice(0, position).every(isGiven);
  });
  return isFoundById || isInOrder;
}

function buildDisagreement(alike: readonly Need[], newMigration: string): Disagreement[] {
  const [need] = alike;
  const fields = need?.columns.flatMap((name) => need.model.fields.filter((field) => field.name === name)) ?? [];
  const subject = need?.rule === "unindexed-order" ? fields.at(-1) : fields[0];
  if (need === undefined || subject === undefined) return [];
  const { rule, model, columns } = need;
  return [
    {
      rule,
      subjects: [subject.coordinate, ...fields.map(({ coordinate }) => coordinate), model.coordinate],
      message: describe(rule, model, fields, subject),
      mend: `Add @@index([${columns.join(", ")}]) to the model and run \`${newMigration}\`.`,
      places: [subject.place, ...alike.map(({ place }) => place)],
    },
  ];
}

function describe(
  rule: Need["rule"],
  { name }: PrismaModel,
  fields: readonly PrismaField[],
  subject: PrismaField,
): string {
  if (rule === "unindexed-order") return `${name} is ordered by ${subject.name}, and no index gives that order.`;
  const columns = fields.map((field) => field.name).join(" and ");
  return fields.length === 1
    ? `${name} is filtered by ${columns}, and no index begins with that column.`
    : `${name} is filtered by ${columns} together, and no index begins with one of them.`;
}
