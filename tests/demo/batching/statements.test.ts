import { beforeAll, describe, expect, it } from "@jest/globals";
import { signInAs, signUpAs, type TestCaller } from "../../support/caller.ts";
import { UNKNOWN_ID } from "../../support/odd-ids.ts";
import { createBook, readBooks } from "../books/operations.ts";
import { createComment, readComments } from "../comments/operations.ts";
import { countStatements, type StatementCounts } from "../support/count-statements.ts";
import { startDemoStack } from "../support/demo-stack.ts";

const stack = await startDemoStack({ LOG_LEVEL: "debug" });
const BOOKS_OF_DEMO = 24;
const BOOKS_ADDED = 80;

let editor: TestCaller;
let commenters: readonly TestCaller[];
beforeAll(async () => {
  editor = await signInAs(stack, "editor");
  commenters = await Promise.all(["first", "second", "third"].map((name) => signUpAs(stack, `${name}-one`)));
  for (let count = 0; count < BOOKS_ADDED; count += 1) await addTalkedAboutBook();
});

/** Adds a book with as many comments as there are commenters. */
async function addTalkedAboutBook(): Promise<void> {
  const { id } = await createBook(editor, "Talked about");
  await Promise.all(commenters.map((commenter) => createComment(commenter, id, "added")));
}

/** Sends an operation that must succeed, and counts what it costs. */
async function measure<Data>(
  query: string,
  variables: Readonly<Record<string, unknown>>,
  caller = editor,
): Promise<{ readonly data: Data; readonly statements: StatementCounts }> {
  const answers: Data[] = [];
  const statements = await countStatements(stack, async () => {
    const { data, errors } = await caller.send<Data>(query, variables);
    expect(errors).toBeUndefined();
    answers.push(data);
  });
  return { data: answers[0] as Data, statements };
}

interface BooksWithComments {
  readonly books: {
    readonly nodes: { readonly comments: { readonly nodes: { author: { username: string } }[] } }[];
  };
}

const PAGE_SIZES = [1, BOOKS_OF_DEMO, 100];

describe("books, their comments and the comments' authors", () => {
  it.each(PAGE_SIZES)("cost one statement for each table when there are %i books", async (first) => {
    const { data, statements } = await measure<BooksWithComments>(
      `query ($first: Int! = 20) { books(first: $first) { nodes {
         title comments(first: 5) { nodes { author { username } } pageInfo { hasNextPage } } } } }`,
      { first },
    );
    expect(data.books.nodes).toHaveLength(first);
    const authors = data.books.nodes.flatMap(({ comments }) => comments.nodes.map(({ author }) => author));
    expect(authors.length).toBeGreaterThan(first);
    expect(authors.every(({ username }) => username.length > 0)).toBe(true);
    expect(statements).toEqual({ books: 1, comments: 1, accounts: 1 });
  });

  it.each(PAGE_SIZES)("cost no more with their counts when there are %i books", async (first) => {
    const { statements } = await measure<BooksWithComments>(
      `query ($first: Int! = 20) { books(first: $first) { totalCount nodes {
         commentCount comments(first: 5) { totalCount nodes { author { username } } } } } }`,
      { first },
    );
    expect(statements).toEqual({ books: 1, comments: 1, accounts: 1 });
  });
});

describe("comments with their authors and books", () => {
  it.each([1, 10, BOOKS_ADDED])("cost one statement for each hop when there are %i", async (first) => {
    const { data, statements } = await measure<{ me: { comments: { nodes: object[] } } }>(
      `query ($first: Int! = 20) { me { comments(first: $first) { nodes {
         author { username } book { title commentCount comments(first: 2) { nodes { body } } } } } } }`,
      { first },
      commenters[0],
    );
    expect(data.me.comments.nodes).toHaveLength(first);
    expect(statements).toEqual({ accounts: 2, comments: 2, books: 1 });
  });
});

describe("things asked for one by one in one operation", () => {
  it("cost one statement for all books", async () => {
    const [first, second] = (await readBooks(editor, { first: 2 })).nodes;
    const { data, statements } = await measure(
      `query ($first: ID!, $second: ID!, $none: ID!) {
         a: book(id: $first) { title } b: book(id: $second) { title } c: book(id: $none) { title } d: book(id: $first) { title }
       }`,
      { first: first?.id, second: second?.id, none: UNKNOWN_ID },
    );
    const title = (book: typeof first) => ({ title: book?.title });
    expect(data).toEqual({ a: title(first), b: title(second), c: null, d: title(first) });
    expect(statements).toEqual({ books: 1, comments: 0, accounts: 0 });
  });

  it("cost one statement for all comments", async () => {
    const [book] = (await readBooks(editor, { first: 1 })).nodes;
    const [first, second] = (await readComments(editor, book?.id ?? "")).nodes;
    const { data, statements } = await measure(
      `query ($first: ID!, $second: ID!, $none: ID!) {
         a: comment(id: $first) { body } b: comment(id: $second) { body } c: comment(id: $none) { body }
       }`,
      { first: first?.id, second: second?.id, none: UNKNOWN_ID },
    );
    expect(data).toEqual({ a: { body: first?.body }, b: { body: second?.body }, c: null });
    expect(statements).toEqual({ books: 0, comments: 1, accounts: 0 });
  });
});

describe("several pages of each book's comments under aliases", () => {
  it("are each the page asked for, at one statement for each page", async () => {
    const busiest = await findBusiestBook();
    const after = busiest.edges[9]?.cursor ?? "";
    const { data, statements } = await measure<{ books: { nodes: Aliased[] } }>(
      `query ($after: String) { books(first: 24) { nodes { id
         one: comments(first: 1) { nodes { id } }
         three: comments(first: 3) { nodes { id } }
         later: comments(first: 100, after: $after) { nodes { id } }
         none: comments(first: 0) { pageInfo { hasNextPage } }
         oneAgain: comments(first: 1) { pageInfo { hasNextPage } totalCount } } } }`,
      { after },
    );
    expect(statements).toEqual({ books: 1, comments: 4, accounts: 0 });
    for (const book of data.books.nodes) expect(book).toEqual(await readExpected(book.id, after));
  });
});

interface Aliased {
  readonly id: string;
}

async function findBusiestBook() {
  const [, second] = (await readBooks(editor, { first: 2 })).nodes;
  const comments = await readComments(editor, second?.id ?? "", { first: 100 });
  expect(comments.totalCount).toBe(28);
  return comments;
}

/** The same pages, made of the whole list of the book. */
async function readExpected(id: string, after: string): Promise<object> {
  const all = (await readComments(editor, id, { first: 100 })).nodes.map((comment) => ({ id: comment.id }));
  const later = (await readComments(editor, id, { first: 100, after })).nodes;
  return {
    id,
    one: { nodes: all.slice(0, 1) },
    three: { nodes: all.slice(0, 3) },
    later: { nodes: later.map((comment) => ({ id: comment.id })) },
    none: { pageInfo: { hasNextPage: all.length > 0 } },
    oneAgain: { pageInfo: { hasNextPage: all.length > 1 }, totalCount: all.length },
  };
}
