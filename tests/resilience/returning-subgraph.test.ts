import { expect, it } from "@jest/globals";
import { waitFor } from "../support/wait-for.ts";
import { startShop } from "./shop-graph.ts";

const { reviews, router, send } = await startShop({ SUBGRAPH_RETRIES: "0" });
const ROUNDS = 5;

function countOpenings(): number {
  return router.logLines().filter(({ breaker }) => breaker === "open").length;
}

async function askForReadiness(): Promise<void> {
  const response = await fetch(`${router.url}/health/ready`);
  expect(await response.json()).toMatchObject({ subgraphs: { reviews: "unavailable" } });
}

it("is not given up by questions for the router's health, and serves the first operation after its start", async () => {
  await reviews.refuseConnections();
  for (let count = 0; count < 10; count += 1) await askForReadiness();
  expect(countOpenings()).toBe(0);
  await reviews.acceptConnections();
  expect((await send("{ best }")).codes).toEqual([]);
});

it("serves the first operations after its return, several at once, although it was given up", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = countOpenings();
    await reviews.refuseConnections();
    await waitFor("the breaker to open", async () => {
      await send("{ best }");
      return countOpenings() > before;
    });
    await reviews.acceptConnections();
    const answers = await Promise.all(Array.from({ length: 10 }, () => send("{ best }")));
    expect(answers.flatMap(({ codes }) => codes)).toEqual([]);
  }
});
