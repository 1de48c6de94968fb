import { sendOperation } from "../../support/graphql-client.ts";
import { stopAfterTests } from "../../support/started-processes.ts";

/** A demo user who may write everything. */
export interface Editor {
  /** The router's. */
  readonly url: string;
  readonly token: string;
}

/** A write that was answered as done. */
export interface Acknowledged {
  /** Finds, as `found`, what was written. */
  readonly query: string;
}

/** Somebody who writes books and comments, one after the other. */
export interface Writing {
  readonly acknowledged: readonly Acknowledged[];
  /** How many writes were not answered as done so far. */
  countRefused(): number;
  stop(): Promise<readonly Acknowledged[]>;
}

const LOGIN = 'mutation { login(username: "editor", password: "editor-demo") { accessToken } }';
const ADD_BOOK = 'mutation { written: addBook(title: "Faults", author: "Nobody") { id } }';
const ADD_COMMENT = 'mutation ($bookId: ID!) { written: addComment(bookId: $bookId, body: "Kept?") { id } }';

/** Signs the editor in. */
export async function createEditor(url: string): Promise<Editor> {
  const { data } = await sendOperation<{ login: { accessToken: string } }>(url, LOGIN);
  return { url, token: data.login.accessToken };
}

/** Writes until it is told to stop; what fails is left, and the next one tried. */
export function startWriting(editor: Editor): Writing {
  const acknowledged: Acknowledged[] = [];
  let refused = 0;
  let isStopped = false;

  async function writeAll(): Promise<void> {
    while (!isStopped) {
      const bookId = await write(editor, ADD_BOOK);
      if (bookId === null) refused += 1;
      else acknowledged.push({ query: `{ found: book(id: "${bookId}") { id } }` });
      const commentId = bookId === null ? null : await write(editor, ADD_COMMENT, { bookId });
      if (commentId !== null) acknowledged.push({ query: `{ found: comment(id: "${commentId}") { id } }` });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const running = writeAll();
  const stop = async () => {
    isStopped = true;
    await running;
    return acknowledged;
  };
  stopAfterTests(stop);
  return { acknowledged, countRefused: () => refused, stop };
}

/** How many of these writes are not to be found. */
export async function countMissing(editor: Editor, acknowledged: readonly Acknowledged[]): Promise<number> {
  let missing = 0;
  for (const { query } of acknowledged) {
    const { data } = await sendOperation<{ found: object | null } | null>(editor.url, query, editor);
    if (!data?.found) missing += 1;
  }
  return missing;
}

/** @returns the id of what was written; null when it was refused or nobody knows */
async function write(
  { url, token }: Editor,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<string | null> {
  try {
    const { data } = await sendOperation<{ written: { id: string } | null } | null>(url, query, {
      token,
      variables,
    });
    return data?.written?.id ?? null;
  } catch {
    return null;
  }
}
