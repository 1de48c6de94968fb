import { describe, expect, it } from "@jest/globals";
import type { Answer } from "../support/graphql-client.ts";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

const stack = await startStack();
const token = await stack.signIn("reader");

interface Items {
  items: { nodes: { title: string; notes: object | null; noteCount: number | null }[] } | null;
}

const ITEMS = "{ items(first: 3) { nodes { title notes(first: 1) { nodes { body } } noteCount } } }";

const everything = await stack.send<Items>(ITEMS, { token });

/** What nobody outside is to learn: where a subgraph is, and how it failed. */
function expectNoInternals({ body }: Answer<unknown>): void {
  expect(body).not.toMatch(/127\.0\.0\.1|localhost|ECONN|https?:|stack|\.js\b|\.ts\b/);
  for (const { url } of stack.subgraphs) expect(body).not.toContain(new URL(url).port);
}

describe("while notes is down", () => {
  it("brings the items, and null with an error at each place that misses notes", async () => {
    await stack.notes.stop("SIGKILL");
    const answer = await stack.send<Items>(ITEMS, { token });
    expect(answer.status).toBe(200);
    expect(answer.data.items?.nodes).toEqual([
      { title: "Item 1", notes: null, noteCount: null },
      { title: "Item 2", notes: null, noteCount: null },
      { title: "Item 3", notes: null, noteCount: null },
    ]);
    const paths = [0, 1, 2].flatMap((index) => ["notes", "noteCount"].map((field) => ["items", "nodes", index, field]));
    expect(answer.errors).toEqual(
      paths.map((path) => ({
        message: 'The subgraph "notes" cannot be reached.',
        path,
        extensions: { code: "SUBGRAPH_UNAVAILABLE", serviceName: "notes" },
      })),
    );
    expectNoInternals(answer);
  });

  it("names the aliases that were asked for", async () => {
    await stack.notes.stop("SIGKILL");
    const query = "{ shelf: items(first: 1) { nodes { a: notes { totalCount } b: noteCount } } }";
    const { errors } = await stack.send(query, { token });
    expect(errors?.map(({ path }) => path)).toEqual([
      ["shelf", "nodes", 0, "a"],
      ["shelf", "nodes", 0, "b"],
    ]);
  });

  it("answers a root field of notes with null and an error at its path", async () => {
    await stack.notes.stop("SIGKILL");
    const query = `{ note(id: "1") { body } items(first: 1) { totalCount } }`;
    const answer = await stack.send(query, { token });
    expect(answer).toMatchObject({
      status: 200,
      data: { note: null, items: { totalCount: 24 } },
      errors: [{ path: ["note"], extensions: { code: "SUBGRAPH_UNAVAILABLE", serviceName: "notes" } }],
    });
    expectNoInternals(answer);
  });

  it("recovers by itself once notes is back", async () => {
    await stack.notes.stop("SIGKILL");
    const restarted = await stack.notes.restart();
    const { data } = await waitFor("the notes", async () => {
      const answer = await stack.send<Items>(ITEMS, { token });
      return answer.errors === undefined && answer;
    });
    expect(data).toEqual(everything.data);
    await restarted.stop("SIGKILL");
  });
});

describe("while items is down", () => {
  it("brings what accounts has", async () => {
    await stack.items.stop("SIGKILL");
    const answer = await stack.send('{ me { username } item(id: "1") { title } }', { token });
    expect(answer).toMatchObject({
      status: 200,
      data: { me: { username: "reader" }, item: null },
      errors: [{ path: ["item"], extensions: { code: "SUBGRAPH_UNAVAILABLE", serviceName: "items" } }],
    });
    expectNoInternals(answer);
  });

  it("keeps what was asked for beside the items", async () => {
    await stack.items.stop("SIGKILL");
    const answer = await stack.send("{ me { username } items { totalCount } }", { token });
    expect(answer.data).toEqual({ me: { username: "reader" }, items: null });
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.serviceName])).toEqual([
      [["items"], "items"],
    ]);
  });

  it("logs the reason, with the request's id", async () => {
    await stack.items.stop("SIGKILL");
    const { headers } = await stack.send("{ items { totalCount } }", { token });
    const line = await waitFor("the log line", () =>
      stack.router
        .logLines()
        .find(({ msg, reqId }) => msg === "a subgraph fetch failed" && reqId === headers.get("x-request-id")),
    );
    expect(line).toMatchObject({
      subgraph: "items",
      code: "SUBGRAPH_UNAVAILABLE",
      err: { message: expect.stringContaining("ECONNREFUSED") },
    });
  });
});
