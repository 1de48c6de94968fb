import { ACCESS_FEATURES } from "../../packages/access/access-features.ts";
import { removePurposes } from "../../packages/access/link-purposes.ts";

/** The supergraph without `for: SECURITY` on the links of the access features alone. */
export function removeAccessPurposes(supergraphSdl: string): string {
  return removePurposes(
    supergraphSdl,
    ACCESS_FEATURES.map(({ versions }) => versions),
  );
}
