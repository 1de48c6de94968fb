import type { FastifyBaseLogger } from "fastify";
import type { ReplaceableGateway } from "./replaceable-gateway.ts";
import { hashSupergraph } from "./supergraph-hash.ts";
import { watchSupergraph } from "./watch-supergraph.ts";

/** What is known of the supergraph, for health and metrics. */
export interface SupergraphState {
  /** The beginning of the SHA-256 of what is served, in hexadecimal. */
  readonly hash: string;
  readonly loadedAt: string;
  /** How often it has been replaced since the start, and how often what should replace it was refused. */
  readonly replaced: number;
  readonly refused: number;
  /** Whether the file holds something newer that was refused. */
  readonly isOutdated: boolean;
}

/**
 * Lets `gateway` serve what the file at `path` says whenever it says something else that is valid.
 * @param onServed is called with the hash of what is served, now and after each change
 * @returns `stop` ends the following
 */
export function followSupergraph(
  path: string,
  gateway: ReplaceableGateway,
  log: FastifyBaseLogger,
  onServed: (hash: string) => void,
) {
  const { supergraphSdl } = gateway.current();
  let state: SupergraphState = { ...describe(supergraphSdl), replaced: 0, refused: 0, isOutdated: false };
  onServed(state.hash);
  const stop = watchSupergraph(path, supergraphSdl, {
    async changed(changed) {
      await gateway.replace(changed);
      state = { ...state, ...describe(changed), replaced: state.replaced + 1, isOutdated: false };
      onServed(state.hash);
      log.info({ supergraph: state.hash }, "the supergraph has changed: the new one is served");
    },
    refused(error) {
      state = { ...state, refused: state.refused + 1, isOutdated: true };
      log.error(
        { err: error, supergraph: state.hash },
        "the supergraph file has changed and cannot be used: the one before is served on",
      );
    },
  });
  return { readState: () => state, stop };
}

function describe(supergraphSdl: string): Pick<SupergraphState, "hash" | "loadedAt"> {
  return { hash: hashSupergraph(supergraphSdl), loadedAt: new Date().toISOString() };
}
