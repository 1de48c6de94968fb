import {
  type DocumentNode,
  type ExecutionResult,
  executeSync,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isNonNullType,
  Kind,
} from "graphql";
import { buildNullableSchema } from "./plain-schema.ts";

/** An operation that was executed in part, and what the part returned. */
export interface PartialExecution {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** By response key; what was not executed is absent. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The response key that tells which type an object is of. */
  readonly typenameKey: string;
  /** The error of a field that was not executed; null: the field may come later. */
  readonly refuse: (info: GraphQLResolveInfo) => GraphQLError | null;
  /** Whether further data may come. Then nothing propagates beyond its field. */
  readonly isInParts?: boolean;
}

/** Answers the whole of an operation after a part of it was executed. */
export type CompleteResponse = (execution: PartialExecution) => ExecutionResult;

/**
 * A function that gives `data` the shape the client asked for, with an error for each path that is absent, for the
 * first hundred of them. Nulls propagate, and directives, order and paths count, as
 * https://spec.graphql.org/October2021/#sec-Execution says, because it is an execution, over data already there.
 * The schema must have no resolvers.
 */
export function createCompleter(schema: GraphQLSchema): CompleteResponse {
  let nullableSchema: GraphQLSchema | null = null;
  return (execution) => {
    const whole = execution.isInParts ? null : completeOver(schema, execution);
    if (whole !== null && !whole.hasStopped) return whole.result;
    nullableSchema ??= buildNullableSchema(schema);
    const { result } = completeOver(nullableSchema, execution);
    return whole === null ? result : { ...whole.result, ...listErrors(result) };
  };
}

/** More refusals than this tell a client nothing new; a list of objects would repeat them for each item. */
const MAXIMUM_REFUSALS = 100;

/** Thrown over and over: an error that has a path is passed on as it is, without the cost of a new one. */
const UNLISTED_REFUSAL = new GraphQLError("One more field was refused.", { path: [] });

/** `hasStopped`: a refusal reached beyond its field, so that the siblings after it were not looked at. */
function completeOver(
  schema: GraphQLSchema,
  execution: PartialExecution,
): { result: ExecutionResult; hasStopped: boolean } {
  const refusals = { count: 0, hasStopped: false };
  const { data, ...rest } = executeSync({
    schema,
    document: execution.document,
    operationName: execution.operationName,
    variableValues: execution.variables,
    rootValue: execution.data,
    fieldResolver: resolveFromData(execution, refusals),
    typeResolver: (object) => findString(object, execution.typenameKey),
  });
  return { result: { ...listErrors(rest), data: data ?? null }, hasStopped: refusals.hasStopped };
}

function resolveFromData(
  { refuse, isInParts }: PartialExecution,
  refusals: { count: number; hasStopped: boolean },
): GraphQLFieldResolver<unknown, unknown> {
  return (object, _arguments, _context, info) => {
    const value = findOwn(object, String(info.path.key));
    if (value !== undefined) return value;
    const isListed = refusals.count < MAXIMUM_REFUSALS;
    const refusal = isListed || isInParts ? refuse(info) : UNLISTED_REFUSAL;
    if (refusal === null) return null;
    refusals.count += 1;
    refusals.hasStopped ||= isNonNullType(info.returnType);
    throw isListed ? refusal : UNLISTED_REFUSAL;
  };
}

function listErrors({ errors = [] }: ExecutionResult): Pick<ExecutionResult, "errors"> {
  const listed = errors.filter((error) => error !== UNLISTED_REFUSAL);
  return listed.length === 0 ? {} : { errors: listed.map(describeNull) };
}

/** A null that the client gave where none may be: the only error about an argument that a valid operation can bring. */
function describeNull(error: GraphQLError): GraphQLError {
  const [node] = error.nodes ?? [];
  if (error.extensions.code !== undefined || node === undefined || node.kind === Kind.FIELD) return error;
  return new GraphQLError(error.message, {
    path: error.path ?? null,
    extensions: { code: "BAD_USER_INPUT" },
  });
}

/** The client chooses response keys, `constructor` or `__proto__` among them: only what the object has itself counts. */
function findOwn(object: unknown, key: string): unknown {
  if (typeof object !== "object" || object === null) return undefined;
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

function findString(object: unknown, key: string): string | undefined {
  const value = findOwn(object, key);
  return typeof value === "string" ? value : undefined;
}
