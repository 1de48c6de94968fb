type Child = Node | string | null;

interface Properties {
  readonly className?: string;
  readonly title?: string;
  readonly open?: boolean;
}

/** Makes an element with children; strings become text, null nothing. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The element that `selector` finds. @throws when the page has none */
export function requireElement<Found extends Element>(
  selector: string,
  kind: new () => Found,
  within: ParentNode = document,
): Found {
  const found = within.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`);
  return found;
}
