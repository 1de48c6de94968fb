/** How many items there are at the start: more than a page. */
export const ITEM_COUNT = 24;
/** The series of demo ids that items have, and that notes have. */
export const ITEM_SERIES = 8;
export const NOTE_SERIES = 9;

/** How many notes the item at `index` has at the start: none, or one more for each, and the second many. */
export function countNotes(index: number): number {
  return index === 1 ? 28 : index % 5;
}
