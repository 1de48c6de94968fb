import { buildSupergraph } from "../api-schema.ts";
import type { Graph } from "../step.ts";
import { parseCoordinate, type SchemaChange } from "./schema-change.ts";

/** Lists the subgraphs that define a changed element; empty when the supergraph lacks it. */
export type FindOwners = (change: SchemaChange) => string[];

/** Reads owners from the join directives of a composed supergraph (https://specs.apollo.dev/join/v0.5/). */
export function buildFindOwners(graph: Graph): FindOwners {
  const { schema } = buildSupergraph(graph);
  return ({ coordinate, member }) => {
    const { type: typeName, field } = parseCoordinate(coordinate);
    const type = schema.type(typeName);
    const element = schema.elementByCoordinate(field === null ? typeName : `${typeName}.${field}`);
    if (type === undefined || element === undefined) return [];
    const own = member === null ? listFieldJoins(element) : listMemberJoins(type, member);
    const joins = own.length > 0 ? own : listJoins(type, "join__type");
    const graphs = new Set(joins.map(({ graph: name }) => String(name)));
    return [...graphs].map((name) => {
      const value = schema.elementByCoordinate(`join__Graph.${name}`);
      return String((value && listJoins(value, "join__graph")[0]?.name) ?? name);
    });
  };
}

/** A subgraph may have a field that another resolves: an external or an overridden one. */
function listFieldJoins(element: Annotated): Join[] {
  const joins = [...listJoins(element, "join__field"), ...listJoins(element, "join__enumValue")];
  return joins.filter((join) => join.graph !== undefined && !join.external && !join.usedOverridden);
}

function listMemberJoins(type: Annotated, member: string): Join[] {
  const joins = [...listJoins(type, "join__unionMember"), ...listJoins(type, "join__implements")];
  return joins.filter((join) => join.member === member || join.interface === member);
}

type Join = Readonly<Record<string, unknown>>;

interface Annotated {
  readonly appliedDirectives: readonly { readonly name: string; arguments(): Join }[];
}

function listJoins(element: Annotated, name: string): Join[] {
  return element.appliedDirectives.filter((one) => one.name === name).map((one) => one.arguments());
}
