const FRAGMENT = "... on ";

/** The type condition that an element of a plan's path stands for; null when the element is a key. */
export function readTypeCondition(element: string): string | null {
  return element.startsWith(FRAGMENT) ? element.slice(FRAGMENT.length) : null;
}
