/** A whole number from 0 to `maximum`. */
export type Draw = (maximum: number) => number;

/** One of `items`, which are some. */
export function drawOne<Item>(draw: Draw, items: readonly Item[]): Item {
  return items[draw(items.length - 1)] as Item;
}
