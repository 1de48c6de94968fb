import { createRsaSigner, type TokenSigner } from "../../support/access-tokens.ts";
import type { Variables } from "../../support/process.ts";
import { type DemoStack, startDemoStack } from "../support/demo-stack.ts";

/** A stack whose limits are those that a user meets, and whose clients have addresses. */
export interface FairStack extends DemoStack {
  /** Signs tokens that every process takes for those of accounts. */
  readonly signer: TokenSigner;
  /** The file that the router serves. */
  readonly supergraphPath: string;
}

/** The limits that tests usually turn off, and a proxy in front that names each client's address. */
const USUAL_LIMITS: Variables = {
  RATE_LIMIT: "100",
  REGISTRATIONS_PER_ADDRESS: "10",
  TARGET_LATENCY_MS: "500",
  TRUSTED_PROXIES: "127.0.0.1",
};

/** Starts the stack; `variables` go to every process. */
export async function startFairStack(variables: Variables = {}): Promise<FairStack> {
  const signer = createRsaSigner();
  const stack = await startDemoStack({
    ...USUAL_LIMITS,
    JWT_PRIVATE_KEY: signer.privateKeyPem,
    ...variables,
  });
  const { SUPERGRAPH_PATH: supergraphPath = "supergraph.graphql" } = variables;
  return { ...stack, signer, supergraphPath };
}

/** The address of the attacker with this number (RFC 5737 gives it to nobody). */
export function findAttackerAddress(index: number): string {
  return `198.51.100.${index + 1}`;
}

/** The address of the usual client with this number: each has its own. */
export function findUsualAddress(index: number): string {
  return `203.0.113.${index + 1}`;
}

/** The header by which the proxy names a client. */
export function forwardedFor(address: string): Readonly<Record<string, string>> {
  return { "x-forwarded-for": address };
}

/** A token for a user whom no database knows, `scope` in it. */
export function signToken({ signer }: FairStack, userId: string, scope = ""): string {
  return signer.sign({ claims: { sub: userId, scope } });
}
