import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { SubgraphModel } from "../model/supergraph-model.ts";
import { isDataObject } from "../model/world.ts";
import { createReferenceResolver } from "./entity-references.ts";
import { makeSchemaLenient } from "./lenient-schema.ts";
import { applyPatches } from "./patches.ts";
import { resolveSubgraphField, type SubgraphContext } from "./resolve-field.ts";
import type { Run } from "./run.ts";
import { spoilAnswer } from "./spoil-answer.ts";

/** A request as it goes over the wire. */
export interface SubgraphOperation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** A subgraph that answers in this process. */
export interface ExecutableSubgraph {
  /** Answers as text, as a server does. Rejects when it cannot be reached. */
  answer(operation: SubgraphOperation, run: Run): Promise<string>;
}

/** How many parsed operations a subgraph keeps. */
const MAXIMUM_DOCUMENTS = 500;

/** Makes a subgraph executable over any world; it refuses operations that its schema does not allow. */
export function createExecutableSubgraph(model: SubgraphModel): ExecutableSubgraph {
  const strict = addReferenceResolvers(model, model.schema);
  const lenient = addReferenceResolvers(model, makeSchemaLenient(model));
  const documents = new Map<string, DocumentNode | readonly GraphQLError[]>();

  function findDocument(query: string): DocumentNode | readonly GraphQLError[] {
    const known = documents.get(query);
    if (known !== undefined) return known;
    if (documents.size >= MAXIMUM_DOCUMENTS) documents.clear();
    const document = parse(query);
    const errors = validate(strict, document);
    documents.set(query, errors.length > 0 ? errors : document);
    return errors.length > 0 ? errors : document;
  }

  async function answer(operation: SubgraphOperation, run: Run): Promise<string> {
    const document = findDocument(operation.query);
    if (!("kind" in document)) return JSON.stringify({ errors: document });
    const context: SubgraphContext = { run, subgraph: model, patches: [] };
    const result = await execute({
      schema: run.faults.isHonest ? strict : lenient,
      document,
      variableValues: operation.variables,
      operationName: operation.operationName,
      contextValue: context,
      fieldResolver: resolveSubgraphField,
    });
    const json = JSON.parse(JSON.stringify(result)) as ExecutionResult;
    applyPatches(json.data, context.patches);
    const fault = run.faults.findSubgraphFault(model.name);
    if (fault !== null) noteReached(strict, document, run);
    return spoilAnswer(json, document, fault);
  }

  return { answer };
}

function noteReached(schema: GraphQLSchema, document: DocumentNode, { faults }: Run): void {
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => faults.noteReached(`${types.getParentType()}.${name.value}`),
    }),
  );
}

function addReferenceResolvers(model: SubgraphModel, schema: GraphQLSchema): GraphQLSchema {
  for (const [name, { keys }] of model.types) {
    const type = schema.getType(name);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const resolveReference = createReferenceResolver(model, name, keys);
    type.extensions = { ...type.extensions, apollo: { subgraph: { resolveReference } } };
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if ("resolveType" in type && type.name !== "_Entity") {
      type.resolveType = (value) => (isDataObject(value) ? value.typename : undefined);
    }
  }
  return schema;
}
