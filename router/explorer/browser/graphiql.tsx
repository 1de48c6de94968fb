import "./style-nonce.ts";
import { GraphiQL } from "graphiql";
import { getOperationAST, parse } from "graphql";
import type { ComponentProps } from "react";
import { createRoot } from "react-dom/client";
import type { ExampleOperation } from "../example-operations.ts";
import { mountAccount } from "./account.ts";
import { requireElement } from "./dom.ts";
import { type GraphqlAnswer, sendRequest, sendStreaming } from "./graphql-request.ts";
import { EXPLAIN_HEADERS, mountPlanPanel } from "./plan-panel.ts";

const WELCOME = `# Sign in above, write an operation, and press Ctrl-Enter.
# The overview has examples to start from.
`;

const INTROSPECTION = "IntrospectionQuery";

mountAccount();
const plan = mountPlanPanel();

type Fetcher = ComponentProps<typeof GraphiQL>["fetcher"];
type FetcherParams = Parameters<Fetcher>[0];

const fetcher: Fetcher = (request, { headers = {} } = {}) => {
  if (request.operationName === INTROSPECTION) return sendRequest(request, headers);
  const wanted = { ...(plan.isWanted() ? EXPLAIN_HEADERS : {}), ...headers };
  const departure = new AbortController();
  const answers = sendStreaming(request, wanted, isSubscription(request), departure.signal);
  plan.clear();
  const watched: AsyncIterator<GraphqlAnswer> = {
    async next() {
      const answer = await answers.next();
      // The plan comes with one of the answers: the panel keeps it.
      if (answer.done !== true) plan.show(answer.value);
      return answer;
    },
    /** Stops at once: a generator would first wait for its next answer. */
    return() {
      departure.abort();
      return answers.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => watched };
};

/** The editor's own parsed document lags behind what is written. */
function isSubscription({ query, operationName }: FetcherParams): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === "subscription";
  } catch {
    // The router says what is wrong.
    return false;
  }
}

function Editor({ example }: { readonly example: ExampleOperation | null }) {
  const opened = example && {
    query: example.source,
    variables: writeVariables(example),
    operationName: example.name,
  };
  return (
    <GraphiQL
      fetcher={fetcher}
      introspectionQueryName={INTROSPECTION}
      defaultQuery={WELCOME}
      defaultEditorToolsVisibility="variables"
      {...opened}
    />
  );
}

/** The example that the page's address names; null: none. */
async function findExample(): Promise<ExampleOperation | null> {
  const name = new URLSearchParams(location.search).get("operation");
  if (name === null) return null;
  const response = await fetch("/explorer/operations");
  const { operations } = (await response.json()) as { readonly operations: readonly ExampleOperation[] };
  return operations.find((example) => example.name === name) ?? null;
}

function writeVariables({ variables }: ExampleOperation): string {
  return Object.keys(variables).length === 0 ? "" : JSON.stringify(variables, null, 2);
}

createRoot(requireElement("#graphiql", HTMLElement)).render(<Editor example={await findExample()} />);
