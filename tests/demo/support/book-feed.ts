import { UNKNOWN_ID } from "../../support/odd-ids.ts";
import type { TestProcess } from "../../support/process.ts";
import { type RawAnswer, sendRaw } from "../../support/raw-request.ts";
import { signAsRouter } from "../../support/router-signature.ts";
import { waitFor } from "../../support/wait-for.ts";

/** How comments says that it follows books. */
export interface FollowerState {
  readonly phase: string;
  readonly position: number;
  readonly lag: number | null;
  readonly heardAt: string | null;
}

/** Asks the feed of books as comments does; `path` follows `/events`. */
export async function askFeed(
  books: Pick<TestProcess, "url">,
  path: string,
  asRouter = true,
): Promise<Pick<RawAnswer, "status" | "headers"> & { readonly body: Record<string, unknown> }> {
  const { status, headers, body } = await sendRaw(books.url, {
    method: "GET",
    path: `/events${path}`,
    asRouter,
  });
  return { status, headers, body: JSON.parse(body) as Record<string, unknown> };
}

/** Waits for news behind the cursor `after`, as comments does; `signal` ends the wait from outside. */
export function waitAtFeed(books: Pick<TestProcess, "url">, after: string, signal: AbortSignal): Promise<Response> {
  const path = `/events?after=${after}&wait=25`;
  const headers = signAsRouter({ method: "GET", path, headers: {} });
  return fetch(`${books.url}${path}`, { headers, signal });
}

const UNKNOWN_STATE: FollowerState = { phase: "unknown", position: 0, lag: null, heardAt: null };

/** What comments says of its following; nothing is known when its health is not told in time. */
export async function readFollowerState(comments: Pick<TestProcess, "url">): Promise<FollowerState> {
  const response = await fetch(`${comments.url}/health/ready`);
  const { bookEvents = UNKNOWN_STATE } = (await response.json()) as { bookEvents?: FollowerState };
  return bookEvents;
}

/** Waits until comments has applied every event that books has had so far. */
export async function waitUntilFollowed({
  books,
  comments,
}: {
  readonly books: Pick<TestProcess, "url">;
  readonly comments: Pick<TestProcess, "url">;
}): Promise<void> {
  const { body } = await askFeed(books, `/books/${UNKNOWN_ID}`);
  const isFollowed = async () => {
    const { phase, position } = await readFollowerState(comments);
    return phase === "following" && position >= Number(body.position);
  };
  await waitFor(`comments to be at the event ${body.position}`, isFollowed, 30_000);
}
