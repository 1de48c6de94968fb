import type { IncomingHttpHeaders } from "node:http";
import type { ForwardedHeaders } from "../header-rules/forward-headers.ts";
import { listAllowedHeaders } from "../header-rules/header-rule.ts";
import { pairHeaders } from "./forwarded-headers.ts";
import type { OperationDeadline } from "./operation-deadline.ts";
import type { FetchContext, SubgraphClient } from "./subgraph-client.ts";
import { type FailureKind, SubgraphFailure } from "./subgraph-failure.ts";
import type {
  OnSubgraphRequest,
  SubgraphHooks,
  SubgraphRequestFacts,
  SubgraphResponseFacts,
} from "./subgraph-hooks.ts";

/** Puts the hooks around what `client` sends; the client itself where there are none. */
export function addHooks(
  client: SubgraphClient,
  { onSubgraphRequest, onSubgraphResponse }: SubgraphHooks,
  onHookFailure: (error: unknown) => void,
): SubgraphClient {
  if (onSubgraphRequest === undefined && onSubgraphResponse === undefined) return client;
  const { name: subgraph } = client;

  async function tell(response: SubgraphResponseFacts): Promise<void> {
    try {
      await onSubgraphResponse?.(response);
    } catch (error) {
      onHookFailure(error);
    }
  }

  return {
    ...client,
    subscribe(operation, context, listener) {
      const { requestId, caller } = context;
      const facts = { subgraph, kind: "subscription", requestId, caller } as const;
      return client.subscribe(operation, context, listener, {
        askForwarded: (deadline) =>
          askHook(onSubgraphRequest, { ...facts, body: operation.body }, { ...context, deadline }),
        noteAttempt: (milliseconds, headers, error) =>
          void tell({ ...facts, milliseconds, headers, failure: error === null ? null : findCode(error) }),
      });
    },
    async send(operation, context) {
      const facts = { subgraph, kind: operation.kind, requestId: context.requestId, caller: context.caller };
      const forwarded = await askHook(onSubgraphRequest, { ...facts, body: operation.body }, context);
      const startedAt = performance.now();
      let answered: IncomingHttpHeaders | null = null;
      const noteHeaders: FetchContext["noteHeaders"] = (given, name) => {
        answered = given;
        context.noteHeaders?.(given, name);
      };
      let failure: string | null = null;
      try {
        return await client.send(operation, { ...context, noteHeaders, forwarded });
      } catch (error) {
        failure = findCode(error);
        throw error;
      } finally {
        void tell({ ...facts, milliseconds: performance.now() - startedAt, headers: answered, failure });
      }
    },
  };
}

function findCode(error: unknown): string {
  return error instanceof SubgraphFailure ? error.code : "INTERNAL_SERVER_ERROR";
}

/** @returns what is forwarded after the hook has seen it */
async function askHook(
  hook: OnSubgraphRequest | undefined,
  facts: Omit<SubgraphRequestFacts, "headers">,
  { forwarded, deadline }: Pick<FetchContext, "forwarded" | "deadline">,
): Promise<Pick<ForwardedHeaders, "of"> | null> {
  if (hook === undefined) return forwarded ?? null;
  const headers = pairHeaders(forwarded?.of(facts.subgraph) ?? []);
  await withinDeadline(facts.subgraph, deadline, async () => hook({ ...facts, headers }));
  const list = listAllowedHeaders(headers);
  return { of: () => list };
}

/** Waits for a hook until the request's deadline, or until its client leaves. */
function withinDeadline(subgraph: string, deadline: OperationDeadline, run: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (kind: FailureKind) => reject(new SubgraphFailure(kind, subgraph, new Error("in a hook")));
    const work = { cancel: () => fail("cancelled") };
    const timer = setTimeout(() => fail("out of time"), Math.max(0, deadline.remainingMs()));
    deadline.onCancel(work);
    run()
      .finally(() => {
        clearTimeout(timer);
        deadline.offCancel(work);
      })
      .then(resolve, reject);
  });
}
