import { badUserInput } from "../../packages/server/errors/error-codes.ts";
import { buildCursor, requireCursorId } from "./cursor.ts";

export const MAXIMUM_PAGE_SIZE = 100;

/** Part of a list: at most `first` items whose id is greater than `afterId`. */
export interface Page {
  readonly first: number;
  /** Null: from the start. Ids are UUIDv7, so the order of ids is the order of age. */
  readonly afterId: string | null;
}

/** The arguments of every paginated field. */
export interface PageArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/**
 * Validates the arguments of a list of `kind`.
 * @throws BAD_USER_INPUT naming the argument
 */
export function requirePage(kind: string, { first, after }: PageArguments): Page {
  if (first < 0 || first > MAXIMUM_PAGE_SIZE) {
    throw badUserInput("first", `first must be from 0 to ${MAXIMUM_PAGE_SIZE}, but is ${first}.`);
  }
  return { first, afterId: after == null ? null : requireCursorId(kind, after) };
}

/**
 * A Relay connection (GraphQL Cursor Connections Specification), with `nodes` beside `edges`. A function is called only
 * when its field is asked for.
 */
export interface Connection<Item, Total = TotalCount> {
  readonly edges: () => { readonly cursor: string; readonly node: Item }[];
  readonly nodes: Item[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: () => string | null;
    readonly endCursor: () => string | null;
  };
  readonly totalCount: Total;
}

type TotalCount = number | (() => Promise<number>);

/** @param items those after `page.afterId`, one more than `page.first` when there is another page */
export function buildConnection<Item extends { readonly id: string }, Total extends TotalCount>(
  kind: string,
  page: Page,
  items: readonly Item[],
  totalCount: Total,
): Connection<Item, Total> {
  const nodes = items.slice(0, page.first);
  const findCursor = (node: Item | undefined) => (node === undefined ? null : buildCursor(kind, node.id));
  return {
    edges: () => nodes.map((node) => ({ cursor: buildCursor(kind, node.id), node })),
    nodes,
    pageInfo: {
      hasNextPage: items.length > page.first,
      hasPreviousPage: page.afterId !== null,
      startCursor: () => findCursor(nodes[0]),
      endCursor: () => findCursor(nodes.at(-1)),
    },
    totalCount,
  };
}
