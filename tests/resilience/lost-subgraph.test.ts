import { describe, expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

const stack = await startStack();
const token = await stack.signIn("reader");

const ITEMS = "{ items(first: 5) { nodes { title maker } } }";
const NOTED_ITEMS = "{ items(first: 5) { nodes { title noteCount } } }";

async function isWhole(): Promise<boolean> {
  return (await stack.send(NOTED_ITEMS, { token })).codes.length === 0;
}

/** Sends `query` from `clients` at once, each again when it is answered, while `isOn`. */
async function keepSending(query: string, clients: number, isOn: () => boolean): Promise<number> {
  let answered = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (isOn()) {
        const { data } = await stack.send<{ items: object | null }>(query, { token });
        if (data.items !== null) answered += 1;
      }
    }),
  );
  return answered;
}

/** How many requests for items alone are answered in a while, while others ask for notes too. */
async function measureItems(durationMs: number): Promise<number> {
  const endsAt = performance.now() + durationMs;
  const isOn = () => performance.now() < endsAt;
  const [items] = await Promise.all([keepSending(ITEMS, 6, isOn), keepSending(NOTED_ITEMS, 3, isOn)]);
  return items;
}

const ROUNDS = 5;

describe("while a subgraph hangs", () => {
  it("those who do not need it notice little, and the others get what there is", async () => {
    // Other tests take turns at the machine, so the best of some rounds counts: what holds items up holds up each.
    let best = 0;
    for (let round = 0; round < ROUNDS && best <= 0.5; round += 1) {
      stack.notes.process.kill("SIGCONT");
      await waitFor("notes", isWhole);
      const before = await measureItems(2_000);
      stack.notes.process.kill("SIGSTOP");
      best = Math.max(best, (await measureItems(2_000)) / before);
    }
    expect(best).toBeGreaterThan(0.5);

    // It is not waited for: then it would be SUBGRAPH_TIMEOUT.
    const result = await stack.send<{ items: object }>(NOTED_ITEMS, { token });
    expect(result.codes.at(0)).toBe("SUBGRAPH_UNAVAILABLE");
    expect(result.data.items).toMatchObject({ nodes: [{ noteCount: null }, {}, {}, {}, {}] });
  });

  it("it is served again by itself", async () => {
    stack.notes.process.kill("SIGCONT");
    await waitFor("notes", isWhole);
  });
});

describe("when a subgraph is killed and started again", () => {
  it("it is served again by itself", async () => {
    await stack.notes.stop("SIGKILL");
    const answers = await Promise.all(Array.from({ length: 20 }, () => stack.send(NOTED_ITEMS, { token })));
    expect(answers.every(({ status, codes }) => status === 200 && codes[0] === "SUBGRAPH_UNAVAILABLE")).toBe(true);
    await stack.notes.restart();
    await waitFor("notes", isWhole);
  });
});

describe("the router's readiness", () => {
  async function readSubgraphs(): Promise<unknown> {
    const response = await fetch(`${stack.router.url}/health/ready`);
    const { ready, subgraphs } = (await response.json()) as { ready: boolean; subgraphs: object };
    expect({ status: response.status, ready }).toEqual({ status: 200, ready: true });
    return subgraphs;
  }

  const ALL = { accounts: "available", items: "available", notes: "available" };

  it("tells of each subgraph, also when nobody asks for anything", async () => {
    expect(await readSubgraphs()).toEqual(ALL);
    stack.items.process.kill("SIGSTOP");
    await waitFor("items to be missed", async () => {
      return ((await readSubgraphs()) as typeof ALL).items === "unavailable";
    });
    stack.items.process.kill("SIGCONT");
    await waitFor("items", async () => ((await readSubgraphs()) as typeof ALL).items === "available");
    expect(await readSubgraphs()).toEqual(ALL);
  });
});
