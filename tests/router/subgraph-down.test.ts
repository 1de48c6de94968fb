import { describe, expect, it } from "@jest/globals";
import type { Answer } from "../support/graphql-client.ts";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

const stack = await startStack();
const token = await stack.signIn("reader");

interface Books {
  books: { nodes: { title: string; comments: object | null; commentCount: number | null }[] } | null;
}

const BOOKS = "{ books(first: 3) { nodes { title comments(first: 1) { nodes { body } } commentCount } } }";

const everything = await stack.send<Books>(BOOKS, { token });

/** What nobody outside is to learn: where a subgraph is, and how it failed. */
function expectNoInternals({ body }: Answer<unknown>): void {
  expect(body).not.toMatch(/127\.0\.0\.1|localhost|ECONN|https?:|stack|\.js\b|\.ts\b/);
  for (const { url } of stack.subgraphs) expect(body).not.toContain(new URL(url).port);
}

describe("while comments is down", () => {
  it("brings the books, and null with an error at each place that misses comments", async () => {
    await stack.comments.stop("SIGKILL");
    const answer = await stack.send<Books>(BOOKS, { token });
    expect(answer.status).toBe(200);
    expect(answer.data.books?.nodes).toEqual([
      { title: "Pride and Prejudice", comments: null, commentCount: null },
      { title: "Moby-Dick; or, The Whale", comments: null, commentCount: null },
      { title: "Frankenstein; or, The Modern Prometheus", comments: null, commentCount: null },
    ]);
    const paths = [0, 1, 2].flatMap((index) =>
      ["comments", "commentCount"].map((field) => ["books", "nodes", index, field]),
    );
    expect(answer.errors).toEqual(
      paths.map((path) => ({
        message: 'The subgraph "comments" cannot be reached.',
        path,
        extensions: { code: "SUBGRAPH_UNAVAILABLE", serviceName: "comments" },
      })),
    );
    expectNoInternals(answer);
  });

  it("names the aliases that were asked for", async () => {
    await stack.comments.stop("SIGKILL");
    const query = "{ shelf: books(first: 1) { nodes { a: comments { totalCount } b: commentCount } } }";
    const { errors } = await stack.send(query, { token });
    expect(errors?.map(({ path }) => path)).toEqual([
      ["shelf", "nodes", 0, "a"],
      ["shelf", "nodes", 0, "b"],
    ]);
  });

  it("answers a root field of comments with null and an error at its path", async () => {
    await stack.comments.stop("SIGKILL");
    const query = `{ comment(id: "1") { body } books(first: 1) { totalCount } }`;
    const answer = await stack.send(query, { token });
    expect(answer).toMatchObject({
      status: 200,
      data: { comment: null, books: { totalCount: 24 } },
      errors: [{ path: ["comment"], extensions: { code: "SUBGRAPH_UNAVAILABLE", serviceName: "comments" } }],
    });
    expectNoInternals(answer);
  });

  it("recovers by itself once comments is back", async () => {
    await stack.comments.stop("SIGKILL");
    const restarted = await stack.comments.restart();
    const { data } = await waitFor("the comments", async () => {
      const answer = await stack.send<Books>(BOOKS, { token });
      return answer.errors === undefined && answer;
    });
    expect(data).toEqual(everything.data);
    await restarted.stop("SIGKILL");
  });
});

describe("while books is down", () => {
  it("brings what accounts has", async () => {
    await stack.books.stop("SIGKILL");
    const answer = await stack.send('{ me { username } book(id: "1") { title } }', { token });
    expect(answer).toMatchObject({
      status: 200,
      data: { me: { username: "reader" }, book: null },
      errors: [{ path: ["book"], extensions: { code: "SUBGRAPH_UNAVAILABLE", serviceName: "books" } }],
    });
    expectNoInternals(answer);
  });

  it("keeps what was asked for beside the books", async () => {
    await stack.books.stop("SIGKILL");
    const answer = await stack.send("{ me { username } books { totalCount } }", { token });
    expect(answer.data).toEqual({ me: { username: "reader" }, books: null });
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.serviceName])).toEqual([
      [["books"], "books"],
    ]);
  });

  it("logs the reason, with the request's id", async () => {
    await stack.books.stop("SIGKILL");
    const { headers } = await stack.send("{ books { totalCount } }", { token });
    const line = await waitFor("the log line", () =>
      stack.router
        .logLines()
        .find(({ msg, reqId }) => msg === "a subgraph fetch failed" && reqId === headers.get("x-request-id")),
    );
    expect(line).toMatchObject({
      subgraph: "books",
      code: "SUBGRAPH_UNAVAILABLE",
      err: { message: expect.stringContaining("ECONNREFUSED") },
    });
  });
});
