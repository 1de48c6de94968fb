import { type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType, isRequiredArgument } from "graphql";

/** The fields that lead from the query root to objects of a type, outermost first. */
export type Route = readonly Step[];

interface Step {
  readonly coordinate: string;
  readonly fieldName: string;
}

/** The shortest way to objects of `typeName` that takes no arguments, so that it finds some. Throws when there is none. */
export function requireRoute(schema: GraphQLSchema, typeName: string): Route {
  const queryType = schema.getQueryType();
  const routes = new Map<GraphQLObjectType, Route>(queryType ? [[queryType, []]] : []);
  for (const [type, route] of routes) {
    if (type.name === typeName) return route;
    for (const field of Object.values(type.getFields())) {
      const next = getNamedType(field.type);
      if (!isObjectType(next) || routes.has(next) || field.args.some(isRequiredArgument)) continue;
      routes.set(next, [...route, { coordinate: `${type.name}.${field.name}`, fieldName: field.name }]);
    }
  }
  throw new Error(`No query without arguments leads to a ${typeName}: the map cannot be tried on its fields.`);
}

/** A query that takes the route and selects `selection` at its end. */
export function buildQuery(route: Route, selection: string): string {
  return `{ ${route.reduceRight((inner, { fieldName }) => `${fieldName} { ${inner} }`, selection)} }`;
}

/** The objects at the end of the route in the `data` of an answer, lists and nulls taken apart. */
export function listObjects(data: unknown, route: Route): Record<string, unknown>[] {
  return route.reduce<Record<string, unknown>[]>(
    (objects, { fieldName }) =>
      objects
        .flatMap((object) => object[fieldName])
        .filter((value): value is Record<string, unknown> => typeof value === "object" && value !== null),
    typeof data === "object" && data !== null ? [data as Record<string, unknown>] : [],
  );
}
