import type { FieldNode } from "graphql";
import {
  type FieldPlacement,
  listChain,
  type PartTree,
  type PlacedField,
  type ResponsePart,
} from "../operation/response-parts.ts";
import type { FindNeededFetches } from "../planning/needed-fetches.ts";
import type { PlannedFetch } from "../planning/planned-fetch.ts";

type Fetches = ReadonlySet<PlannedFetch>;

/** What each part of a response brings, and what it waits for. */
export interface PartAssignment extends Pick<PartTree, "first"> {
  /** The parts that bring a field, each after its parent, and the first part of the response in any case. */
  readonly parts: readonly ResponsePart[];
  /** The part that must come before each part but the first. */
  readonly parents: ReadonlyMap<ResponsePart, ResponsePart>;
  readonly placements: ReadonlyMap<FieldNode, FieldPlacement>;
  readonly fetches: ReadonlyMap<ResponsePart, Fetches>;
}

/**
 * Assigns each field to a part. A field of a deferred fragment whose fetches an earlier part needs anyway comes with
 * that part. A fragment that has no field left is no part.
 */
export function assignFields({ first, parts, fields }: PartTree, findNeeds: FindNeededFetches): PartAssignment {
  const needs = new Map<ResponsePart, Fetches>();
  const assigned = new Map<PlacedField, ResponsePart>();
  for (const part of parts) {
    const chain = listChain(part);
    const known = chain.slice(0, -1).flatMap((one) => needs.get(one) ?? []);
    const own = fields.filter((field) => field.part === part);
    for (const field of own) {
      const above = field.above === null ? undefined : assigned.get(field.above);
      const rank = Math.max(findRank(field, known, findNeeds), above === undefined ? 0 : chain.indexOf(above));
      assigned.set(field, chain[rank] ?? part);
    }
    const kept = own.filter((field) => assigned.get(field) === part);
    needs.set(part, new Set([...(known.at(-1) ?? []), ...kept.flatMap(({ path }) => [...findNeeds(path)])]));
  }
  const used = new Set([first, ...assigned.values()]);
  const remaining = parts.filter((part) => used.has(part));
  return {
    first,
    parts: remaining,
    parents: findParents(remaining),
    placements: placeFields(fields, assigned, used),
    fetches: needs,
  };
}

/**
 * The index of the earliest of the parts around a field's own that needs all its fetches; that of its own if none does.
 * @param known what each of the parts around it needs
 */
function findRank(field: PlacedField, known: readonly Fetches[], findNeeds: FindNeededFetches): number {
  const own = [...findNeeds(field.path)];
  const index = known.findIndex((fetches) => own.every((fetch) => fetches.has(fetch)));
  const earliest = index < 0 ? known.length : index;
  // An object does not come before the first of its fields.
  const inside = field.fields.filter(({ node }) => node.name.value !== "__typename");
  if (inside.length === 0) return earliest;
  return Math.max(earliest, Math.min(...inside.map((one) => findRank(one, known, findNeeds))));
}

function findParents(parts: readonly ResponsePart[]): PartAssignment["parents"] {
  return new Map(
    parts.flatMap((part) => {
      const parent = listChain(part).findLast((one) => one !== part && parts.includes(one));
      return parent === undefined ? [] : [[part, parent] as const];
    }),
  );
}

function placeFields(
  fields: readonly PlacedField[],
  assigned: ReadonlyMap<PlacedField, ResponsePart>,
  used: ReadonlySet<ResponsePart>,
): PartAssignment["placements"] {
  const placements = new Map<FieldNode, FieldPlacement>();
  // From the leaves up.
  for (const field of fields.toReversed()) {
    const below = field.fields.flatMap(({ node }) => placements.get(node) ?? []);
    placements.set(field.node, {
      part: assigned.get(field) ?? field.part,
      begins: field.begins.filter((part) => used.has(part)),
      inside: new Set(below.flatMap(({ part, begins, inside }) => [part, ...begins, ...inside])),
    });
  }
  return placements;
}
