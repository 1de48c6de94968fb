import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
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

/** Whether `variable` is one of those that a subgraph may have, by its ending. */
export function isOfOneSubgraph(variable: string): boolean {
  const endings = ["URL", "SUBSCRIPTION_PROTOCOL", ...Object.values(VARIABLES)];
  return endings.some((ending) => variable.endsWith(`_${ending}`));
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
  const variables = Object.values(subgraphs).flatMap(({ secretVariable }) => secretVariable ?? []);
  const secrets = readEnvironment(
    Object.fromEntries(variables.map((variable) => [variable, commaSeparated(sharedSecret)])),
    environment,
  );
  const own = new Map(
    Object.entries(subgraphs).map(([name, settings]) => [name, chooseAuthentication(settings, usual, secrets)]),
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
  secrets: Readonly<Record<string, readonly string[] | undefined>>,
): RouterAuthSettings | "none" {
  if (auth === "none") return auth;
  const own = secretVariable === undefined ? usual.secrets : [...(secrets[secretVariable] ?? [])];
  return { scheme: auth ?? usual.scheme, secrets: own };
}

/** Reads the certificates of all subgraphs. @throws StartupError naming every one that cannot be used */
export function createTlsFinder({ subgraphs = {} }: RouterSettings): (name: string) => TlsSettings {
  const byName = new Map<string, TlsSettings>();
  const problems: string[] = [];
  for (const [name, { tls = {} }] of Object.entries(subgraphs)) {
    try {
      byName.set(name, readTls(tls));
    } catch (error) {
      problems.push(`subgraphs.${name}.tls: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new StartupError(problems.join("; "));
  return (name) => byName.get(name) ?? {};
}

function readTls({ ca, certificate, key }: NonNullable<SubgraphSettings["tls"]>): TlsSettings {
  const authority = ca === undefined ? {} : { ca: readPem(ca) };
  // Node ignores an authority that is no certificate, and would then trust nothing.
  if (authority.ca !== undefined) requirePem(ca, () => new X509Certificate(authority.ca));
  if (certificate === undefined || key === undefined) return authority;
  const own = { cert: readPem(certificate), key: readPem(key) };
  requirePem(`${certificate} with the key ${key}`, () => createSecureContext(own));
  return { ...authority, ...own };
}

function readPem(path: string): string {
  try {
    return readTextFileSync(path);
  } catch (error) {
    throw new Error(`${path} cannot be read: ${describeReadFailure(error)}`);
  }
}

function requirePem(what: string | undefined, use: () => unknown): void {
  try {
    use();
  } catch (error) {
    throw new Error(`${what} is no certificate in PEM: ${(error as Error).message}`);
  }
}

/** @throws StartupError when settings are for subgraphs that the supergraph does not have */
export function refuseUnknownSubgraphs(settled: readonly string[], known: readonly string[]): void {
  const unknown = settled.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const places = unknown.map((name) => `subgraphs.${name}`).join(", ");
  throw new StartupError(`${places}: the supergraph has no such subgraph; it has ${known.join(", ")}`);
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
