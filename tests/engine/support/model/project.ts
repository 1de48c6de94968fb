import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from "graphql";

/** An object of which a field set may be read: an entity of the data, or what a subgraph was given of it. */
export interface Readable {
  /** Null where a subgraph is not told: the planner leaves out what a field set does not name. */
  readonly typename: string | null;
  has(field: FieldNode): boolean;
  /** A value, an object to read further in, or a list of either. Throws when the field is not there. */
  read(field: FieldNode): unknown;
}

/** Whether an object of one type satisfies a type condition. */
export type IsOfType = (typename: string, condition: string) => boolean;

/** Reads a field set from an object into plain data, without `__typename`. */
export function project(selection: SelectionSetNode, object: Readable, isOfType: IsOfType): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const node of selection.selections) Object.assign(data, projectNode(node, object, isOfType));
  return data;
}

/** Writes data so that equal data gives equal text, whatever the order of its fields. */
export function writeCanonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isPlainObject(part) ? sortFields(part) : part));
}

/** Whether a value has an object's fields. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function projectNode(node: SelectionNode, object: Readable, isOfType: IsOfType): Record<string, unknown> {
  if (node.kind === Kind.FIELD) return projectField(node, object, isOfType);
  if (node.kind === Kind.FRAGMENT_SPREAD) throw new Error("a field set has no named fragments");
  const condition = node.typeCondition?.name.value;
  if (condition === undefined) return project(node.selectionSet, object, isOfType);
  if (object.typename === null) return projectPresent(node.selectionSet, object, isOfType);
  return isOfType(object.typename, condition) ? project(node.selectionSet, object, isOfType) : {};
}

/** Without a type to go by, the fields that are there tell which fragments applied. */
function projectPresent({ selections }: SelectionSetNode, object: Readable, isOfType: IsOfType) {
  const present = selections.filter((node) => node.kind !== Kind.FIELD || object.has(node));
  return project({ kind: Kind.SELECTION_SET, selections: present }, object, isOfType);
}

function projectField(node: FieldNode, object: Readable, isOfType: IsOfType): Record<string, unknown> {
  if (node.name.value === "__typename") return {};
  return { [node.name.value]: projectValue(node.selectionSet, object.read(node), isOfType) };
}

function projectValue(selection: SelectionSetNode | undefined, value: unknown, isOfType: IsOfType): unknown {
  if (selection === undefined) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => projectValue(selection, item, isOfType));
  return isReadable(value) ? project(selection, value, isOfType) : value;
}

function isReadable(value: unknown): value is Readable {
  return typeof value === "object" && value !== null && "read" in value && typeof value.read === "function";
}

function sortFields(value: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(names.map((name) => [name, value[name]]));
}
