import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLResolveInfo,
  getVariableValues,
  OperationTypeNode,
} from "graphql";
import { accessRefused } from "../../packages/identity/access-refused.ts";
import type { Refusal } from "../../packages/identity/access-rule.ts";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { createPartCompletion, type PartCompletion } from "./complete-parts.ts";
import { completeExecuted, type PartlyRefused } from "./partly-refused.ts";
import { hasRefusedRootField, nothingExecuted } from "./refused-mutation.ts";

/** What to do with an operation. */
export type Authorization = AllowedOperation | PartOfOperation | RefusedOperation;

/** Execute the operation as it is. */
export interface AllowedOperation {
  readonly kind: "allowed";
}

/** Execute `document` in its place, under the same operation name and variables, and answer `complete(result)`. */
export interface PartOfOperation {
  readonly kind: "filtered";
  readonly document: DocumentNode;
  /**
   * Tells `document` apart from other filterings of the operation, and from the operation. A cache that knows
   * operations by their original text must add this to its key, or it will execute one for another.
   */
  readonly variant: string;
  /** The answer to the whole operation: what was executed, and an error for each path that was refused. */
  complete(result: ExecutionResult): ExecutionResult;
  /** Begins to complete an answer in parts; null: it must be whole. */
  readonly completeParts: (() => PartCompletion) | null;
}

/** Execute nothing: the answer is `result`. */
export interface RefusedOperation {
  readonly kind: "refused";
  readonly result: ExecutionResult;
  /** Why, when authorization is the reason; null when every caller would have got nothing. */
  readonly refusal: Refusal | null;
}

/**
 * What to do with what is left of an operation. A mutation with a refused root field is refused as a whole. Variables
 * are checked first: if the answer failed for them after a mutation, the client would not learn that it was executed.
 */
export function buildAuthorization(part: PartlyRefused): PartOfOperation | RefusedOperation {
  const { schema, request, access, filtered } = part;
  const definitions = access.operation.variableDefinitions ?? [];
  const variables = getVariableValues(schema, definitions, request.variables, { maxErrors: 50 });
  if (variables.errors !== undefined) {
    return { kind: "refused", result: { errors: variables.errors }, refusal: null };
  }
  const { document, refused, variant, mayComeInParts } = filtered;
  const isMutation = access.operation.operation === OperationTypeNode.MUTATION;
  if (isMutation && hasRefusedRootField(access, refused, variables.coerced)) {
    return refuseWhole(part, () => nothingExecuted(refusalOf(request.caller)));
  }
  if (document === null) return refuseWhole(part, (info) => refuseUnguarded(part, info));
  const completeParts = mayComeInParts ? () => createPartCompletion(part, (info) => refuseGuarded(part, info)) : null;
  return { kind: "filtered", document, variant, complete: (result) => completePart(part, result), completeParts };
}

function refuseWhole(part: PartlyRefused, refuseRest: RefuseField): RefusedOperation {
  const result = completeFrom(part, {}, refuseRest);
  const refusal = refusalOf(part.request.caller);
  // A condition that is null fails the operation before any rule does.
  const isRefused = result.errors?.some(({ extensions }) => extensions.code === refusal) ?? false;
  return { kind: "refused", result, refusal: isRefused ? refusal : null };
}

function completePart(part: PartlyRefused, result: ExecutionResult): ExecutionResult {
  // The executor failed as a whole: there are no paths left at which anything could be refused.
  if (result.data === null || result.data === undefined) return result;
  const completed = completeFrom(part, result.data, (info) => refuseUnguarded(part, info));
  const known = new Set((result.errors ?? []).map(formatError));
  const added = (completed.errors ?? []).filter((error) => !known.has(formatError(error)));
  const errors = [...(result.errors ?? []), ...added];
  return errors.length === 0 ? { ...result, ...completed } : { ...result, ...completed, errors };
}

/** An argument that is null where it must not be is met twice: as the part is executed, and as the whole is completed. */
function formatError({ message, path = [] }: GraphQLError): string {
  return JSON.stringify([message, path]);
}

/** Completes `data`; `refuseRest` makes the errors of absent fields that were not refused themselves. */
function completeFrom(
  part: PartlyRefused,
  data: Readonly<Record<string, unknown>>,
  refuseRest: RefuseField,
): ExecutionResult {
  return completeExecuted(part, { data, refuse: (info) => refuseGuarded(part, info) ?? refuseRest(info) });
}

type RefuseField = (info: GraphQLResolveInfo) => GraphQLError;

/** By the selection that was refused: one on an interface may be refused for a type other than the object's. */
function refuseGuarded({ request, access, filtered }: PartlyRefused, info: GraphQLResolveInfo): GraphQLError | null {
  const node = info.fieldNodes.find((fieldNode) => filtered.refused.has(fieldNode));
  const guard = node && access.guards.get(node);
  return guard === undefined ? null : accessRefused(refusalOf(request.caller), guard.coordinate);
}

/** A field that required nothing itself, in a fragment that was refused. */
function refuseUnguarded({ request }: PartlyRefused, { parentType, fieldName }: GraphQLResolveInfo): GraphQLError {
  return accessRefused(refusalOf(request.caller), `${parentType.name}.${fieldName}`);
}

function refusalOf(caller: MaybeCaller): Refusal {
  return caller === null ? "UNAUTHENTICATED" : "FORBIDDEN";
}
