import {
  type DocumentNode,
  isAbstractType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { listInternalFields } from "../model/field-model.ts";
import type { SupergraphModel } from "../model/supergraph-model.ts";

const OBJECT_FIELDS = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Whether an alias is the name of a field of the graph, or one that every JavaScript object has. */
export function hasCollidingAlias({ supergraphSchema }: SupergraphModel, document: DocumentNode): boolean {
  const names = new Set(["__typename", ...OBJECT_FIELDS]);
  for (const type of Object.values(supergraphSchema.getTypeMap())) {
    if (isObjectType(type) || isInterfaceType(type)) for (const name of Object.keys(type.getFields())) names.add(name);
  }
  return some((found) => {
    visit(document, {
      Field({ alias, name }) {
        if (alias !== undefined && alias.value !== name.value && names.has(alias.value)) found();
      },
    });
  });
}

/** Whether `@skip` or `@include` is used. */
export function hasConditions(document: DocumentNode): boolean {
  return some((found) => {
    visit(document, { Directive: found });
  });
}

/** Whether a fragment is for some types only. */
export function hasTypeCondition(document: DocumentNode): boolean {
  return some((found) => {
    visit(document, { InlineFragment: found, FragmentSpread: found });
  });
}

/** Whether a fragment on an interface or union stands where only one object type can be. */
export function hasWiderFragment({ apiSchema }: SupergraphModel, document: DocumentNode): boolean {
  const types = new TypeInfo(apiSchema);
  return some((found) => {
    visit(
      document,
      visitWithTypeInfo(types, {
        InlineFragment({ typeCondition, selectionSet }) {
          const condition = typeCondition && apiSchema.getType(typeCondition.name.value);
          if (isAbstractType(condition) && hasFragment(selectionSet)) found();
        },
        FragmentDefinition({ typeCondition, selectionSet }) {
          if (isAbstractType(apiSchema.getType(typeCondition.name.value)) && hasFragment(selectionSet)) found();
        },
      }),
    );
  });
}

/** Whether a mutation has fragments at its root. */
export function isMutationWithFragments({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.operation === "mutation" &&
      hasFragment(definition.selectionSet),
  );
}

/** Whether a subgraph knows an interface as an object. */
export function hasInterfaceObject({ subgraphs }: SupergraphModel): boolean {
  return subgraphs.some(({ types }) => [...types.values()].some(({ isInterfaceObject }) => isInterfaceObject));
}

/** Whether an object type makes a field non-null that is nullable in an interface of its. */
export function narrowsNullability({ apiSchema }: SupergraphModel): boolean {
  return Object.values(apiSchema.getTypeMap())
    .filter(isObjectType)
    .some((type) =>
      type
        .getInterfaces()
        .some((wider) =>
          Object.values(wider.getFields()).some(
            (field) => isNonNullType(type.getFields()[field.name]?.type) && !isNonNullType(field.type),
          ),
        ),
    );
}

/** Whether `__typename` is asked for. */
export function asksTypename(document: DocumentNode): boolean {
  return some((found) => {
    visit(document, { Field: ({ name }) => (name.value === "__typename" ? found() : undefined) });
  });
}

/** Whether a field is asked for that has `@requires`. */
export function asksRequiring(model: SupergraphModel, document: DocumentNode): boolean {
  return asksField(model, document, (typeName, fieldName) => findRequires(model, typeName, fieldName) !== null);
}

/** Whether a field is asked for that some `@requires` selects with arguments, or one that requires such a field. */
export function requiresWithArguments(model: SupergraphModel, document: DocumentNode): boolean {
  const internal = listInternalFields(model);
  return asksField(model, document, (typeName, fieldName, isWithArguments) => {
    if (isWithArguments && internal.has(`${typeName}.${fieldName}`)) return true;
    return findRequires(model, typeName, fieldName)?.loc?.source.body.includes("(") === true;
  });
}

type IsLookedFor = (typeName: string, fieldName: string, isWithArguments: boolean) => boolean;

/** Whether a field is asked for, of any object type that can be where it is asked. */
function asksField({ apiSchema }: SupergraphModel, document: DocumentNode, isLookedFor: IsLookedFor): boolean {
  const types = new TypeInfo(apiSchema);
  return some((found) => {
    visit(
      document,
      visitWithTypeInfo(types, {
        Field() {
          const [parent, field] = [types.getParentType(), types.getFieldDef()];
          if (!parent || !field) return;
          const members = isAbstractType(parent) ? apiSchema.getPossibleTypes(parent) : [parent];
          if (members.some(({ name }) => isLookedFor(name, field.name, field.args.length > 0))) found();
        },
      }),
    );
  });
}

/** What a field requires, in whichever subgraph and under whichever type of its object it does. */
function findRequires({ subgraphs, supergraphSchema }: SupergraphModel, typeName: string, fieldName: string) {
  const type = supergraphSchema.getType(typeName);
  const names = [typeName, ...(isObjectType(type) ? type.getInterfaces().map(({ name }) => name) : [])];
  const found = subgraphs.flatMap(({ types }) => names.map((name) => types.get(name)?.fields.get(fieldName)?.requires));
  return found.find((requires) => requires != null) ?? null;
}

function hasFragment({ selections }: SelectionSetNode): boolean {
  return selections.some(({ kind }) => kind !== Kind.FIELD);
}

function some(look: (found: () => void) => void): boolean {
  let isFound = false;
  look(() => {
    isFound = true;
  });
  return isFound;
}
