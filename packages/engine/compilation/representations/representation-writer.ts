import type { FetchDataRewrite, QueryPlanSelectionNode } from "@apollo/query-planner";
import { buildDataKey, type DataObject, isInherited, readField } from "../../data-object.ts";
import { readTypeCondition } from "../../planning/path-element.ts";
import { hasKey } from "../../planning/planner-defects/keyless-types.ts";
import type { Subtypes } from "../../planning/subtypes.ts";
import { listFragments, mergeFragments, type RequiredFragment } from "./required-fields.ts";
import { writeJson } from "./write-json.ts";

/** Writes the representations of entities of one type. */
export interface Representation {
  /** Writes it as JSON: equal entities have equal texts. Null when the data lacks a value that the text needs. */
  write(entity: DataObject, isClean: boolean): string | null;
  /**
   * The keys of all values that the text depends on, and a space in which equal values have equal texts; null when some
   * of them are objects.
   */
  readonly identity: { readonly keys: readonly [string, ...string[]]; readonly space: string } | null;
}

/** What the representations of a fetch depend on. */
export interface RepresentationOptions {
  readonly requires: readonly QueryPlanSelectionNode[];
  readonly inputRewrites: readonly FetchDataRewrite[];
  readonly typename: string;
  readonly subtypes: Subtypes;
  /** The key fields of a type in the subgraph. */
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
  if (!hasKey(keys, mergeFragments(fragments))) return null;
  const start = `{"__typename":${JSON.stringify(sentTypename)}`;
  const writeMembers = compileFragments(fragments, subtypes, (fields) => hasKey(keys, fields));
  return {
    identity: findIdentity(start, fragments),
    write(entity, isClean) {
      const members = writeMembers(entity, isClean);
      return members === null ? null : `${start}${members}}`;
    },
  };
}

function findIdentity(start: string, fragments: readonly RequiredFragment[]): Representation["identity"] {
  const fields = mergeFragments(fragments);
  if (fields.some(({ key, selections }) => selections !== null || isInherited(key))) return null;
  const [first, ...others] = fields.map(({ key }) => key);
  if (first === undefined) return null;
  return { keys: [first, ...others], space: JSON.stringify([start, fields.map(({ name }) => name)]) };
}

/** A subgraph that has an interface as an `@interfaceObject` knows its entities by the interface's name. */
function rewriteTypename({ typename, inputRewrites, subtypes }: RepresentationOptions): string {
  return inputRewrites.reduce((current, rewrite) => {
    const [fragment = "", key] = rewrite.path;
    const condition = readTypeCondition(fragment);
    const isKnown = condition !== null && key === "__typename" && rewrite.path.length === 2;
    if (!isKnown || rewrite.kind !== "ValueSetter") {
      throw new Error("the planner rewrites an input in a way that the engine does not know");
    }
    return subtypes.includes(condition, current) ? String(rewrite.setValueTo) : current;
  }, typename);
}

/** Writes members of an object, each after a comma. Null when the data lacks one. */
type WriteMembers = (object: DataObject, isClean: boolean) => string | null;

/** Writes the fragments that the data has completely; null when they are not enough. */
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
    ...buildDataKey(key),
    start: `,${JSON.stringify(name)}:`,
    write: selections === null ? writeJson : compileValue(selections, subtypes),
  }));
  return (object, isClean) => {
    let text = "";
    for (const member of members) {
      const value = readField(object, member);
      if (value === undefined) return null;
      text += member.start + member.write(value, isClean);
    }
    return text;
  };
}

type WriteValue = (value: unknown, isClean: boolean) => string;

/** A value inside an entity; an object that lacks a required value is written as null. */
function compileValue(selections: readonly QueryPlanSelectionNode[], subtypes: Subtypes): WriteValue {
  const writers = new Map<string | undefined, WriteMembers>();

  function findWriter(typename: string | undefined): WriteMembers {
    const known = writers.get(typename);
    if (known !== undefined) return known;
    const fragments = listFragments(selections, typename, subtypes);
    const writer = fragments.length === 0 ? () => "" : compileFragments(fragments, subtypes, () => true);
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
