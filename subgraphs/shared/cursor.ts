import { badUserInput } from "../../packages/server/errors/error-codes.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether `text` is a lower-case UUID, as every id is. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The opaque cursor of the item `id` in lists of `kind`. */
export function buildCursor(kind: string, id: string): string {
  return Buffer.from(`${kind}:${id}`).toString("base64url");
}

/**
 * The id that a cursor of lists of `kind` stands for.
 * @throws BAD_USER_INPUT naming `after` when the cursor was not made by `buildCursor` for this kind
 */
export function requireCursorId(kind: string, cursor: string): string {
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const id = text.startsWith(`${kind}:`) ? text.slice(kind.length + 1) : "";
  // Lenient base64 decoding accepts stray characters and other spellings; encoding again does not.
  if (!isUuid(id) || buildCursor(kind, id) !== cursor) {
    throw badUserInput("after", "after must be a cursor of this list, as given by pageInfo.endCursor.");
  }
  return id;
}
