import { QueryPlanner } from "@apollo/query-planner";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { createEngineGraph } from "./engine-graph.ts";

const TYPES = Array.from({ length: 24 }, (_, index) => `Medium${index}`);
/** Two subgraphs have what the interface of the first one lacks, so that each type has two sources for it. */
const DETAILS = {
  sdl: `
    interface Medium { id: ID! title(short: Boolean): String next: Medium }
    ${declareTypes("title(short: Boolean): String @shareable next: Medium @shareable")}`,
  resolvers: Object.fromEntries(
    TYPES.map((name) => [
      name,
      {
        title: ({ id }: Record<string, unknown>) => `${name} ${id}`,
        next: ({ id }: Record<string, unknown>) => findMedium(Number(id) + 1),
      },
    ]),
  ),
};
const media = createEngineGraph({
  media: {
    sdl: `type Query { media: [Medium!]! } interface Medium { id: ID! } ${declareTypes("")}`,
    resolvers: { Query: { media: () => TYPES.map((_name, id) => findMedium(id)) } },
  },
  one: DETAILS,
  other: DETAILS,
});

function findMedium(id: number) {
  const __typename = TYPES[id];
  return __typename === undefined ? null : { __typename, id };
}

function declareTypes(fields: string): string {
  return TYPES.map((name) => `type ${name} implements Medium @key(fields: "id") { id: ID! ${fields} }`).join("\n");
}

afterEach(() => {
  jest.restoreAllMocks();
  media.reset();
});

describe("an interface of 24 types, each field of which has two sources,", () => {
  it("is planned in two hops, where Apollo's planner would combine 16 million ways", async () => {
    const { data, errors } = await media.ask("{ media { id name: title(short: true) } }");
    expect(errors).toEqual([]);
    expect(data).toEqual({ media: TYPES.map((name, id) => ({ id: String(id), name: `${name} ${id}` })) });
    expect(media.requests).toHaveLength(2);
  });

  it("is planned inside itself, and through fragments", async () => {
    const query = "{ media { ...F } } fragment F on Medium { next { ... on Medium3 { id } title } }";
    const { data, errors } = await media.ask(query);
    expect(errors).toEqual([]);
    expect((data as { media: unknown[] }).media[2]).toEqual({ next: { id: "3", title: "Medium3 3" } });
    expect(media.requests).toHaveLength(2);
  });
});

describe("an operation that cannot be planned", () => {
  const REFUSAL = {
    message: "The router found no way to execute this operation. Ask for it in smaller parts.",
    extensions: { code: "QUERY_PLANNING_FAILED" },
  };

  it("is refused, with the planner's reason for the log, and not planned again", async () => {
    const reason = new RangeError("Invalid array length");
    const plan = jest.spyOn(QueryPlanner.prototype, "buildQueryPlan").mockImplementation(() => {
      throw reason;
    });
    const query = "{ media { beyond: id } }";
    await expect(media.ask(query)).rejects.toMatchObject({ ...REFUSAL, originalError: reason });
    await expect(media.ask(query)).rejects.toMatchObject(REFUSAL);
    expect(plan).toHaveBeenCalledTimes(1);
  });

  it("is refused before it is planned when it would become too large", async () => {
    const plan = jest.spyOn(QueryPlanner.prototype, "buildQueryPlan");
    const query = "{ media { next { next { next { next { title } } } } } }";
    await expect(media.ask(query)).rejects.toMatchObject(REFUSAL);
    expect(plan).not.toHaveBeenCalled();
  });
});
