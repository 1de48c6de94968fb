import { setTimeout as delay } from "node:timers/promises";
import { type GraphQLError, print } from "graphql";
import { createClient } from "graphql-sse";
import {
  CommentAddedDocument,
  type CommentAddedSubscription,
  ListBooksDocument,
  LoginDocument,
} from "../operations/generated/documents.ts";
import { send, url } from "./send-operation.ts";

// Follows the comments on a book, and prints them until Ctrl-C. When the stream ends, because the router restarts or the
// token expires, it goes on after the last event that it has seen. Run it against a running stack: npm run example:live

/** Many clients that lose a router at once must not all come back at once. */
const RETRY_MS = { least: 200, spread: 800 };

interface Seen {
  readonly bookId: string;
  /** The cursor of the last event; null before the first. */
  after: string | null;
}

async function signIn(): Promise<string> {
  const { login } = await send(LoginDocument, { username: "reader", password: "reader-demo" });
  return login.accessToken;
}

/** Prints comments until the stream ends. @throws Error that says why */
async function follow(token: string, seen: Seen): Promise<void> {
  // The client's own retries would ask for the same events again.
  const client = createClient({ url, retryAttempts: 0, headers: { authorization: `Bearer ${token}` } });
  const request = { query: print(CommentAddedDocument), variables: { ...seen } };
  for await (const { data, errors } of client.iterate<CommentAddedSubscription>(request)) {
    const event = data?.commentAdded;
    if (!event) throw explainEnd(errors ?? [], seen);
    seen.after = event.cursor;
    const { author, body } = event.comment ?? {};
    process.stdout.write(`${author?.username ?? "somebody"}: ${body ?? "(deleted meanwhile)"}\n`);
  }
}

function explainEnd(errors: readonly GraphQLError[], seen: Seen): Error {
  // Nothing is lost while the cursor is good. A client with a list of comments would read it anew here.
  if (errors.some(({ extensions }) => extensions.code === "CURSOR_EXPIRED")) seen.after = null;
  return new Error(errors.map(({ message }) => message).join(" ") || "the stream ended");
}

async function run(): Promise<void> {
  const { books } = await send(ListBooksDocument, { first: 1 }, await signIn());
  const [book] = books?.nodes ?? [];
  if (book === undefined) throw new Error("there is no book to follow");
  process.stdout.write(`Comments on ${book.title} from now on:\n`);
  const seen: Seen = { bookId: book.id, after: null };
  for (;;) {
    try {
      await follow(await signIn(), seen);
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\n`);
    }
    await delay(RETRY_MS.least + Math.random() * RETRY_MS.spread);
  }
}

try {
  await run();
} catch (error) {
  process.stderr.write(`npm run example:live: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
