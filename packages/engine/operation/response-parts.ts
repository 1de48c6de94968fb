import { type FieldNode, type InlineFragmentNode, Kind, type SelectionSetNode } from "graphql";
import { type Conditions, isIncluded } from "./conditions.ts";
import { readDefer } from "./defer-directive.ts";

/** Deferred fragments of one operation; more of them have no effect. */
const MAXIMUM_PARTS = 100;

/** A part of a response: the first one, or what one deferred fragment brings. */
export interface ResponsePart {
  /** In the order of the document; 0 is the first part of the response. */
  readonly index: number;
  /** The part around its fragment; null for the first part. */
  readonly parent: ResponsePart | null;
  readonly label: string | undefined;
  /** The keys in the data that lead to the object that its fragment is on, without list items. */
  readonly path: string;
  /** How many fields lead to the object that its fragment is on. */
  readonly depth: number;
}

/** A field in a document without named fragments. */
export interface PlacedField {
  readonly node: FieldNode;
  /** Its keys in the data from the root down, without list items. */
  readonly path: string;
  /** The part whose fragment it is in. */
  readonly part: ResponsePart;
  /** The deferred fragments between it and the field above. */
  readonly begins: readonly ResponsePart[];
  readonly above: PlacedField | null;
  readonly fields: PlacedField[];
}

/** The part that a field comes with. */
export interface FieldPlacement {
  readonly part: ResponsePart;
  /** The parts whose fragments are on the field's object, around the field. */
  readonly begins: readonly ResponsePart[];
  /** The parts of the fields below it, and those that begin there. */
  readonly inside: ReadonlySet<ResponsePart>;
}

/** The parts of a response, and its fields. */
export interface PartTree {
  readonly first: ResponsePart;
  /** Each after its parent, `first` too. */
  readonly parts: readonly ResponsePart[];
  /** Each after the field above it. */
  readonly fields: readonly PlacedField[];
}

interface Place extends Pick<PlacedField, "part" | "begins" | "above"> {
  readonly path: string;
  readonly depth: number;
}

/** The parts of the response to an operation without named fragments. */
export function buildPartTree(
  selectionSet: SelectionSetNode,
  conditions: Conditions,
  findDataKey: (field: FieldNode) => string,
): PartTree {
  const first: ResponsePart = { index: 0, parent: null, label: undefined, path: "", depth: 0 };
  const parts = [first];
  const fields: PlacedField[] = [];

  function addField(node: FieldNode, { path: above, part, begins, ...place }: Place): void {
    const key = findDataKey(node);
    const path = above === "" ? key : `${above}/${key}`;
    const field: PlacedField = { node, path, part, begins, above: place.above, fields: [] };
    fields.push(field);
    place.above?.fields.push(field);
    if (node.selectionSet === undefined) return;
    walk(node.selectionSet, { path, part, begins: [], above: field, depth: place.depth + 1 });
  }

  /** The place inside a fragment, which begins a part if it is deferred. */
  function enter({ directives }: InlineFragmentNode, place: Place): Place {
    const defer = readDefer(directives, conditions);
    if (defer === null || parts.length > MAXIMUM_PARTS) return place;
    const { part: parent, path, depth } = place;
    const part = { index: parts.length, parent, label: defer.label, path, depth };
    parts.push(part);
    return { ...place, part, begins: [...place.begins, part] };
  }

  function walk({ selections }: SelectionSetNode, place: Place): void {
    for (const selection of selections) {
      if (!isIncluded(selection.directives, conditions)) continue;
      if (selection.kind === Kind.FIELD) addField(selection, place);
      if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, enter(selection, place));
    }
  }

  walk(selectionSet, { path: "", part: first, begins: [], above: null, depth: 0 });
  return { first, parts, fields };
}

/** A part with the parts around it, from the first one down. */
export function listChain(part: ResponsePart): readonly ResponsePart[] {
  return part.parent === null ? [part] : [...listChain(part.parent), part];
}
