import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  getNamedType,
  isCompositeType,
  isRequiredArgument,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { generateConditions } from "./conditions.ts";
import { type Draft, giveName, type SelectionPlace } from "./draft.ts";
import { generateFragment } from "./fragments.ts";
import { generateValue } from "./generate-value.ts";
import { buildName, buildSelectionSet, buildTypename } from "./nodes.ts";
import { claimField } from "./response-scope.ts";

/** How deep an operation goes. */
const MAXIMUM_DEPTH = 6;

/** Makes a selection set that is valid where it stands. */
export function generateSelectionSet(draft: Draft, place: SelectionPlace): SelectionSetNode {
  const selections: SelectionNode[] = [];
  const wanted = 1 + draft.random.below(place.depth === 0 ? 3 : 5);
  for (let count = 0; count < wanted; count++) {
    const selection = generateSelection(draft, place);
    if (selection !== null) selections.push(selection);
    if (selection !== null && draft.random.chance(0.04)) selections.push(selection);
  }
  return buildSelectionSet(selections.length > 0 ? selections : [buildTypename(null)]);
}

function generateSelection(draft: Draft, place: SelectionPlace): SelectionNode | null {
  const { random } = draft;
  if (random.chance(0.08)) return generateTypename(draft, place);
  const isAbstract = !("getInterfaces" in place.type) || !("isTypeOf" in place.type);
  if (random.chance(isAbstract ? 0.5 : 0.15)) return generateFragment(draft, place, generateSelectionSet);
  return isUnionType(place.type) ? generateFragment(draft, place, generateSelectionSet) : generateField(draft, place);
}

function generateTypename(draft: Draft, { scope, type }: SelectionPlace): SelectionNode {
  const alias = draft.random.chance(0.3) ? giveName(draft, "t") : null;
  const node = buildTypename(alias, generateConditions(draft, 0.05));
  claimField(scope, type, node as FieldNode);
  return node;
}

function generateField(draft: Draft, place: SelectionPlace): SelectionNode | null {
  const field = chooseField(draft, place);
  if (field === null || draft.fieldsLeft <= 0) return null;
  draft.fieldsLeft -= 1;
  const bare = {
    kind: Kind.FIELD,
    name: buildName(field.name),
    arguments: field.args.flatMap((argument) => generateArgument(draft, argument)),
    directives: generateConditions(draft, 0.1),
  } satisfies FieldNode;
  const { node, below } = claimUnderSomeName(draft, place, bare);
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return node;
  return {
    ...node,
    selectionSet: generateSelectionSet(draft, { type, scope: below, depth: place.depth + 1 }),
  };
}

/** Under its own name mostly; under another one by choice, or where a different field has that name. */
function claimUnderSomeName(draft: Draft, { scope, type }: SelectionPlace, bare: FieldNode) {
  const unnamed = draft.random.chance(0.15) ? null : claimField(scope, type, bare);
  if (unnamed !== null) return { node: bare, below: unnamed };
  const node: FieldNode = { ...bare, alias: buildName(chooseAlias(draft)) };
  const below = claimField(scope, type, node);
  if (below !== null) return { node, below };
  const fresh: FieldNode = { ...bare, alias: buildName(giveName(draft, "a")) };
  return { node: fresh, below: claimField(scope, type, fresh) ?? new Map() };
}

/** Names of Object's own fields, and those of keys, are plain data to a client. */
function chooseAlias(draft: Draft): string {
  return draft.random.chance(0.2)
    ? draft.random.pick([
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
        "id",
        "name",
        "_entities",
        "representations",
      ])
    : giveName(draft, "a");
}

function chooseField(draft: Draft, { type, depth }: SelectionPlace): GraphQLField<unknown, unknown> | null {
  if (isUnionType(type)) return null;
  const fields = Object.values(type.getFields());
  const links = fields.filter((field) => isCompositeType(getNamedType(field.type)));
  const leaves = fields.filter((field) => !links.includes(field));
  const mayGoOn = depth < MAXIMUM_DEPTH && draft.fieldsLeft > 1;
  const preferred = mayGoOn && (leaves.length === 0 || draft.random.chance(0.55)) ? links : leaves;
  if (preferred.length > 0) return draft.random.pick(preferred);
  return mayGoOn && fields.length > 0 ? draft.random.pick(fields) : null;
}

function generateArgument(draft: Draft, argument: GraphQLArgument) {
  if (!isRequiredArgument(argument) && draft.random.chance(0.4)) return [];
  const place = { type: argument.type, hasDefault: argument.defaultValue !== undefined };
  return [{ kind: Kind.ARGUMENT, name: buildName(argument.name), value: generateValue(draft, place) } as const];
}
