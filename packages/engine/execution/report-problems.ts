import { isJsonObject, type JsonObject } from "../data-object.ts";
import type { SubgraphError } from "../subgraph-errors.ts";
import type { Failure } from "./execution-state.ts";
import type { OperationRun } from "./operation-run.ts";
import { createErrorReporter, describeError, type FindSubject, type WaitingObject } from "./report-errors.ts";

interface ProblematicAnswer {
  readonly subgraph: string;
  readonly waiting: readonly WaitingObject[];
  readonly errors: readonly SubgraphError[];
  /** What the answer lacks: for root fields one list, for entities one for each key of the answer. */
  readonly lists: readonly { readonly answerKey: string; readonly missing: readonly WaitingObject[] }[];
  readonly findSubject: FindSubject;
}

/** Reports that a request brought no answer. */
export function reportNoAnswer<Context>(
  { state, client }: OperationRun<Context>,
  error: Error,
  subgraph: string,
  waiting: readonly WaitingObject[],
): void {
  createErrorReporter(state, waiting, client).reportFailure(describeFailure(error, subgraph), waiting);
}

/** Reports a subgraph's errors, and what is missing without one. */
export function reportProblems<Context>(
  { state, client }: OperationRun<Context>,
  { subgraph, waiting, errors, lists, findSubject }: ProblematicAnswer,
): void {
  const reporter = createErrorReporter(state, waiting, client);
  reporter.reportErrors(errors, subgraph, findSubject);
  for (const { answerKey, missing } of lists) {
    if (missing.length === 0) continue;
    const [first] = errors;
    const isOther = (key: unknown) => lists.some((list) => list.answerKey === key && key !== answerKey);
    const own = errors.find(({ path }) => !isOther(path?.[0]));
    if (first === undefined) {
      const extensions = { code: "SUBGRAPH_INVALID_RESPONSE", serviceName: subgraph };
      const message = `The subgraph "${subgraph}" gave an unusable answer.`;
      reporter.reportFailure({ message, extensions }, missing);
    } else if (own !== undefined) {
      reporter.explain(describeError(own, subgraph), missing);
    } else {
      // An error in one list of entities may leave the others of the request without data.
      reporter.reportFailure(describeError(first, subgraph), missing);
    }
  }
}

function describeFailure(error: Error, subgraph: string): Failure {
  const { code, retryAfter, extensions }: JsonObject = isJsonObject(error) ? error : {};
  return {
    message: error.message,
    extensions: {
      ...(isJsonObject(extensions) ? extensions : {}),
      ...(typeof code === "string" ? { code } : {}),
      serviceName: subgraph,
      ...(typeof retryAfter === "number" ? { retryAfter } : {}),
    },
  };
}
