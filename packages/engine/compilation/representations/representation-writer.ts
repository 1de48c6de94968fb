import type { FetchDataRewrite, QueryPlanSelectionNode } from "@apollo/query-planner";
import type { Subtypes } from "../../planning/subtypes.ts";
import { listFragments, mergeFragments, type RequiredFragment } from "./required-fields.ts";
import { readOwn, writeLeaf } from "./write-json.ts";

/** An object of the data. */
export type DataObject = Record<string, unknown>;

/** By what a subgraph knows entities of one type. */
export interface Representation {
  /** Writes it as JSON: equal entities have equal texts. Null when the data lacks something that the text needs. */
  write(entity: DataObject, isClean: boolean): string | null;
  /**
   * The key of the only value that the text depends on, when there is but one: entities with the same value in the
   * same space have the same text.
   */
  readonly identity: { readonly key: string; readonly space: string } | null;
}

/** What a fetch has to know of an entity. */
export interface RepresentationOptions {
  readonly requires: readonly QueryPlanSelectionNode[];
  readonly inputRewrites: readonly FetchDataRewrite[];
  readonly typename: string;
  readonly subtypes: Subtypes;
  /** The keys by which the subgraph finds entities that it knows by this name. */
  readonly findKeys: (typename: string) => readonly (readonly string[])[];
}

/** The representation of entities of one type; null when the fetch is not for them. */
export function compileRepresentation(options: RepresentationOptions): Representation | null {
  const { requires, typename, subtypes, findKeys } = options;
  const fragments = listFragments(requires, typename, subtypes)
    .filter((fragment) => fragment.some(({ name }) => name === "__typename"))
    .map((fragment) => fragment.filter(({ name }) => name !== "__typename"));
  const sentTypename = rewriteTypename(options);
  const keys = findKeys(sentTypename);
  // Where a plan has an interface in several fragments, some types may be left with no key: the subgraph cannot know
  // them, and refuses the whole request.
  const hasKey = (fields: RequiredFragment) =>
    keys.some((key) => key.every((name) => fields.some((field) => field.name === name)));
  if (!hasKey(mergeFragments(fragments))) return null;
  const start = `{"__typename":${JSON.stringify(sentTypename)}`;
  const writeMembers = compileFragments(fragments, subtypes, hasKey);
  return {
    identity: findIdentity(start, fragments),
    write(entity, isClean) {
      const members = writeMembers(entity, isClean);
      return members === null ? null : `${start}${members}}`;
    },
  };
}

function findIdentity(start: string, fragments: readonly RequiredFragment[]): Representation["identity"] {
  const [field, ...others] = mergeFragments(fragments);
  const isOnlyOne = field !== undefined && others.length === 0 && field.selections === null;
  if (!isOnlyOne || field.key in Object.prototype) return null;
  return { key: field.key, space: `${start},${JSON.stringify(field.name)}:` };
}

/** A subgraph that stands in for an interface by an object knows its entities by the interface's name. */
function rewriteTypename({ typename, inputRewrites, subtypes }: RepresentationOptions): string {
  return inputRewrites.reduce((current, rewrite) => {
    const [fragment = "", key] = rewrite.path;
    const isKnown = fragment.startsWith(FRAGMENT) && key === "__typename" && rewrite.path.length === 2;
    if (!isKnown || rewrite.kind !== "ValueSetter") {
      throw new Error("the planner rewrites an input in a way that the engine does not know");
    }
    return subtypes.includes(fragment.slice(FRAGMENT.length), current) ? String(rewrite.setValueTo) : current;
  }, typename);
}

const FRAGMENT = "... on ";

/** Writes members of an object, each after a comma. Null when the data lacks one. */
type WriteMembers = (object: DataObject, isClean: boolean) => string | null;

/** Writes those fragments that the data has all of; null when they are not enough. */
function compileFragments(
  fragments: readonly RequiredFragment[],
  subtypes: Subtypes,
  isEnough: (fields: RequiredFragment) => boolean,
): WriteMembers {
  const writeAll = compileFields(mergeFragments(fragments), subtypes);
  if (fragments.length === 1) return writeAll;
  const writers = fragments.map((fragment) => compileFields(fragment, subtypes));
  return (object, isClean) => {
    const text = writeAll(object, isClean);
    if (text !== null) return text;
    const present = fragments.filter((_fragment, index) => writers[index]?.(object, isClean) !== null);
    const fields = mergeFragments(present);
    return present.length > 0 && isEnough(fields) ? compileFields(fields, subtypes)(object, isClean) : null;
  };
}

function compileFields(fields: RequiredFragment, subtypes: Subtypes): WriteMembers {
  const members = fields.map(({ name, key, selections }) => ({
    key,
    isInherited: key in Object.prototype,
    start: `,${JSON.stringify(name)}:`,
    write: selections === null ? writeLeaf : compileValue(selections, subtypes),
  }));
  return (object, isClean) => {
    let text = "";
    for (const { key, isInherited, start, write } of members) {
      const value = isInherited ? readOwn(object, key) : object[key];
      if (value === undefined) return null;
      text += start + write(value, isClean);
    }
    return text;
  };
}

type WriteValue = (value: unknown, isClean: boolean) => string;

/** A value inside an entity: an object that lacks something is written as null. */
function compileValue(selections: readonly QueryPlanSelectionNode[], subtypes: Subtypes): WriteValue {
  const writers = new Map<string | undefined, WriteMembers>();

  function findWriter(typename: string | undefined): WriteMembers {
    const known = writers.get(typename);
    if (known !== undefined) return known;
    const fragments = listFragments(selections, typename, subtypes);
    const writer = fragments.length === 0 ? writeNothing : compileFragments(fragments, subtypes, () => true);
    if (typename === undefined || subtypes.isKnown(typename)) writers.set(typename, writer);
    return writer;
  }

  function write(value: unknown, isClean: boolean): string {
    if (Array.isArray(value)) return `[${value.map((item) => write(item, isClean)).join(",")}]`;
    if (typeof value !== "object" || value === null) return "null";
    const object = value as DataObject;
    const typename = typeof object.__typename === "string" ? object.__typename : undefined;
    const members = findWriter(typename)(object, isClean);
    return members === null ? "null" : `{${members.slice(1)}}`;
  }
  return write;
}

function writeNothing(): string {
  return "";
}
