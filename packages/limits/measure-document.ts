import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
  type ValueNode,
} from "graphql";

/** A fragment contains itself: its expansion has no end. */
export class FragmentCycleError extends Error {
  override readonly name = "FragmentCycleError";
}

/** The size of a part of a document, its fragments expanded; what each count means is in document-limits.ts. */
export type Measure = Readonly<typeof NOTHING>;

const NOTHING = {
  depth: 0,
  nesting: 0,
  selections: 0,
  aliases: 0,
  aliasLength: 0,
  directives: 0,
  rootFields: 0,
  introspectionDepth: 0,
  introspectionSelections: 0,
};

/**
 * Makes what measures `document` in one pass over its nodes: each fragment is measured once. The document need not be
 * valid; a missing fragment counts nothing.
 */
export function createDocumentMeasurer(document: DocumentNode) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Measure | "begun">();

  /** @throws FragmentCycleError */
  function measureFragment(name: string): Measure {
    const known = measured.get(name);
    if (known === "begun") throw new FragmentCycleError(name);
    if (known !== undefined) return known;
    measured.set(name, "begun");
    const fragment = fragments.get(name);
    const measure =
      fragment === undefined ? NOTHING : withDirectives(measureSet(fragment.selectionSet), fragment.directives);
    measured.set(name, measure);
    return measure;
  }

  function measureSet(set: SelectionSetNode): Measure {
    const total = set.selections.map(measureSelection).reduce(add, NOTHING);
    return { ...total, nesting: total.nesting + 1 };
  }

  function measureSelection(selection: SelectionNode): Measure {
    const inside =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? measureFragment(selection.name.value)
        : selection.selectionSet === undefined
          ? NOTHING
          : measureSet(selection.selectionSet);
    const measure = selection.kind === Kind.FIELD ? measureField(selection, inside) : inside;
    return withDirectives(measure, selection.directives);
  }

  return {
    measureFragment,
    /** @throws FragmentCycleError */
    measureOperation({ selectionSet, directives, variableDefinitions = [] }: OperationDefinitionNode): Measure {
      const ofVariables = variableDefinitions.map(({ type, defaultValue, directives: own }) =>
        withDirectives({ ...NOTHING, nesting: Math.max(countLists(type), countLevels(defaultValue)) }, own),
      );
      return withDirectives(ofVariables.reduce(add, measureSet(selectionSet)), directives);
    },
  };
}

function measureField(field: FieldNode, inside: Measure): Measure {
  const own = {
    ...inside,
    aliases: inside.aliases + (field.alias === undefined ? 0 : 1),
    aliasLength: Math.max(inside.aliasLength, field.alias?.value.length ?? 0),
    nesting: Math.max(inside.nesting, ...countArgumentLevels(field.arguments)),
    rootFields: 1,
  };
  if (field.name.value === "__schema" || field.name.value === "__type") {
    return {
      ...own,
      depth: 1,
      selections: 1,
      introspectionDepth: 1 + Math.max(inside.depth, inside.introspectionDepth),
      introspectionSelections: 1 + inside.selections + inside.introspectionSelections,
    };
  }
  return { ...own, depth: inside.depth + 1, selections: inside.selections + 1 };
}

function withDirectives(measure: Measure, directives: readonly DirectiveNode[] = []): Measure {
  if (directives.length === 0) return measure;
  const levels = directives.flatMap((directive) => countArgumentLevels(directive.arguments));
  return {
    ...measure,
    directives: measure.directives + directives.length,
    nesting: Math.max(measure.nesting, ...levels),
  };
}

function countArgumentLevels(given: readonly { readonly value: ValueNode }[] = []): number[] {
  return given.map(({ value }) => countLevels(value));
}

function countLevels(value: ValueNode | undefined): number {
  if (value?.kind === Kind.LIST) return 1 + Math.max(0, ...value.values.map(countLevels));
  if (value?.kind === Kind.OBJECT) {
    return 1 + Math.max(0, ...value.fields.map((field) => countLevels(field.value)));
  }
  return 0;
}

function countLists(type: TypeNode): number {
  if (type.kind === Kind.NON_NULL_TYPE) return countLists(type.type);
  return type.kind === Kind.LIST_TYPE ? 1 + countLists(type.type) : 0;
}

/** Nested fragments can double a count at every step. A sum too large to be exact is still above every limit. */
function add(left: Measure, right: Measure): Measure {
  return {
    depth: Math.max(left.depth, right.depth),
    nesting: Math.max(left.nesting, right.nesting),
    selections: left.selections + right.selections,
    aliases: left.aliases + right.aliases,
    aliasLength: Math.max(left.aliasLength, right.aliasLength),
    directives: left.directives + right.directives,
    rootFields: left.rootFields + right.rootFields,
    introspectionDepth: Math.max(left.introspectionDepth, right.introspectionDepth),
    introspectionSelections: left.introspectionSelections + right.introspectionSelections,
  };
}
