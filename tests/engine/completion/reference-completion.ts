import {
  type DocumentNode,
  executeSync,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  isScalarType,
} from "graphql";

type Path = readonly (string | number)[];

/** What completion must come to. */
export interface ReferenceCompletion {
  readonly text: string;
  /** Of all errors, in the order of the fields. */
  readonly paths: readonly Path[];
}

/**
 * Lets graphql-js complete `data`, which it does by the specification but for what its callers are to say: what is
 * missing is an error, what an object is follows from what it says it is, and a subgraph has coerced leaves before, so
 * that one of another kind of JSON is no more to be coerced.
 * @param schema is changed for that
 */
export function createReference(
  schema: GraphQLSchema,
): (document: DocumentNode, variables: Record<string, boolean>, data: unknown) => ReferenceCompletion {
  sayWhatObjectsAre(schema);
  refuseNumbersWithoutJson(schema);
  return (document, variableValues, rootValue) => {
    const typeResolver = (object: unknown) => readOwn(object, "__typename") as string;
    const { data, errors = [] } = executeSync({
      schema,
      document,
      variableValues,
      rootValue,
      fieldResolver,
      typeResolver,
    });
    return { text: JSON.stringify(data), paths: errors.map(({ path = [] }) => path) };
  };
}

const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (object, _arguments, _context, info) => {
  const value = readOwn(object, String(info.path.key));
  if (value === undefined) throw new Error("missing");
  return replaceMisfits(info.returnType, value);
};

const KINDS: Readonly<Record<string, string>> = {
  Int: "number",
  Float: "number",
  String: "string",
  Boolean: "boolean",
};

/** An object is what graphql-js coerces to no leaf. */
function replaceMisfits(type: GraphQLOutputType, value: unknown): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable) && Array.isArray(value)) {
    return value.map((item) => replaceMisfits(nullable.ofType, item));
  }
  const { name } = getNamedType(type);
  // It was rounded when it was read.
  if (name === "ID" && Number.isInteger(value) && !Number.isSafeInteger(value)) return {};
  const kind = KINDS[name];
  return kind === undefined || isListType(nullable) || value === null || typeof value === kind ? value : {};
}

function sayWhatObjectsAre(schema: GraphQLSchema): void {
  const types = Object.values(schema.getTypeMap());
  for (const type of types.filter(isObjectType)) {
    const wider = types.filter((other) => isAbstractType(other) && schema.isSubType(other, type));
    const names = [undefined, type.name, ...wider.map(({ name }) => name)];
    type.isTypeOf = (object) => isObject(object) && names.some((name) => name === readOwn(object, "__typename"));
  }
}

function refuseNumbersWithoutJson(schema: GraphQLSchema): void {
  const type = schema.getType("JSON");
  if (!isScalarType(type)) return;
  type.serialize = (value) => {
    if (typeof value === "number" && !Number.isFinite(value)) throw new Error("no JSON");
    return value;
  };
}

function readOwn(object: unknown, key: string): unknown {
  return isObject(object) ? Object.getOwnPropertyDescriptor(object, key)?.value : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
