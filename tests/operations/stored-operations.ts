import { print } from "graphql";
import { loadStoredOperations } from "../../packages/server/stored-operations/load-stored-operations.ts";
import type { Answer } from "../support/graphql-client.ts";
import type { Stack } from "../support/stack.ts";

type Variables = Readonly<Record<string, unknown>>;

/** What stored operations work on: made through the API, so that each may be changed and deleted. */
interface Fixture {
  readonly bookId: string;
  readonly commentId: string;
  readonly refreshToken: string;
}

/** How a stored operation is run: by whom, and with which variables. */
interface Run {
  readonly as: "editor" | null;
  readonly buildVariables: (fixture: Fixture) => Variables;
}

const runs: Readonly<Record<string, Run>> = {
  AddBook: { as: "editor", buildVariables: () => ({ title: "Emma", author: "Jane Austen" }) },
  AddComment: { as: "editor", buildVariables: ({ bookId }) => ({ bookId, body: "Read it." }) },
  BookPage: { as: "editor", buildVariables: ({ bookId }) => ({ id: bookId, first: 20 }) },
  BooksWithComments: { as: "editor", buildVariables: () => ({}) },
  ChangePassword: { as: "editor", buildVariables: () => ({ current: "editor-demo", next: "editor-demo" }) },
  CommentsOfBook: { as: "editor", buildVariables: ({ bookId }) => ({ bookId, first: 20 }) },
  DeleteBook: { as: "editor", buildVariables: ({ bookId }) => ({ id: bookId }) },
  DeleteComment: { as: "editor", buildVariables: ({ commentId }) => ({ id: commentId }) },
  ListBooks: { as: "editor", buildVariables: () => ({ first: 20, search: "the" }) },
  Login: { as: null, buildVariables: () => ({ username: "reader", password: "reader-demo" }) },
  Logout: { as: null, buildVariables: ({ refreshToken }) => ({ refreshToken }) },
  Me: { as: "editor", buildVariables: () => ({}) },
  RefreshSession: { as: null, buildVariables: ({ refreshToken }) => ({ refreshToken }) },
  Register: { as: null, buildVariables: () => ({ username: "newcomer", password: "a long password" }) },
  UpdateBook: { as: "editor", buildVariables: ({ bookId }) => ({ id: bookId, title: "Persuasion" }) },
  UpdateComment: {
    as: "editor",
    buildVariables: ({ commentId }) => ({ id: commentId, body: "Read it twice." }),
  },
};

/** The operations of `operations/`, by name, with the text of all that they use. */
export async function readStoredOperations(): Promise<ReadonlyMap<string, string>> {
  const { operations } = await loadStoredOperations(".", "operations/**/*.graphql");
  return new Map(operations.map(({ name, document }) => [name, print(document)]));
}

/** Runs the stored operation `name` over a fixture of its own. `changed` variables win over the usual ones. */
export async function runStoredOperation(
  stack: Stack,
  name: string,
  changed: Variables = {},
): Promise<Answer<Record<string, unknown>>> {
  const query = (await readStoredOperations()).get(name);
  const run = runs[name];
  if (query === undefined || run === undefined) {
    throw new Error(`say in stored-operations.ts how to run the operation ${name}`);
  }
  const token = await stack.signIn("editor");
  const variables = { ...run.buildVariables(await createFixture(stack, token)), ...changed };
  return stack.send(query, {
    variables,
    headers: { "apollo-query-plan": "1" },
    ...(run.as === null ? {} : { token }),
  });
}

async function createFixture(stack: Stack, token: string): Promise<Fixture> {
  const { data } = await stack.send<{ addBook: { id: string } }>(
    'mutation { addBook(title: "A fixture", author: "Nobody") { id } }',
    { token },
  );
  const bookId = data.addBook.id;
  const comment = await stack.send<{ addComment: { id: string } }>(
    'mutation ($bookId: ID!) { addComment(bookId: $bookId, body: "A fixture") { id } }',
    { token, variables: { bookId } },
  );
  const session = await stack.send<{ login: { refreshToken: string } }>(
    'mutation { login(username: "reader", password: "reader-demo") { refreshToken } }',
  );
  return { bookId, commentId: comment.data.addComment.id, refreshToken: session.data.login.refreshToken };
}
