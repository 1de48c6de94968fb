import { describe, expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

const stack = await startStack();
const token = await stack.signIn("reader");

const BOOKS = "{ books(first: 5) { nodes { title author } } }";
const COMMENTED_BOOKS = "{ books(first: 5) { nodes { title commentCount } } }";

async function isWhole(): Promise<boolean> {
  return (await stack.send(COMMENTED_BOOKS, { token })).codes.length === 0;
}

/** Sends `query` from `clients` at once, each again when it is answered, while `isOn`. */
async function keepSending(query: string, clients: number, isOn: () => boolean): Promise<number> {
  let answered = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (isOn()) {
        const { data } = await stack.send<{ books: object | null }>(query, { token });
        if (data.books !== null) answered += 1;
      }
    }),
  );
  return answered;
}

/** How many requests for books alone are answered in a while, while others ask for comments too. */
async function measureBooks(durationMs: number): Promise<number> {
  const endsAt = performance.now() + durationMs;
  const isOn = () => performance.now() < endsAt;
  const [books] = await Promise.all([keepSending(BOOKS, 6, isOn), keepSending(COMMENTED_BOOKS, 3, isOn)]);
  return books;
}

const ROUNDS = 5;

describe("while a subgraph hangs", () => {
  it("those who do not need it notice little, and the others get what there is", async () => {
    // Other tests take turns at the machine, so the best of some rounds counts: what holds books up holds up each.
    let best = 0;
    for (let round = 0; round < ROUNDS && best <= 0.5; round += 1) {
      stack.comments.process.kill("SIGCONT");
      await waitFor("comments", isWhole);
      const before = await measureBooks(2_000);
      stack.comments.process.kill("SIGSTOP");
      best = Math.max(best, (await measureBooks(2_000)) / before);
    }
    expect(best).toBeGreaterThan(0.5);

    // It is not waited for: then it would be SUBGRAPH_TIMEOUT.
    const result = await stack.send<{ books: object }>(COMMENTED_BOOKS, { token });
    expect(result.codes.at(0)).toBe("SUBGRAPH_UNAVAILABLE");
    expect(result.data.books).toMatchObject({ nodes: [{ commentCount: null }, {}, {}, {}, {}] });
  });

  it("it is served again by itself", async () => {
    stack.comments.process.kill("SIGCONT");
    await waitFor("comments", isWhole);
  });
});

describe("when a subgraph is killed and started again", () => {
  it("it is served again by itself", async () => {
    await stack.comments.stop("SIGKILL");
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => stack.send(COMMENTED_BOOKS, { token })),
    );
    expect(answers.every(({ status, codes }) => status === 200 && codes[0] === "SUBGRAPH_UNAVAILABLE")).toBe(
      true,
    );
    await stack.comments.restart();
    await waitFor("comments", isWhole);
  });
});

describe("the router's readiness", () => {
  async function readSubgraphs(): Promise<unknown> {
    const response = await fetch(`${stack.router.url}/health/ready`);
    const { ready, subgraphs } = (await response.json()) as { ready: boolean; subgraphs: object };
    expect({ status: response.status, ready }).toEqual({ status: 200, ready: true });
    return subgraphs;
  }

  const ALL = { accounts: "available", books: "available", comments: "available" };

  it("tells of each subgraph, also when nobody asks for anything", async () => {
    expect(await readSubgraphs()).toEqual(ALL);
    stack.books.process.kill("SIGSTOP");
    await waitFor("books to be missed", async () => {
      return ((await readSubgraphs()) as typeof ALL).books === "unavailable";
    });
    stack.books.process.kill("SIGCONT");
    await waitFor("books", async () => ((await readSubgraphs()) as typeof ALL).books === "available");
    expect(await readSubgraphs()).toEqual(ALL);
  });
});
