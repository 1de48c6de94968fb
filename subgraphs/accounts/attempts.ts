import { rateLimited } from "../../packages/server/errors/error-codes.ts";
import type { AccountsDatabase } from "./database/open-accounts.ts";
import { Prisma, type PrismaClient } from "./generated/prisma/client.ts";

/** How many attempts `key` may make in a window of time; 0: any number. */
export interface AttemptLimit {
  readonly key: string;
  readonly maximum: number;
  /** The window begins with the first attempt. */
  readonly windowSeconds: number;
}

/** Counts attempts in the database: neither a restart nor a second process allows more of them. */
export type Attempts = ReturnType<typeof createAttempts>;

interface CountRow {
  readonly key: string;
  readonly count: number | bigint;
  readonly windowEndsAt: Date | string;
}

/** Expired counts are deleted at most this often. */
const CLEANUP_INTERVAL_MS = 60_000;

export function createAttempts({ prisma, statements }: AccountsDatabase) {
  let cleanedAt = Number.NEGATIVE_INFINITY;

  async function deleteExpired(): Promise<void> {
    if (performance.now() - cleanedAt < CLEANUP_INTERVAL_MS) return;
    cleanedAt = performance.now();
    await statements.deleteExpiredAttempts();
  }

  async function release(limits: readonly AttemptLimit[]): Promise<void> {
    const keys = listKeys(limits);
    if (keys.length > 0) await statements.releaseAttempts(keys);
  }

  return {
    /** @throws RATE_LIMITED when one of `limits` is used up; counts nothing */
    async requireRoom(limits: readonly AttemptLimit[]): Promise<void> {
      const keys = listKeys(limits);
      if (keys.length === 0) return;
      const rows = await prisma.attemptCount.findMany({
        where: { key: { in: keys }, windowEndsAt: { gt: new Date() } },
      });
      refuseExcess(limits, rows, 1);
    },

    /** Counts one attempt for each of `limits`. @throws RATE_LIMITED, having counted nothing, when one is used up */
    async count(limits: readonly AttemptLimit[]): Promise<void> {
      const counted = limits.filter(({ maximum }) => maximum > 0);
      if (counted.length === 0) return;
      await deleteExpired();
      const rows = await countEach(prisma, counted);
      try {
        refuseExcess(limits, rows, 0);
      } catch (error) {
        await release(limits);
        throw error;
      }
    },

    /** Takes one counted attempt back. */
    release,

    /** Takes all counted attempts back. */
    async forget(limit: AttemptLimit): Promise<void> {
      if (limit.maximum > 0) await prisma.attemptCount.deleteMany({ where: { key: limit.key } });
    },
  };
}

function listKeys(limits: readonly AttemptLimit[]): string[] {
  return limits.filter(({ maximum }) => maximum > 0).map(({ key }) => key);
}

/**
 * One statement, so that simultaneous attempts all count. In the order of the keys, because PostgreSQL locks one row after
 * the other: two statements that wait for each other would fail.
 */
function countEach(prisma: PrismaClient, limits: readonly AttemptLimit[]): Promise<CountRow[]> {
  const now = new Date();
  const inOrder = limits.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const rows = inOrder.map(({ key, windowSeconds }) => {
    const windowEndsAt = new Date(now.getTime() + windowSeconds * 1000);
    return Prisma.sql`(${key}, 1, ${windowEndsAt})`;
  });
  const firsts = Prisma.join(rows);
  return prisma.$queryRaw<CountRow[]>`
    INSERT INTO "AttemptCount" ("key", "count", "windowEndsAt") VALUES ${firsts}
    ON CONFLICT ("key") DO UPDATE SET
      "count" = CASE WHEN "AttemptCount"."windowEndsAt" > ${now} THEN "AttemptCount"."count" + 1 ELSE 1 END,
      "windowEndsAt" = CASE WHEN "AttemptCount"."windowEndsAt" > ${now} THEN "AttemptCount"."windowEndsAt"
        ELSE excluded."windowEndsAt" END
    RETURNING "key", "count", "windowEndsAt"`;
}

/** @throws RATE_LIMITED when `further` attempts would be more than one of `limits` allows */
function refuseExcess(limits: readonly AttemptLimit[], rows: readonly CountRow[], further: number): void {
  const exceeded = rows.filter(({ key, count }) =>
    limits.some((limit) => limit.key === key && limit.maximum > 0 && Number(count) + further > limit.maximum),
  );
  if (exceeded.length === 0) return;
  const end = Math.max(...exceeded.map(({ windowEndsAt }) => new Date(windowEndsAt).getTime()));
  throw rateLimited(Math.max(1, Math.ceil((end - Date.now()) / 1000)));
}
