import {
  BREAK,
  type DocumentNode,
  type ExecutionArgs,
  executeSync,
  type FieldNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import { createBoundedCache } from "../bounded-cache.ts";
import { isIntrospection } from "../operation/collect-fields.ts";
import { listDefinitions, type SelectedOperation } from "../operation/select-operation.ts";
import type { Introspection } from "../response/plain-writer.ts";
import { declareDirectiveDeprecation } from "./directive-deprecation.ts";

/** An answer about a large schema is large, and most clients ask the same. */
const MAXIMUM_REMEMBERED_ANSWERS = 16;

/** The answers to the introspection fields of one request. */
export interface SchemaAnswers extends Introspection {
  readonly errors: readonly GraphQLFormattedError[];
}

/** Answers the introspection fields of operations from `apiSchema`. */
export function createIntrospector(apiSchema: GraphQLSchema) {
  declareDirectiveDeprecation();
  const questions = new WeakMap<SelectedOperation, Question | null>();
  const answers = createBoundedCache<RootAnswers>(MAXIMUM_REMEMBERED_ANSWERS);

  /** The introspection at the root, perhaps empty; null when the operation has no introspection at all. */
  function findQuestion(selected: SelectedOperation): Question | null {
    const known = questions.get(selected);
    if (known !== undefined) return known;
    const { operation, fragments } = selected;
    const found = hasIntrospection(selected)
      ? buildQuestion(selected, listIntrospection(operation.selectionSet, fragments))
      : null;
    questions.set(selected, found);
    return found;
  }

  return (selected: SelectedOperation, variableValues: Readonly<Record<string, unknown>>): SchemaAnswers => {
    const atRoot = findQuestion(selected);
    if (atRoot === null) return NOTHING;
    const answerAll = ({ document, text }: Question) =>
      answers.get(`${text} ${JSON.stringify(variableValues)}`, () =>
        answer({ schema: apiSchema, document, variableValues }),
      );
    const { texts, errors } = atRoot.isEmpty ? NONE : answerAll(atRoot);
    // Each object of a list has the same introspection fields.
    const inside = new Map<string, RootAnswers>();
    const answerInside = (question: string) => {
      const known = inside.get(question) ?? answerAll(buildQuestion(selected, parseSelections(question)));
      inside.set(question, known);
      return known.errors.length > 0 ? undefined : [...known.texts.values()][0];
    };
    // At the root, a question is a response key, which has no brace.
    return {
      get: (question) => (question.includes("{") ? answerInside(question) : texts.get(question)),
      errors,
    };
  };
}

interface Question {
  readonly isEmpty: boolean;
  readonly document: DocumentNode;
  readonly text: string;
}

/** A query for these introspection fields, with the operation's variables and fragments. */
function buildQuestion({ operation, fragments }: SelectedOperation, selections: readonly SelectionNode[]): Question {
  const { directives: _directives, ...rest } = operation;
  const selectionSet = { kind: Kind.SELECTION_SET, selections } as const;
  const query = { ...rest, operation: OperationTypeNode.QUERY, selectionSet };
  const document = { kind: Kind.DOCUMENT, definitions: [query, ...Object.values(fragments)] } as const;
  return { isEmpty: selections.length === 0, document, text: print(document) };
}

interface RootAnswers {
  readonly texts: ReadonlyMap<string, string>;
  readonly errors: readonly GraphQLFormattedError[];
}

const NONE: RootAnswers = { texts: new Map(), errors: [] };
const NOTHING: SchemaAnswers = { get: () => undefined, errors: [] };

function answer(question: ExecutionArgs): RootAnswers {
  const { data, errors = [] } = executeSync(question);
  return {
    texts: new Map(Object.entries(data ?? {}).map(([key, value]) => [key, JSON.stringify(value)])),
    errors: errors.map((error) => ({ ...error.toJSON(), extensions: { code: "BAD_USER_INPUT" } })),
  };
}

function hasIntrospection(selected: SelectedOperation): boolean {
  let isFound = false;
  const Field = (field: FieldNode) => {
    isFound ||= isIntrospection(field);
    return isFound ? BREAK : undefined;
  };
  for (const definition of listDefinitions(selected)) visit(definition, { Field });
  return isFound;
}

function parseSelections(text: string): readonly SelectionNode[] {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [];
}

function listIntrospection(
  { selections }: SelectionSetNode,
  fragments: SelectedOperation["fragments"],
): readonly SelectionNode[] {
  return selections.flatMap((selection): readonly SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return isIntrospection(selection) ? [selection] : [];
    const { selectionSet } =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : (fragments[selection.name.value] ?? {});
    const nested = selectionSet === undefined ? [] : listIntrospection(selectionSet, fragments);
    if (nested.length === 0) return [];
    const { directives = [] } = selection;
    const inner = { kind: Kind.SELECTION_SET, selections: nested } as const;
    return [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet: inner }];
  });
}
