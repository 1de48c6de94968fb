import { z } from "zod";
import { refuseBadRequest } from "../../../packages/server/errors/bad-request.ts";
import { wholeNumber } from "../../../packages/server/process/environment.ts";
import { isUuid } from "../../shared/cursor.ts";
import { parseCursor } from "../../shared/event-log/cursor.ts";
import { MAXIMUM_ITEMS, MAXIMUM_WAIT_SECONDS } from "../../shared/events/book-events.ts";

const DEFAULT_ITEMS = 500;

const cursor = z.string({ error: "must be a cursor of this feed" }).transform((text, context) => {
  const parsed = parseCursor(text);
  if (parsed === null) context.addIssue("must be a cursor of this feed");
  return parsed ?? z.NEVER;
});
const bookId = z.string().refine(isUuid, "must be the id of a book");
const limit = wholeNumber(1, MAXIMUM_ITEMS).default(DEFAULT_ITEMS);

/** The query of `GET /events`. `waitMs`: how long to wait when there is no event. */
export const feedQuery = z
  .object({ after: cursor, limit, wait: wholeNumber(0, MAXIMUM_WAIT_SECONDS).default(0) })
  .transform(({ wait, ...query }) => ({ ...query, waitMs: wait * 1000 }));
export type FeedQuery = Readonly<z.output<typeof feedQuery>>;
/** The query of `GET /events/books`. */
export const idsQuery = z.object({ after: bookId.default(""), limit });
/** The parameters of `GET /events/books/<id>`. */
export const bookParameters = z.object({ id: bookId });

/** Reads what a request gives. @throws BAD_REQUEST, HTTP 400, naming each bad parameter */
export function requireParameters<Output>(schema: z.ZodType<Output>, given: unknown): Output {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`);
  throw refuseBadRequest("BAD_REQUEST", `${problems.join("; ")}.`);
}
