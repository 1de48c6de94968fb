import type { IncomingHttpHeaders } from "node:http";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import type { ForwardedHeaders } from "../header-rules/forward-headers.ts";
import { addAllowedHeaders } from "../header-rules/header-rule.ts";
import type { FetchContext, SubgraphClient } from "./subgraph-client.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** A request to a subgraph, before it is sent. */
export interface SubgraphRequestFacts {
  readonly subgraph: string;
  readonly kind: "query" | "mutation";
  /** The GraphQL-over-HTTP request in JSON. */
  readonly body: string;
  readonly requestId: string;
  /** Null without a token. */
  readonly caller: MaybeCaller;
  /** What the header rules forward; it may be changed to what rules could forward too. */
  readonly headers: Record<string, string>;
}

/** The end of a request to a subgraph. */
export interface SubgraphResponseFacts extends Omit<SubgraphRequestFacts, "headers" | "body"> {
  readonly milliseconds: number;
  /** The headers of its answer; null when there is none. */
  readonly headers: IncomingHttpHeaders | null;
  /** `extensions.code` of what clients are told; null when there is an answer. */
  readonly failure: string | null;
}

/** Called before each request to a subgraph; what it throws ends the request, which is not sent. */
export type OnSubgraphRequest = (request: SubgraphRequestFacts) => void | Promise<void>;
/** Called after each; what it throws is logged. */
export type OnSubgraphResponse = (response: SubgraphResponseFacts) => void | Promise<void>;

/** The hooks of `router.config.ts`. */
export interface SubgraphHooks {
  readonly onSubgraphRequest?: OnSubgraphRequest | undefined;
  readonly onSubgraphResponse?: OnSubgraphResponse | undefined;
}

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
    async send(operation, context) {
      const facts = { subgraph, kind: operation.kind, requestId: context.requestId, caller: context.caller };
      const forwarded = await askHook(
        onSubgraphRequest,
        { ...facts, body: operation.body },
        context.forwarded,
      );
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
        failure = error instanceof SubgraphFailure ? error.code : "INTERNAL_SERVER_ERROR";
        throw error;
      } finally {
        void tell({ ...facts, milliseconds: performance.now() - startedAt, headers: answered, failure });
      }
    },
  };
}

/** @returns what is forwarded after the hook has seen it */
async function askHook(
  hook: OnSubgraphRequest | undefined,
  facts: Omit<SubgraphRequestFacts, "headers">,
  forwarded: ForwardedHeaders | null | undefined,
): Promise<ForwardedHeaders | null> {
  if (hook === undefined) return forwarded ?? null;
  const headers: Record<string, string> = {};
  const before = forwarded?.of(facts.subgraph) ?? [];
  for (let index = 0; index < before.length; index += 2)
    headers[before[index] ?? ""] = before[index + 1] ?? "";
  await hook({ ...facts, headers });
  const list: string[] = [];
  addAllowedHeaders(list, headers);
  return { of: () => list, key: forwarded?.key ?? "" };
}
