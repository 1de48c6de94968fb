import { join } from "node:path";
import { withDatabaseFile } from "../../../../subgraphs/shared/database/backup/inspect-database.ts";
import { expectNoneLost } from "../expect-none-lost.ts";
import { signToken } from "../fair-stack.ts";
import type { Attack, AttackTarget } from "../fairness-row.ts";
import { type FloodFigures, serveDuringFlood } from "../serve-during-flood.ts";
import type { UsualOperation } from "../usual-clients.ts";
import { findUsualReads } from "../usual-reads.ts";

const BOOKS = 100_000;
const LONGEST_P99_MS = 500;

/** 1,081 bytes that make books look at every book forty times. */
const TWENTY_SEARCHES = `{ ${Array.from(
  { length: 20 },
  (_, index) => `search${index}: books(search: "zq${index}", first: 1) { totalCount }`,
).join(" ")} }`;

const ONE_SEARCH = '{ books(search: "zq", first: 1) { totalCount } }';

/** Searches that find nothing, among many books. */
export const searchSlowly: Attack = {
  async run(target) {
    await addBooks(join(target.stack.dataFolder, "books.db"), Math.round(BOOKS * target.scale.share));
    const reads = await findUsualReads(target.stack);
    const flood = (query: string, perSecond: number) => floodWithSearches(target, reads, query, perSecond);
    return [
      expectNoneLost("20 searches a request, 3.8 requests/s", await flood(TWENTY_SEARCHES, 3.8), LONGEST_P99_MS),
      expectNoneLost("one search a request, 100 requests/s", await flood(ONE_SEARCH, 100), LONGEST_P99_MS),
    ];
  },
};

function floodWithSearches(
  target: AttackTarget,
  reads: readonly UsualOperation[],
  query: string,
  perSecond: number,
): Promise<FloodFigures> {
  const request = { body: { query }, token: signToken(target.stack, "attacker"), address: target.attacker };
  return serveDuringFlood(target, reads, { perSecond, connections: 5, next: () => request });
}

/** Straight into the file, after all other books: to add them one by one would take minutes. */
async function addBooks(file: string, count: number): Promise<void> {
  const sql = `
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO Book (id, title, author, titleKey, authorKey)
    SELECT printf('01ffffff-ffff-7000-8000-%012x', i), 'Some Title ' || i, 'An Author', 'SOME TITLE ' || i, 'AN AUTHOR'
    FROM n`;
  await withDatabaseFile(file, (connection) => connection.executeRaw({ sql, args: [], argTypes: [] }));
}
