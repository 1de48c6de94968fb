import { expect, it } from "@jest/globals";
import { answerJson, answerText, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { startProcess } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const good = await startFakeSubgraph(answerJson({ data: { __typename: "Query" } }));
const silent = await startFakeSubgraph(() => undefined);
const broken = await startFakeSubgraph(answerText("<h1>Oops</h1>", "text/html", 500));

const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeSupergraph([
    { name: "good", url: good.url, sdl: "type Query { good: String }" },
    { name: "gone", url: "http://127.0.0.1:1/graphql", sdl: "type Query { gone: String }" },
    { name: "silent", url: silent.url, sdl: "type Query { silent: String }" },
    { name: "broken", url: broken.url, sdl: "type Query { broken: String }" },
  ]),
  SUBGRAPH_TIMEOUT_MS: "60000",
});

interface State {
  readonly name: string;
  readonly isUp: boolean;
  readonly milliseconds: number;
  readonly problem: string | null;
}

async function readStates(): Promise<State[]> {
  const response = await fetch(`${router.url}/explorer/subgraphs`);
  return ((await response.json()) as { subgraphs: State[] }).subgraphs;
}

it("tells of each subgraph whether it answers, and why not, however long operations may take", async () => {
  const states = await readStates();
  expect(states.toSorted((one, other) => one.name.localeCompare(other.name))).toEqual([
    {
      name: "broken",
      isUp: false,
      milliseconds: expect.any(Number),
      problem: 'The subgraph "broken" gave an unusable answer.',
    },
    {
      name: "gone",
      isUp: false,
      milliseconds: expect.any(Number),
      problem: 'The subgraph "gone" cannot be reached.',
    },
    { name: "good", isUp: true, milliseconds: expect.any(Number), problem: null },
    {
      name: "silent",
      isUp: false,
      milliseconds: expect.any(Number),
      problem: 'The subgraph "silent" did not answer in time.',
    },
  ]);
});

it("asks what every GraphQL server can answer, in nobody's name", async () => {
  await readStates();
  const [request] = good.requests;
  expect(request?.body.query).toBe("{ __typename }");
  expect(request?.headers.authorization).toBeUndefined();
});
