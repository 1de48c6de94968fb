import { execute, type GraphQLFieldResolver, type GraphQLResolveInfo } from "graphql";
import type { FieldFault } from "../faults/faults.ts";
import type { FieldModel } from "../model/field-model.ts";
import type { SupergraphModel } from "../model/supergraph-model.ts";
import { type DataObject, isDataObject } from "../model/world.ts";
import type { Run } from "../subgraphs/run.ts";
import { buildAnswerError, buildFailure, type Executor } from "./executor.ts";

/** An object of the data, and the object it was reached from: it is where contexts are looked for. */
interface ReachedObject extends DataObject {
  readonly from: ReachedObject | null;
}

/** Executes operations by graphql-js, as if all data were in one place and no subgraph had ever been. */
export function createReference(model: SupergraphModel): Executor {
  return {
    async execute({ document, operationName, variables }, run) {
      try {
        const result = await execute({
          schema: model.apiSchema,
          document,
          operationName,
          variableValues: variables,
          contextValue: run,
          fieldResolver: resolveField,
          typeResolver: (value) => (isDataObject(value) ? value.typename : undefined),
        });
        const text = result.data === undefined ? null : JSON.stringify(result.data);
        return { text, errors: (result.errors ?? []).map(buildAnswerError) };
      } catch (error) {
        return buildFailure(error);
      }
    },
  };
}

const resolveField: GraphQLFieldResolver<ReachedObject | undefined, Run> = (source, given, run, info) => {
  const parent = source ?? findRoot(run, info);
  const { fieldName } = info;
  const field = run.world.requireField(parent.typename, fieldName);
  const required = field.requires === null ? "" : run.world.readRequired(parent, field.requires);
  const value = run.world.readField({
    parent,
    fieldName,
    given: { ...given, ...readContexts(parent, field, run) },
    required,
  });
  const fault = run.faults.findFieldFault({ parent, fieldName, shape: field.shape, value });
  return reach(fault === null ? value : foretell(fault, value), parent);
};

function findRoot(run: Run, { operation, parentType }: GraphQLResolveInfo): ReachedObject {
  const root = operation.operation === "mutation" ? run.nextMutation() : { typename: parentType.name, place: "Query" };
  return { ...root, from: null };
}

function reach(value: unknown, from: ReachedObject): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => reach(item, from));
  return isDataObject(value) ? { ...value, from } : value;
}

/** The arguments that a field takes from the nearest object around it that sets their context. */
function readContexts(parent: ReachedObject, { contextArguments }: FieldModel, { world }: Run) {
  const entries = contextArguments.map(({ name, context, selection }) => {
    const setter = findSetter(parent, context, world.model);
    const [value] = setter === null ? [] : Object.values(world.readSelected(setter, selection));
    return [name, value ?? null] as const;
  });
  return Object.fromEntries(entries);
}

function findSetter(parent: ReachedObject, context: string, { subgraphs }: SupergraphModel): ReachedObject | null {
  let object = parent.from;
  while (object !== null) {
    const { typename } = object;
    if (subgraphs.some(({ types }) => types.get(typename)?.contexts.includes(context))) return object;
    object = object.from;
  }
  return null;
}

/** What completion makes of a fault in the merged data (GraphQL specification §6.4.3): all but a null is an error. */
function foretell(fault: FieldFault, value: unknown): unknown {
  switch (fault.kind) {
    case "null":
      return null;
    case "item":
      return (value as unknown[]).with(
        fault.index,
        fault.value === null ? null : new Error("an item has a wrong type"),
      );
    default:
      throw new Error("the value has a wrong type");
  }
}
