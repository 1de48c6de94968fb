import type { GraphQLDataSource } from "@apollo/gateway";
import type { GraphQLFormattedError } from "graphql";
import type { RouterContext } from "../context.ts";
import { formatPlace } from "../gateway/unusable-values.ts";
import { type FetchSelection, readFetchSelection } from "./fetch-selection.ts";
import { findMissingFields, type SentFetch } from "./missing-fields.ts";
import type { SubgraphAnswer } from "./read-answer.ts";
import type { SubgraphClient } from "./subgraph-client.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** Fetches are made by the gateway, and made again when a plan was forgotten: more than it remembers plans for. */
const MOST_REMEMBERED_FETCHES = 2_000;

/**
 * Lets Apollo Gateway fetch from the subgraph behind `client`. A fetch that fails, or whose answer lacks what it asked
 * for, is answered with an error at each field that it leaves without data, so that clients can tell a null that is
 * missing from a null that is meant.
 */
export function createDataSource(client: SubgraphClient): GraphQLDataSource {
  const selections = new Map<string, FetchSelection>();

  function findSelection(query: string): FetchSelection {
    const known = selections.get(query);
    if (known !== undefined) return known;
    const selection = readFetchSelection(query);
    if (selections.size >= MOST_REMEMBERED_FETCHES) selections.clear();
    selections.set(query, selection);
    return selection;
  }

  return {
    async process({ request, ...options }) {
      const { query = "", operationName, variables = {} } = request;
      const context = options.context as RouterContext;
      const fetch = { selection: findSelection(query), variables };
      try {
        const body = JSON.stringify({ query, operationName, variables });
        const answer = await client.send({ kind: fetch.selection.kind, body }, context);
        if (hasAbsentEntity(answer)) {
          context.absentEntities.add(formatPlace(findPath(options)));
        }
        return requireWhatWasAsked(client.name, fetch, answer);
      } catch (error) {
        if (!(error instanceof SubgraphFailure)) throw error;
        // A client that leaves is nobody's fault.
        context.log[error.kind === "cancelled" ? "debug" : "warn"](
          { subgraph: error.subgraph, code: error.code, err: error.cause },
          "a subgraph fetch failed",
        );
        return { data: null, errors: buildErrors(error, fetch) };
      }
    },
  };
}

/** Where in the whole answer the data of the fetch goes. */
function findPath(options: object): readonly (string | number)[] {
  return "pathInIncomingRequest" in options ? ((options.pathInIncomingRequest ?? []) as string[]) : [];
}

/** Whether the subgraph knows that an entity it was asked for does not exist. */
function hasAbsentEntity({ data, errors }: SubgraphAnswer): boolean {
  return errors === undefined && Array.isArray(data?._entities) && data._entities.includes(null);
}

/**
 * Of an answer that is not whole, and says why in errors of its own, the errors are kept: they know better.
 * @throws SubgraphFailure when it does not say why
 */
function requireWhatWasAsked(subgraph: string, fetch: SentFetch, answer: SubgraphAnswer): SubgraphAnswer {
  const { data = null, errors = [] } = answer;
  const [missing] = data === null ? [] : findMissingFields(fetch, data);
  if (missing === undefined) return answer;
  if (errors.length > 0) return { ...answer, data: null };
  const cause = new Error(`the answer has no usable value at ${missing.join(".")}`);
  throw new SubgraphFailure("unusable", subgraph, cause);
}

function buildErrors({ message, code }: SubgraphFailure, fetch: SentFetch): GraphQLFormattedError[] {
  return findMissingFields(fetch, null).map((path) => ({ message, path, extensions: { code } }));
}
