import {
  type DocumentNode,
  executeSync,
  type GraphQLSchema,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { createBoundedCache } from "../bounded-cache.ts";
import type { SelectedOperation } from "../planning/select-operation.ts";

/** An answer about a large schema is large, and few clients ask different questions. */
const MOST_REMEMBERED_ANSWERS = 16;
const NOTHING: ReadonlyMap<string, string> = new Map();

/** Answers the introspection fields at the root of an operation: the JSON of each by its response key. */
export type Introspect = (
  selected: SelectedOperation,
  variables: Readonly<Record<string, unknown>>,
) => ReadonlyMap<string, string>;

/** Answers introspection from `apiSchema`. */
export function createIntrospector(apiSchema: GraphQLSchema): Introspect {
  const documents = new WeakMap<
    SelectedOperation,
    { readonly document: DocumentNode; readonly text: string } | null
  >();
  const answers = createBoundedCache<ReadonlyMap<string, string>>(MOST_REMEMBERED_ANSWERS);

  function findDocument(selected: SelectedOperation) {
    const known = documents.get(selected);
    if (known !== undefined) return known;
    const document = buildIntrospection(selected);
    const introspection = document && { document, text: print(document) };
    documents.set(selected, introspection);
    return introspection;
  }

  return (selected, variables) => {
    const found = findDocument(selected);
    if (found === null) return NOTHING;
    return answers.get(`${found.text} ${JSON.stringify(variables)}`, () =>
      answer(apiSchema, found.document, variables),
    );
  };
}

function answer(
  schema: GraphQLSchema,
  document: DocumentNode,
  variableValues: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  const { data } = executeSync({ schema, document, variableValues });
  return new Map(Object.entries(data ?? {}).map(([key, value]) => [key, JSON.stringify(value)]));
}

/** The part of an operation that is about the schema; null when there is none. */
function buildIntrospection({ operation, fragments }: SelectedOperation): DocumentNode | null {
  const selections = listIntrospection(operation.selectionSet, fragments);
  if (selections.length === 0) return null;
  const { directives: _directives, ...rest } = operation;
  const reduced = { ...rest, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const;
  return { kind: Kind.DOCUMENT, definitions: [reduced, ...Object.values(fragments)] };
}

function listIntrospection(
  { selections }: SelectionSetNode,
  fragments: SelectedOperation["fragments"],
): readonly SelectionNode[] {
  return selections.flatMap((selection): readonly SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return isIntrospection(selection.name.value) ? [selection] : [];
    const { selectionSet } =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : (fragments[selection.name.value] ?? {});
    const nested = selectionSet === undefined ? [] : listIntrospection(selectionSet, fragments);
    if (nested.length === 0) return [];
    const { directives = [] } = selection;
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        directives,
        selectionSet: { kind: Kind.SELECTION_SET, selections: nested },
      },
    ];
  });
}

/** `__typename` is a field of any type, and known without the schema. */
function isIntrospection(fieldName: string): boolean {
  return fieldName === "__schema" || fieldName === "__type";
}
