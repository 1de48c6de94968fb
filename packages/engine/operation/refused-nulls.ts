import {
  type ASTNode,
  type FieldNode,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { Conditions } from "./conditions.ts";
import { listDefinitions, type SelectedOperation } from "./select-operation.ts";

/** A variable that may be null in an argument that must not be: the variable or the argument has a default. */
export interface NullRefusal {
  readonly variable: string;
  readonly field: FieldNode;
  /** The error's message when the variable is null. */
  readonly message: string;
}

/** The arguments of fields that refuse a variable's null (GraphQL specification §5.8.5, §6.4.1). */
export function listNullRefusals(selected: SelectedOperation, apiSchema: GraphQLSchema): readonly NullRefusal[] {
  const mayBeNull = new Set(
    (selected.operation.variableDefinitions ?? []).flatMap(({ type, variable }) =>
      type.kind === Kind.NON_NULL_TYPE ? [] : [variable.name.value],
    ),
  );
  if (mayBeNull.size === 0) return [];
  const refusals: NullRefusal[] = [];
  const typeInfo = new TypeInfo(apiSchema);
  const visitor = visitWithTypeInfo(typeInfo, {
    VariableDefinition: () => false,
    Directive: () => false,
    Variable({ name }, _key, _parent, _path, ancestors) {
      const type = typeInfo.getInputType();
      const field = ancestors.findLast(isField);
      const argument = typeInfo.getArgument();
      if (!isNonNullType(type) || !mayBeNull.has(name.value) || !argument || field === undefined) return;
      const given = field.arguments?.find((one) => one.name.value === argument.name)?.value;
      const message =
        given?.kind === Kind.VARIABLE || given === undefined
          ? `Argument "${argument.name}" of non-null type "${type}" must not be null.`
          : `Argument "${argument.name}" has invalid value ${print(given)}.`;
      refusals.push({ variable: name.value, field, message });
    },
  });
  for (const definition of listDefinitions(selected)) visit(definition, visitor);
  return refusals;
}

/** The fields that fail because of a request's nulls, each with its error's message. */
export function findRefusedFields(
  refusals: readonly NullRefusal[],
  conditions: Conditions,
): ReadonlyMap<FieldNode, string> {
  const refused = refusals.filter(({ variable }) => conditions[variable] === null);
  return new Map(refused.map(({ field, message }) => [field, message]));
}

function isField(node: ASTNode | readonly ASTNode[] | undefined): node is FieldNode {
  return node !== undefined && "kind" in node && node.kind === Kind.FIELD;
}
