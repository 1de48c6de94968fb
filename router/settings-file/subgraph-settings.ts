import type { ErrorDisclosure } from "../../packages/server/errors/mask-errors.ts";
import {
  buildVariablePrefix,
  commaSeparated,
  type Environment,
  readEnvironment,
} from "../../packages/server/process/environment.ts";
import { describeReadFailure, readTextFileSync } from "../../packages/server/process/read-text-file.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { createRequestSigner, type SignRequest } from "../../packages/server/router-auth/sign-request.ts";
import { type RouterAuthSettings, sharedSecret } from "../../packages/server/router-auth/variables.ts";
import type { CollectedHeaderRules } from "../header-rules/forward-headers.ts";
import type { RequestHeaderRule, ResponseHeaderRule } from "../header-rules/header-rule.ts";
import type { TlsSettings } from "../transport/connections.ts";
import type { RouterSettings, SubgraphSettings } from "./router-settings.ts";

/** The variables that `limits` of a subgraph stand for, after its prefix. */
const VARIABLES = {
  timeoutMs: "TIMEOUT_MS",
  retries: "RETRIES",
  breakerFailures: "BREAKER_FAILURES",
  concurrency: "CONCURRENCY",
  queue: "QUEUE",
} as const;

/** The URL, the limits and the streams of a subgraph, as variables. */
export function listSubgraphVariables(
  name: string,
  { url, limits = {}, subscriptions = {} }: SubgraphSettings,
): [string, string][] {
  const prefix = buildVariablePrefix(name);
  const others = { URL: url, SUBSCRIPTION_PROTOCOL: subscriptions.protocol, SUBSCRIPTION_URL: subscriptions.url };
  const limited = Object.entries(VARIABLES).map(
    ([key, variable]) => [variable, limits[key as keyof typeof VARIABLES]] as const,
  );
  return [...Object.entries(others), ...limited].flatMap(([variable, value]) =>
    value === undefined ? [] : [[`${prefix}_${variable}`, String(value)] satisfies [string, string]],
  );
}

/** Whether the settings say of any subgraph how it is authenticated to. */
export function saysAuthentication({ subgraphs = {} }: RouterSettings): boolean {
  return Object.values(subgraphs).some(
    ({ auth, secretVariable }) => auth !== undefined || secretVariable !== undefined,
  );
}

/**
 * Makes what finds how requests to a subgraph prove that they come from the router.
 * @throws StartupError when a subgraph's own secret is not set or not good; later, in production, for a subgraph that
 *   has no secret and whose settings do not say `auth: "none"`
 */
export function createSignerFinder(
  { subgraphs = {} }: RouterSettings,
  usual: RouterAuthSettings,
  environment: Environment,
  isProduction: boolean,
): (name: string) => SignRequest {
  const own = new Map(
    Object.entries(subgraphs).map(([name, settings]) => [name, chooseAuthentication(settings, usual, environment)]),
  );
  return (name) => {
    const chosen = own.get(name) ?? usual;
    if (chosen === "none") return () => ({});
    if (isProduction && chosen.secrets.length === 0) {
      throw new StartupError(
        `the subgraph "${name}" has no secret by which it could tell the router from other callers: set ROUTER_SECRET, or write auth: "none" in its settings`,
      );
    }
    return createRequestSigner(chosen);
  };
}

function chooseAuthentication(
  { auth, secretVariable }: SubgraphSettings,
  usual: RouterAuthSettings,
  environment: Environment,
): RouterAuthSettings | "none" {
  if (auth === "none") return auth;
  const scheme = auth ?? usual.scheme;
  if (secretVariable === undefined) return { ...usual, scheme };
  const values = readEnvironment({ [secretVariable]: commaSeparated(sharedSecret) }, environment);
  return { scheme, secrets: values[secretVariable] ?? [] };
}

/** Reads the certificates of all subgraphs. @throws StartupError when one cannot be read */
export function createTlsFinder({ subgraphs = {} }: RouterSettings): (name: string) => TlsSettings {
  const read = (name: string, path: string) => {
    try {
      return readTextFileSync(path);
    } catch (error) {
      throw new StartupError(`subgraphs.${name}.tls: ${path} cannot be read: ${describeReadFailure(error)}`);
    }
  };
  const byName = new Map<string, TlsSettings>();
  for (const [name, { tls = {} }] of Object.entries(subgraphs)) {
    byName.set(name, {
      ...(tls.ca === undefined ? {} : { ca: read(name, tls.ca) }),
      ...(tls.certificate === undefined ? {} : { cert: read(name, tls.certificate) }),
      ...(tls.key === undefined ? {} : { key: read(name, tls.key) }),
    });
  }
  return (name) => byName.get(name) ?? {};
}

/** @throws StartupError when settings are for a subgraph that the supergraph does not have */
export function refuseUnknownSubgraphs(settled: readonly string[], known: readonly string[]): void {
  const unknown = settled.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new StartupError(`subgraphs.${unknown}: the supergraph has no such subgraph; it has ${known.join(", ")}`);
}

/** Collects the header rules of the settings. */
export function collectHeaderRules({ headers = {}, subgraphs = {} }: RouterSettings): CollectedHeaderRules {
  const request = new Map<string, readonly RequestHeaderRule[]>();
  const response = new Map<string, readonly ResponseHeaderRule[]>();
  for (const [name, { headers: own = {} }] of Object.entries(subgraphs)) {
    if (own.request !== undefined) request.set(name, own.request);
    if (own.response !== undefined) response.set(name, own.response);
  }
  return {
    request: { all: headers.request ?? [], bySubgraph: request },
    response: { all: headers.response ?? [], bySubgraph: response },
  };
}

/** What clients are told of the errors of subgraphs. @param codes codes beside our own that were written for clients */
export function buildErrorDisclosure({ subgraphs = {} }: RouterSettings, codes: readonly string[]): ErrorDisclosure {
  const services = Object.entries(subgraphs).flatMap(([name, { errors }]) =>
    errors === undefined ? [] : [[name, errors] as const],
  );
  return { codes: new Set(codes), services: new Map(services) };
}
