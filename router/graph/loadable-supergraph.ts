import { CONTEXT_VERSIONS } from "@apollo/federation-internals";
import { ACCESS_FEATURES } from "../../packages/access/access-features.ts";
import { removePurposes } from "../../packages/access/link-purposes.ts";
import { removeNestedSlicingArguments } from "../limits/cost/plain-slicing-arguments.ts";

/** What the router does itself, so that Apollo Gateway need not refuse a supergraph for it. */
const OWN_FEATURES = [...ACCESS_FEATURES.map(({ versions }) => versions), CONTEXT_VERSIONS];

/** `supergraphSdl` as Apollo Gateway loads it. */
export function buildLoadableSupergraph(supergraphSdl: string): string {
  return removeNestedSlicingArguments(removePurposes(supergraphSdl, OWN_FEATURES));
}
