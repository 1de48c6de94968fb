import { beforeEach, describe, expect, it } from "@jest/globals";
import { createEngineGraph } from "./engine-graph.ts";

const JOB = { id: "j", load: 4 };
let calls: string[] = [];
const call = (name: string) => () => {
  calls.push(name);
  return { id: name };
};

const graph = createEngineGraph({
  jobs: {
    sdl: `
      type Query { job: Job }
      type Mutation { start: Job! stop: Job! }
      type Job @key(fields: "id") { id: ID! load: Int }`,
    resolvers: {
      Query: { job: () => JOB },
      Job: { __resolveReference: () => JOB },
      Mutation: { start: call("start"), stop: call("stop") },
    },
  },
  costs: {
    sdl: `
      type Mutation { bill: Job! }
      type Job @key(fields: "id") {
        id: ID!
        load: Int @external
        cost: Int @requires(fields: "load")
        invoice: Invoice
      }
      type Invoice { number: Int job: Job }`,
    resolvers: {
      Mutation: { bill: call("bill") },
      Job: {
        cost: ({ load }) => 10 * Number(load),
        tariff: ({ load }) => `for ${load}`,
        invoice: () => ({ number: 8, job: { id: "j" } }),
      },
    },
  },
});
beforeEach(() => {
  graph.reset();
  calls = [];
});

describe("a field left out", () => {
  it("does not take along another with the same requirement", async () => {
    const query = "{ job { cost @include(if: false) invoice { job { cost } } } }";
    const data = { job: { invoice: { job: { cost: 40 } } } };
    expect(await graph.ask(query)).toEqual({ data, errors: [] });
    expect((await graph.askStock(query)).data).not.toEqual(data);
  });

  it("does not take along its object when it is the only one", async () => {
    const query = `query ($yes: Boolean = true, $no: Boolean = false) {
      job { invoice @include(if: $yes) { number @include(if: $no) } }
    }`;
    const data = { job: { invoice: {} } };
    expect(await graph.ask(query)).toEqual({ data, errors: [] });
    expect((await graph.askStock(query)).data).not.toEqual(data);
  });

  it("does not keep a mutation from happening", async () => {
    const query = "mutation { start { id @skip(if: true) } }";
    expect(await graph.ask(query)).toEqual({ data: { start: {} }, errors: [] });
    expect(calls).toEqual(["start"]);
  });
});

it("runs the fields of a mutation in their order, out of fragments too", async () => {
  const query = `mutation {
    ... on Mutation { start { id } }
    bill { id }
    ... on Mutation { stop { id } again: start { id } }
  }`;
  await graph.ask(query);
  expect(calls).toEqual(["start", "bill", "stop", "start"]);
  calls = [];
  await graph.askStock(query);
  expect(calls).not.toEqual(["start", "bill", "stop", "start"]);
});
