import { formatCount } from "../step-result.ts";
import { ACCESS_FILE, type AccessFile } from "./access-file.ts";
import type { AccessComparison } from "./compare-access.ts";
import type { AccessMap } from "./derive-access-map.ts";

/** One line about the map as it is. */
export function summarizeAccess(head: AccessMap, comparison: AccessComparison, file: AccessFile): string {
  const counts = countChanges(comparison);
  const difference = counts.length === 0 ? "" : `not as ${ACCESS_FILE} says: ${counts.join(", ")}`;
  const states = {
    missing: `no ${ACCESS_FILE}`,
    unreadable: `${ACCESS_FILE} cannot be read`,
    read: difference || `as ${ACCESS_FILE} says`,
  };
  const accepted = comparison.acceptedEasier.length;
  const words = [formatCount(head.size, "field"), states[file.state]];
  if (accepted > 0) words.push(`${accepted} easier to reach than at the base, as it says`);
  return words.join(", ");
}

/** One line about an updated map. @param changed whether the file was written */
export function summarizeUpdate(head: AccessMap, comparison: AccessComparison, changed: boolean): string {
  const fields = formatCount(head.size, "field");
  if (!changed) return `${fields}, as ${ACCESS_FILE} says`;
  return [`${fields}, ${ACCESS_FILE} written`, ...countChanges(comparison)].join(", ");
}

function countChanges({ easier, harder, added, removed }: AccessComparison): string[] {
  const counts = [
    [easier.length, "easier to reach"],
    [harder.length, "harder to reach"],
    [added.length, "new"],
    [removed.length, "gone"],
  ] as const;
  return counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}
