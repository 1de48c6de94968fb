import { Prisma, type PrismaClient } from "../generated/prisma/client.ts";
import { COUNTERS, type CommentStatements } from "./sqlite.ts";

/** The statements for PostgreSQL. */
export function createStatements(prisma: PrismaClient): CommentStatements {
  return {
    findComments: (ids) => prisma.$queryRaw`
      SELECT "id", "bookId", "authorId", "body", "createdAt", "updatedAt" FROM "Comment" WHERE "id" = ANY(${ids}::text[])`,

    // A plain IN with the innermost query takes 20 seconds over 200,000 comments.
    selectPages: (parent, parentIds, { first, afterId }) => prisma.$queryRaw`
      SELECT "commentCount", "page"."comments"
      FROM unnest(${parentIds}::text[]) WITH ORDINALITY AS "parent" ("id", "key")
      LEFT JOIN ${quote(COUNTERS[parent])} AS "counter" ON "counter"."id" = "parent"."id"
      CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_array("id", "bookId", "authorId", "body", "createdAt", "updatedAt")), '[]')::text
          AS "comments" FROM (
          SELECT * FROM "Comment" WHERE ${quote(parent)} = "parent"."id" AND "id" > ${afterId ?? ""}
          ORDER BY "id" LIMIT ${first + 1}
        ) AS "rows"
      ) AS "page"
      ORDER BY "parent"."key"`,

    selectCounts: (parent, parentIds) => prisma.$queryRaw`
      SELECT "commentCount" FROM unnest(${parentIds}::text[]) WITH ORDINALITY AS "parent" ("id", "key")
      LEFT JOIN ${quote(COUNTERS[parent])} AS "counter" ON "counter"."id" = "parent"."id"
      ORDER BY "parent"."key"`,

    // Comments are locked before their books, as when one is deleted: two that wait for each other would fail.
    forgetBooks: (deleted) => prisma.$executeRaw`
      WITH "event" AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(deleted)}::jsonb) AS "event" ("id" text, "position" int)
      ), "locked" AS MATERIALIZED (
        SELECT 1 FROM "Comment" WHERE "bookId" IN (SELECT "id" FROM "event") FOR UPDATE
      )
      DELETE FROM "KnownBook" AS "known" USING "event"
      WHERE (SELECT count(*) FROM "locked") >= 0
        AND "known"."id" = "event"."id" AND "known"."position" < "event"."position"`,

    addBooks: (added) => prisma.$executeRaw`
      INSERT INTO "KnownBook" ("id", "position")
      SELECT "id", "position" FROM jsonb_to_recordset(${JSON.stringify(added)}::jsonb) AS "event" ("id" text, "position" int)
      ON CONFLICT DO NOTHING`,

    // The lock waits for the transaction that moves the position, and then sees the new one.
    addFoundBook: (feed, { id, position }) => prisma.$executeRaw`
      INSERT INTO "KnownBook" ("id", "position")
      SELECT ${id}, ${position}::int FROM "FeedPosition" WHERE "feed" = ${feed} AND "position" <= ${position} FOR SHARE
      ON CONFLICT ("id") DO UPDATE SET "position" = greatest("KnownBook"."position", excluded."position")`,

    forgetOthers(kept, after, end, position) {
      const isOther = Prisma.sql`
        "id" > ${after} AND (${end}::text IS NULL OR "id" <= ${end}) AND "position" <= ${position}
        AND "id" NOT IN (SELECT unnest(${kept}::text[]))`;
      return prisma.$executeRaw`
        WITH "locked" AS MATERIALIZED (
          SELECT 1 FROM "Comment" WHERE "bookId" IN (SELECT "id" FROM "KnownBook" WHERE ${isOther}) FOR UPDATE
        )
        DELETE FROM "KnownBook" WHERE (SELECT count(*) FROM "locked") >= 0 AND ${isOther}`;
    },

    confirmBooks: (ids, position) => prisma.$executeRaw`
      INSERT INTO "KnownBook" ("id", "position") SELECT "id", ${position}::int FROM unnest(${ids}::text[]) AS "kept" ("id")
      ON CONFLICT ("id") DO UPDATE SET "position" = greatest("KnownBook"."position", excluded."position")`,
  };
}

function quote(name: string) {
  return Prisma.raw(`"${name}"`);
}
