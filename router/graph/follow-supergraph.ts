import type { FastifyBaseLogger } from "fastify";
import type { ReplaceableGateway } from "./replaceable-gateway.ts";
import { afterRefusal, afterReplacement, buildFirstState, type SupergraphState } from "./supergraph-state.ts";
import { watchSupergraph } from "./watch-supergraph.ts";

/** A gateway that serves what its file says. */
export interface FollowedSupergraph {
  readState(): SupergraphState;
  /** Ends the following. */
  stop(): void;
}

/**
 * Lets `gateway` serve what the file at `path` says whenever it says something else that is valid.
 * @param onServed is called with the hash of what is served, now and after each change
 */
export function followSupergraph(
  path: string,
  gateway: ReplaceableGateway,
  log: FastifyBaseLogger,
  onServed: (hash: string) => void,
): FollowedSupergraph {
  const { supergraphSdl } = gateway.current();
  let state = buildFirstState(supergraphSdl);
  onServed(state.hash);
  const stop = watchSupergraph(path, supergraphSdl, {
    async changed(changed) {
      await gateway.replace(changed);
      state = afterReplacement(state, changed);
      onServed(state.hash);
      log.info({ supergraph: state.hash }, "the supergraph has changed: the new one is served");
    },
    refused(error) {
      state = afterRefusal(state);
      log.error(
        { err: error, supergraph: state.hash },
        "the supergraph file has changed and cannot be used: the one before is served on",
      );
    },
  });
  return { readState: () => state, stop };
}
