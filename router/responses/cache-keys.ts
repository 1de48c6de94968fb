import { createHash } from "node:crypto";
import { serialize } from "node:v8";
import type { EngineOperation } from "../../packages/engine/engine.ts";
import type { ExecutionContext } from "./execute.ts";

/** What an answer may depend on beside its operation: the token, and what header rules forward. */
type KeyContext = Pick<ExecutionContext, "accessToken" | "forwarded">;

/** The key of an execution that others of the same caller may join. All anonymous callers are one caller. */
export function buildSharingKey(
  { cacheKey, variables }: EngineOperation,
  { accessToken, forwarded }: KeyContext,
): string {
  return buildKey([cacheKey, accessToken, variables, forwarded?.key]);
}

/** Where the answer to a request may be kept. */
export interface CacheKeys {
  /** For all who may see the same; signed-in callers and anonymous ones apart. */
  readonly ofAll: string;
  /** For the caller alone; null: the caller is anonymous. */
  readonly ofCaller: string | null;
}

/**
 * The keys of a kept answer: the document as the access rules left it, the operation's name and the variables.
 * @param supergraph its hash: other routers that serve the same find the same answers
 */
export function buildCacheKeys(
  supergraph: string,
  { cacheKey, variables }: EngineOperation,
  { accessToken, forwarded }: KeyContext,
): CacheKeys {
  const ofAll = buildKey([supergraph, cacheKey, variables, accessToken !== null, forwarded?.key]);
  return { ofAll, ofCaller: accessToken === null ? null : buildKey([ofAll, accessToken]) };
}

/** Short, and the same for equal `parts` only. JSON would write a number that is too large to be one as null. */
function buildKey(parts: readonly unknown[]): string {
  return createHash("sha256").update(serialize(parts)).digest("base64url");
}
