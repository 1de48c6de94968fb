import type { CallExpression, Expression } from "@swc/core";
import type { PrismaModel, PrismaSchema } from "../prisma-schema.ts";
import { type ModelQuery, NONE } from "./model-query.ts";
import { createResolve, findPlace, type Resolve, type TypeScriptFile, walk } from "./typescript-file.ts";
import { readObject, readWhere, resolveValue } from "./where-condition.ts";

const METHODS = new Set(
  `aggregate count delete deleteMany findFirst findFirstOrThrow findMany findUnique findUniqueOrThrow
   groupBy update updateMany updateManyAndReturn upsert`.split(/\s+/),
);

/** Finds the calls of any Prisma client in a file: `….book.findMany({ where, orderBy })`. */
export function findPrismaCalls(file: TypeScriptFile, { models }: PrismaSchema): ModelQuery[] {
  const resolve = createResolve(file);
  const queries: ModelQuery[] = [];
  walk(file.module, (node) => {
    if (node.type !== "CallExpression") return;
    const call = node as CallExpression;
    const model = findModel(call, models);
    const [argument] = call.arguments;
    const query = model && argument && readQuery(argument.expression, model, resolve);
    if (query) queries.push({ ...query, place: findPlace(file, call.span.start) });
  });
  return queries;
}

function findModel({ callee }: CallExpression, models: readonly PrismaModel[]): PrismaModel | undefined {
  if (callee.type !== "MemberExpression" || callee.object.type !== "MemberExpression") return undefined;
  const method = callee.property;
  const delegate = callee.object.property;
  if (method.type !== "Identifier" || delegate.type !== "Identifier") return undefined;
  if (!METHODS.has(method.value)) return undefined;
  return models.find(({ name }) => delegate.value === name.charAt(0).toLowerCase() + name.slice(1));
}

function readQuery(argument: Expression, model: PrismaModel, resolve: Resolve): Omit<ModelQuery, "place"> | null {
  const properties = readObject(argument, resolve);
  if (properties === null) return null;
  const where = properties.find(({ name }) => name === "where")?.value;
  const orderBy = properties.find(({ name }) => name === "orderBy")?.value;
  return {
    model: model.name,
    filter: where ? readWhere(where, model, resolve) : NONE,
    orderedBy: orderBy ? readFirstColumn(orderBy, model, resolve) : null,
  };
}

/** The first column of `orderBy`; null for a relation, a count, or a value built at run time. */
function readFirstColumn(orderBy: Expression, model: PrismaModel, resolve: Resolve): string | null {
  const order = resolveValue(orderBy, resolve);
  const first = order?.type === "ArrayExpression" ? order.elements[0]?.expression : order;
  const name = first && readObject(first, resolve)?.[0]?.name;
  const field = model.fields.find((candidate) => candidate.name === name);
  return field === undefined || field.kind === "object" ? null : field.name;
}
