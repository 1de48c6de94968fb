import { uuidv7 } from "uuidv7";
import { buildConnection, type PageArguments, requirePage } from "../../../subgraphs/shared/pagination.ts";

/** What the tests' subgraphs keep in memory, oldest first. */
export interface Kept {
  readonly id: string;
}

/** A page of `records`, as the subgraphs of the product give it. */
export function findPage<Item extends Kept>(kind: string, { first, after }: PageArguments, records: readonly Item[]) {
  const page = requirePage(kind, { first, after });
  const following = records.filter(({ id }) => page.afterId === null || id > page.afterId);
  return buildConnection(kind, page, following.slice(0, first + 1), async () => records.length);
}

/** The id of a record that a test adds: it comes after those that are there at the start. */
export function createId(): string {
  return uuidv7();
}
