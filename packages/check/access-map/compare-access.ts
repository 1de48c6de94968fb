import type { AccessMap } from "./derive-access-map.ts";
import { type FieldAccess, isEasier, isSameAccess } from "./field-access.ts";

/** A field whose access is another than somewhere else. */
export interface AccessChange {
  readonly coordinate: string;
  readonly before: FieldAccess;
  readonly now: FieldAccess;
  /** What says `before`: the checked-in map, or the graph at the base. */
  readonly saidBy: "file" | "base";
}

/** How the access that composes now differs from what is written down, and from the base. */
export interface AccessComparison {
  /** Somebody may see the field now who may not by the file, or could not at the base; not written down. */
  readonly easier: readonly AccessChange[];
  /** Somebody may see the field now who could not at the base, and the file says so. */
  readonly acceptedEasier: readonly AccessChange[];
  /** Fewer may see the field now than the file says. */
  readonly harder: readonly AccessChange[];
  /** Fields that the file does not have, and that were no harder to reach at the base. */
  readonly added: readonly string[];
  /** Fields that only the file has. */
  readonly removed: readonly string[];
}

/** What there is to compare with; null where there is none. */
export interface KnownAccess {
  readonly file: AccessMap | null;
  readonly base: AccessMap | null;
}

/**
 * Compares the map of what composes now with the checked-in one and with the base's. A field stands in one list at
 * most; that it became easier to reach, by whichever of the two, comes before everything else.
 */
export function compareAccess(head: AccessMap, { file, base }: KnownAccess): AccessComparison {
  const found = [...head].map(([coordinate, now]) =>
    judge({ coordinate, now, written: file?.get(coordinate), atBase: base?.get(coordinate) }),
  );
  const changes = (kind: Verdict["kind"]) =>
    found.flatMap((verdict) => (verdict.kind === kind && "change" in verdict ? verdict.change : []));
  return {
    easier: changes("easier"),
    acceptedEasier: changes("acceptedEasier"),
    harder: changes("harder"),
    added: found.flatMap((verdict) => (verdict.kind === "added" ? verdict.coordinate : [])),
    removed: [...(file?.keys() ?? [])].filter((coordinate) => !head.has(coordinate)),
  };
}

type Verdict =
  | { readonly kind: "easier" | "acceptedEasier" | "harder"; readonly change: AccessChange }
  | { readonly kind: "added"; readonly coordinate: string }
  | { readonly kind: "same" };

interface FieldToJudge {
  readonly coordinate: string;
  readonly now: FieldAccess;
  readonly written: FieldAccess | undefined;
  readonly atBase: FieldAccess | undefined;
}

function judge({ coordinate, now, written, atBase }: FieldToJudge): Verdict {
  const sinceFile = written && ({ coordinate, before: written, now, saidBy: "file" } as const);
  const sinceBase = atBase && ({ coordinate, before: atBase, now, saidBy: "base" } as const);
  const isOpened = sinceBase !== undefined && isEasier(now, sinceBase.before);
  if (written !== undefined && isSameAccess(written, now)) {
    return isOpened ? { kind: "acceptedEasier", change: sinceBase } : { kind: "same" };
  }
  if (sinceFile !== undefined && isEasier(now, sinceFile.before))
    return { kind: "easier", change: sinceFile };
  if (isOpened) return { kind: "easier", change: sinceBase };
  return sinceFile === undefined ? { kind: "added", coordinate } : { kind: "harder", change: sinceFile };
}
