import { buildSubgraphSchema } from "@apollo/subgraph";
import { describe, expect, it } from "@jest/globals";
import { parse, subscribe } from "graphql";
import { limitTexts } from "../../subgraphs/shared/text-limits.ts";
import { openStream } from "../support/event-stream.ts";
import { type Answer, sendOperation } from "../support/graphql-client.ts";
import { readMetrics } from "../support/metrics.ts";
import { startOwnStack } from "../support/own-stack.ts";
import { OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { listTextArguments, type TextArgument } from "./text-arguments.ts";

/** To bring these marks into their order takes `normalize` time that grows with the square of their number. */
const MARKS = ["\u0301", "\u0323"];
const HOSTILE = MARKS.map((mark) => mark.repeat(62_000)).join("");

const TEXT_ARGUMENTS = OWN_SUBGRAPHS.flatMap(listTextArguments);
const TABLE = TEXT_ARGUMENTS.map((argument) => [`${argument.subgraph}: ${argument.coordinate}`, argument] as const);

const stack = await startOwnStack({
  LOGIN_ATTEMPTS_PER_ADDRESS: "0",
  REGISTRATIONS_PER_ADDRESS: "0",
  REFRESHES_PER_ADDRESS: "0",
});
const token = await stack.signIn("editor");

async function send(argument: TextArgument, text: string): Promise<Pick<Answer<unknown>, "errors">> {
  const { url = "" } = stack.subgraphs.find(({ name }) => name === argument.subgraph) ?? {};
  const { kind, query, variables } = argument.buildOperation(text);
  if (kind !== "subscription") return sendOperation(url, query, { variables, token, asRouter: true });
  const stream = await openStream(url, { query, variables, token, asRouter: true });
  const event = stream.hasBegun ? null : await stream.next();
  stream.close();
  return { errors: event?.kind === "next" ? event.result.errors : undefined };
}

/** The limit that the refusal of `argument` names. */
async function readLimit(argument: TextArgument): Promise<number> {
  const { errors } = await send(argument, HOSTILE);
  return Number(/at most (\d+) characters/.exec(errors?.[0]?.message ?? "")?.[1]);
}

/** What `work` takes of all subgraphs' processors, in seconds. */
async function measureWork(work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    const metrics = await Promise.all(stack.subgraphs.map(readMetrics));
    return metrics.reduce((sum, { find }) => sum + (find("process_cpu_seconds_total") ?? Number.NaN), 0);
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

describe("every text argument", () => {
  it("is in the table", () => {
    expect(TABLE.map(([what]) => what)).toEqual(
      expect.arrayContaining(["accounts: Mutation.login(password:)", "accounts: Query._entities(representations:)"]),
    );
  });

  it.each(TABLE)("is refused when it is too long, with its name and limit: %s", async (_what, argument) => {
    const { errors = [] } = await send(argument, HOSTILE);
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(new RegExp(`^${argument.name} must be at most \\d+ characters long\\.$`)),
        extensions: { code: "BAD_USER_INPUT", field: argument.name },
      },
    ]);
  });

  it.each(TABLE)("is measured in characters, and by no others than its own limit: %s", async (_what, argument) => {
    const limit = await readLimit(argument);
    expect(limit).toBeLessThanOrEqual(2048);
    const refusal = `${argument.name} must be at most ${limit} characters long.`;
    const [fitting, tooLong] = [await send(argument, "😄".repeat(limit)), await send(argument, "😄".repeat(limit + 1))];
    expect(fitting.errors?.map(({ message }) => message) ?? []).not.toContain(refusal);
    expect(tooLong.errors?.map(({ message }) => message)).toEqual([refusal]);
  });

  it("costs no more for the worst text of its length than for a plain one", async () => {
    const limits = await Promise.all(TEXT_ARGUMENTS.map(readLimit));
    const sendAll = async (build: (limit: number) => string) => {
      for (let time = 0; time < 3; time += 1) {
        for (const [index, argument] of TEXT_ARGUMENTS.entries()) await send(argument, build(limits[index] ?? 0));
      }
    };
    await sendAll((limit) => "x".repeat(limit));
    const plain = await measureWork(() => sendAll((limit) => "x".repeat(limit)));
    const worst = await measureWork(() => sendAll((limit) => MARKS.map((mark) => mark.repeat(limit / 2)).join("")));
    expect(worst).toBeLessThan(plain * 3 + 0.2);
  });

  it("costs no more than reading it when it is too long", async () => {
    const work = await measureWork(() => Promise.all(TEXT_ARGUMENTS.map((argument) => send(argument, HOSTILE))));
    // Normalizing only one of them took 12 seconds.
    expect(work).toBeLessThan(6);
  });
});

describe("a text argument without a limit", () => {
  it("keeps the subgraph from starting", () => {
    const schema = buildSubgraphSchema(parse("type Query { notes(about: [String!], first: Int): Int }"));
    expect(() => limitTexts(schema, {})).toThrow(
      "The argument Query.notes(about:) has no limit: add it to text-limits.ts.",
    );
    expect(() => limitTexts(schema, { about: 10 })).not.toThrow();
  });
});

describe("a text argument of a subscription that needs no resolver for its events", () => {
  it("is refused when it is too long, too", async () => {
    const typeDefs = parse("type Query { notes: Int } type Subscription { noted(about: String): Int }");
    const noted = {
      async *subscribe() {
        yield { noted: 1 };
      },
    };
    const schema = buildSubgraphSchema({ typeDefs, resolvers: { Subscription: { noted } } });
    limitTexts(schema, { about: 3 });
    expect(await subscribe({ schema, document: parse('subscription { noted(about: "long") }') })).toMatchObject({
      errors: [{ message: "about must be at most 3 characters long." }],
    });
  });
});
