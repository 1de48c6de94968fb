import { isInterfaceType, isIntrospectionType, isObjectType } from "graphql";
import { buildAccessRules, readAlternatives } from "../../access/access-rules.ts";
import { createRequirements, type Requirement } from "../../access/requirements.ts";
import type { AccessRule } from "../../identity/access-rule.ts";
import { buildApiSchema } from "../api-schema.ts";
import type { Graph } from "../step.ts";
import { buildAccess, type FieldAccess, type Grant, requireBoth } from "./field-access.ts";

/** The access of each field of an API schema, by the field's coordinate (`Book.title`). */
export type AccessMap = ReadonlyMap<string, FieldAccess>;

/**
 * Finds the rules that the router enforces for each field: those of the field, of the type that has it and of the type it
 * returns; on an interface, those of every implementing type too.
 * Throws when the supergraph is not valid, or has a rule that cannot be enforced or reviewed.
 */
export function deriveAccessMap(graph: Graph): AccessMap {
  const apiSchema = buildApiSchema(graph);
  const requirements = createRequirements(apiSchema, buildAccessRules(graph.supergraphSdl));
  const map = new Map<string, FieldAccess>();
  for (const type of Object.values(apiSchema.getTypeMap())) {
    if (isIntrospectionType(type) || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const fieldName of Object.keys(type.getFields())) {
      const coordinate = `${type.name}.${fieldName}`;
      map.set(coordinate, toAccess(coordinate, requirements.ofField(type, fieldName)));
    }
  }
  return map;
}

function toAccess(coordinate: string, requirement: Requirement): FieldAccess {
  try {
    return requirement
      .map((group) => buildAccess(group.flatMap(listGrants)))
      .reduce<FieldAccess>(requireBoth, "public");
  } catch (error) {
    throw new Error(`${coordinate}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** A rule without scopes and policies asks for a token alone. */
function listGrants({ scopes, policies }: AccessRule): Grant[] {
  return readAlternatives(scopes).flatMap((needed) =>
    readAlternatives(policies).map((also) => ({ scopes: needed, policies: also })),
  );
}
