import {
  doTypesOverlap,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  isCompositeType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { generateConditions } from "./conditions.ts";
import { type Draft, giveName, type SelectionPlace } from "./draft.ts";
import { buildName, buildNamedType } from "./nodes.ts";
import { claimSelectionSet } from "./response-scope.ts";

/** Makes what a fragment holds; handed in, since selections in turn make fragments. */
type GenerateSelectionSet = (draft: Draft, place: SelectionPlace) => SelectionSetNode;

/** Makes an inline fragment, a named one, or spreads one that the operation has already; null where it goes too deep. */
export function generateFragment(
  draft: Draft,
  place: SelectionPlace,
  generateSelectionSet: GenerateSelectionSet,
): SelectionNode | null {
  const { random } = draft;
  if (draft.fieldsLeft <= 0) return null;
  const spread = random.chance(0.25) ? spreadAgain(draft, place) : null;
  if (spread !== null) return spread;
  return random.chance(0.3)
    ? generateNamed(draft, place, generateSelectionSet)
    : generateInline(draft, place, generateSelectionSet);
}

function spreadAgain(draft: Draft, { type, scope }: SelectionPlace): SelectionNode | null {
  const fitting = draft.fragments.filter((fragment) =>
    doTypesOverlap(draft.schema, type, requireCondition(draft, fragment)),
  );
  if (fitting.length === 0) return null;
  const fragment = draft.random.pick(fitting);
  const condition = requireCondition(draft, fragment);
  return claimSelectionSet(draft, scope, condition, fragment.selectionSet) ? buildSpread(draft, fragment) : null;
}

function generateInline(
  draft: Draft,
  place: SelectionPlace,
  generateSelectionSet: GenerateSelectionSet,
): SelectionNode {
  const directives = generateConditions(draft, 0.15);
  const condition = draft.random.chance(0.85) ? chooseCondition(draft, place.type) : null;
  const selectionSet = generateSelectionSet(draft, {
    ...place,
    type: condition ?? place.type,
    depth: place.depth + 1,
  });
  return {
    kind: Kind.INLINE_FRAGMENT,
    directives,
    selectionSet,
    ...(condition === null ? {} : { typeCondition: buildNamedType(condition.name) }),
  };
}

function generateNamed(draft: Draft, place: SelectionPlace, generateSelectionSet: GenerateSelectionSet): SelectionNode {
  const condition = chooseCondition(draft, place.type);
  const fragment: FragmentDefinitionNode = {
    kind: Kind.FRAGMENT_DEFINITION,
    name: buildName(giveName(draft, "F")),
    typeCondition: buildNamedType(condition.name),
    selectionSet: generateSelectionSet(draft, { ...place, type: condition, depth: place.depth + 1 }),
  };
  draft.fragments.push(fragment);
  return buildSpread(draft, fragment);
}

/** A type some of whose objects can be here: this one, a wider one or a narrower one. */
function chooseCondition({ schema, random }: Draft, type: GraphQLCompositeType): GraphQLCompositeType {
  const types = Object.values(schema.getTypeMap()).filter(isCompositeType);
  return random.pick(types.filter((other) => !other.name.startsWith("__") && doTypesOverlap(schema, type, other)));
}

function buildSpread(draft: Draft, fragment: FragmentDefinitionNode): SelectionNode {
  return { kind: Kind.FRAGMENT_SPREAD, name: fragment.name, directives: generateConditions(draft, 0.15) };
}

function requireCondition({ schema }: Draft, { typeCondition }: FragmentDefinitionNode): GraphQLCompositeType {
  const type = schema.getType(typeCondition.name.value);
  if (!isCompositeType(type)) throw new Error(`${typeCondition.name.value} is no composite type`);
  return type;
}
