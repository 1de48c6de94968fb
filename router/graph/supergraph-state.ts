import { createHash } from "node:crypto";

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

/** The state after `supergraphSdl` was loaded at the start. */
export function buildFirstState(supergraphSdl: string): SupergraphState {
  return { ...describe(supergraphSdl), replaced: 0, refused: 0, isOutdated: false };
}

/** The state after it was replaced with `supergraphSdl`. */
export function afterReplacement(state: SupergraphState, supergraphSdl: string): SupergraphState {
  return { ...state, ...describe(supergraphSdl), replaced: state.replaced + 1, isOutdated: false };
}

/** The state after something newer was refused. */
export function afterRefusal(state: SupergraphState): SupergraphState {
  return { ...state, refused: state.refused + 1, isOutdated: true };
}

const HASH_LENGTH = 12;

function describe(supergraphSdl: string): Pick<SupergraphState, "hash" | "loadedAt"> {
  const hash = createHash("sha256").update(supergraphSdl).digest("hex").slice(0, HASH_LENGTH);
  return { hash, loadedAt: new Date().toISOString() };
}
