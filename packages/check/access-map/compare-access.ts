import type { AccessMap } from "./derive-access-map.ts";
import { type FieldAccess, isEasier, isSameAccess } from "./field-access.ts";

/** A field whose access differs from the file's or the base's. */
export interface AccessChange {
  readonly coordinate: string;
  readonly before: FieldAccess;
  readonly now: FieldAccess;
  /** Where `before` is from: the checked-in map, or the graph at the base. */
  readonly saidBy: "file" | "base";
}

/** How the access of the composed graph differs from the file's and the base's. A field is in one list at most. */
export interface AccessComparison {
  /** More callers may see the field now than by the file or at the base, and the file does not say so. */
  readonly easier: readonly AccessChange[];
  /** More callers may see the field now than at the base, and the file says so. */
  readonly acceptedEasier: readonly AccessChange[];
  readonly harder: readonly AccessChange[];
  /** Fields that the file lacks, and that were no harder to reach at the base. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Compares the map of the composed graph with the checked-in one and with the base's; null when there is none. */
export function compareAccess(
  head: AccessMap,
  { file, base }: Readonly<Record<"file" | "base", AccessMap | null>>,
): AccessComparison {
  const easier: AccessChange[] = [];
  const acceptedEasier: AccessChange[] = [];
  const harder: AccessChange[] = [];
  const added: string[] = [];
  for (const [coordinate, now] of head) {
    const written = file?.get(coordinate);
    const sinceFile = compareField(coordinate, now, written, "file");
    const sinceBase = compareField(coordinate, now, base?.get(coordinate), "base").filter(isOpened);
    const [opened] = [...sinceFile.filter(isOpened), ...sinceBase];
    if (written !== undefined && isSameAccess(written, now)) acceptedEasier.push(...sinceBase);
    else if (opened !== undefined) easier.push(opened);
    else if (written !== undefined) harder.push(...sinceFile);
    else added.push(coordinate);
  }
  const removed = [...(file?.keys() ?? [])].filter((coordinate) => !head.has(coordinate));
  return { easier, acceptedEasier, harder, added, removed };
}

/** Empty when there is nothing to compare with. */
function compareField(
  coordinate: string,
  now: FieldAccess,
  before: FieldAccess | undefined,
  saidBy: AccessChange["saidBy"],
): AccessChange[] {
  return before === undefined ? [] : [{ coordinate, before, now, saidBy }];
}

function isOpened({ now, before }: AccessChange): boolean {
  return isEasier(now, before);
}
