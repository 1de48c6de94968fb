import type { PageArguments } from "../../support/connection.ts";
import type { Page } from "./lists.ts";

/**
 * Walks forward through a list, page by page. At its end it looks for more as long as `isGrowing`, as a client does
 * that follows a list.
 * @returns the ids that it has met, in order
 */
export async function walkForward(
  read: (page: PageArguments) => Promise<Page>,
  first: number,
  isGrowing: () => boolean = () => false,
): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (;;) {
    // Asked before the page is read, so that the last page comes after the last addition.
    const mayGrow = isGrowing();
    const { nodes, pageInfo }: Page = await read({ first, after });
    ids.push(...nodes.map(({ id }) => id));
    after = pageInfo.endCursor ?? after;
    if (!pageInfo.hasNextPage && !mayGrow) return ids;
  }
}
