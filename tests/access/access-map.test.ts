import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { formatAccessMap, parseAccessMap } from "../../packages/check/access-map/access-file.ts";
import { deriveAccessMap } from "../../packages/check/access-map/derive-access-map.ts";
import { buildApiSchema } from "../../packages/check/api-schema.ts";
import { openStream, type StreamRequest } from "../support/event-stream.ts";
import { type Answer, sendOperation } from "../support/graphql-client.ts";
import { startOwnStack } from "../support/own-stack.ts";
import type { TestProcess } from "../support/process.ts";
import {
  buildEntityQuestions,
  buildRootQuestions,
  buildRoutedQuestions,
  type Question,
  type Reference,
} from "./questions.ts";
import { expectRefusals, findRefusals } from "./refusals.ts";
import { buildQuery, listObjects, requireRoute } from "./route.ts";
import { buildServedSchema, listEntities } from "./subgraph-fields.ts";

const stack = await startOwnStack();
const graph = { supergraphSdl: readFileSync("supergraph.graphql", "utf8") };
const apiSchema = buildApiSchema(graph);
const map = parseAccessMap(readFileSync("access.json", "utf8"));

const editor = await stack.signIn("editor");
const CALLERS = [
  { who: "anonymous", token: undefined, grant: null },
  { who: "reader", token: await stack.signIn("reader"), grant: { scopes: [], policies: [] } },
  { who: "editor", token: editor, grant: { scopes: ["books:write", "comments:moderate"], policies: [] } },
];

const subgraphs = await Promise.all(
  stack.subgraphs.map(async (process) => ({ process, schema: buildServedSchema(await readSdl(process)) })),
);
const entityNames = subgraphs.flatMap(({ schema }) => listEntities(schema).map(({ type }) => type.name));

const routerQuestions = [...buildRootQuestions(apiSchema), ...buildRoutedQuestions(apiSchema, entityNames)];
const subgraphQuestions = subgraphs.map(({ process, schema }) => ({
  process,
  questions: [...buildRootQuestions(schema), ...buildEntityQuestions(schema)].filter(isInMap),
}));

const CASES = [{ process: stack.router, questions: routerQuestions }, ...subgraphQuestions].flatMap(
  ({ process, questions }) =>
    questions.flatMap((question) => CALLERS.map((caller) => buildCase(process, question, caller))),
);

type Asked = Pick<Answer<unknown>, "data" | "errors" | "codes">;

/** What an answer has when the field was never tried, or the process failed at it. */
const FAILURES =
  /^(GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|QUERY_PLANNING_FAILED|INTERNAL_SERVER_ERROR|SERVICE_UNAVAILABLE|SUBGRAPH_\w+)$/;

function buildCase(process: TestProcess, question: Question, caller: (typeof CALLERS)[number]) {
  const expected = expectRefusals(map, question.coordinates, caller.grant);
  const verdict = expected.length === 0 ? "given" : "refused";
  const coordinate = question.coordinates.at(-1);
  return { ...caller, verdict, coordinate, by: process.name, process, question, expected };
}

/** A subgraph may have fields that clients are never shown. */
function isInMap({ coordinates }: Question): boolean {
  return coordinates.every((coordinate) => map.has(coordinate));
}

async function readSdl({ url }: TestProcess): Promise<string> {
  const { data } = await sendOperation<{ _service: { sdl: string } }>(url, "{ _service { sdl } }", {
    asRouter: true,
  });
  return data._service.sdl;
}

async function findReference({ typeName, selection }: Reference): Promise<Record<string, unknown>> {
  const route = requireRoute(apiSchema, typeName);
  const { data } = await stack.send(buildQuery(route, `__typename ${selection}`), { token: editor });
  const [object] = listObjects(data, route);
  if (object === undefined) throw new Error(`The demo data has no ${typeName} to be seen by the editor.`);
  return object;
}

async function ask(process: TestProcess, { query, reference }: Question, token: string | undefined): Promise<Asked> {
  const variables = reference === null ? {} : { references: [await findReference(reference)] };
  const asRouter = process !== stack.router;
  if (query.startsWith("subscription")) return subscribe(process.url, { query, token, asRouter });
  return sendOperation(process.url, query, { token, variables, asRouter });
}

/** What a refused subscription answers; of one that begins, nothing. */
async function subscribe(url: string, request: StreamRequest): Promise<Asked> {
  const stream = await openStream(url, request);
  const event = stream.hasBegun ? null : await stream.next();
  stream.close();
  const errors = event?.kind === "next" ? event.result.errors : undefined;
  expect(stream.hasBegun || errors !== undefined).toBe(true);
  return { data: null, errors, codes: errors?.map(({ extensions }) => extensions.code) ?? [] };
}

it("access.json says what the composed supergraph asks for", () => {
  expect(readFileSync("access.json", "utf8")).toBe(formatAccessMap(deriveAccessMap(graph)));
});

it("Every root field and every entity field is asked for at the router and at a subgraph", () => {
  const owners = new Set(["Query", "Mutation", "Subscription", ...entityNames]);
  const fields = [...map.keys()].filter((coordinate) => owners.has(coordinate.split(".")[0] ?? ""));
  const listAsked = (asked: typeof CASES) => new Set(asked.map(({ coordinate }) => coordinate));
  expect(listAsked(CASES.filter(({ process }) => process === stack.router))).toEqual(new Set(fields));
  expect(listAsked(CASES.filter(({ process }) => process !== stack.router))).toEqual(new Set(fields));
});

describe("As access.json says,", () => {
  it.each(CASES)("$who is $verdict $coordinate by $by", async ({ process, question, token, expected }) => {
    const answer = await ask(process, question, token);
    expect(findRefusals(answer, map)).toEqual(expected);
    expect(answer.codes.filter((code) => FAILURES.test(code))).toEqual([]);
    if (expected.length > 0 || question.findOwners === null) return;
    const owners = question.findOwners(answer.data);
    expect(owners.length).toBeGreaterThan(0);
    expect(owners.filter((owner) => owner[question.fieldName] === undefined)).toEqual([]);
  });
});
