import * as z from "zod";
import {
  buildVariablePrefix,
  type Environment,
  readEnvironment,
} from "../../../packages/server/process/environment.ts";

/** How a subgraph is asked for streams of events. */
export const STREAM_PROTOCOLS = ["sse", "graphql-transport-ws"] as const;

/** What is set for the streams of one subgraph. */
export interface StreamSettings {
  readonly protocol: (typeof STREAM_PROTOCOLS)[number];
  /** In place of the URL of its other requests; undefined: the same. */
  readonly url: string | undefined;
}

/** An absolute URL for one of the protocols. */
export function streamUrl(): z.ZodType<string, string> {
  return z.url({ protocol: /^(?:https?|wss?)$/, error: "must be an http://, https://, ws:// or wss:// URL" });
}

/** One of the protocols. */
export function streamProtocol() {
  return z.enum(STREAM_PROTOCOLS, { error: `must be ${STREAM_PROTOCOLS.join(" or ")}` });
}

/** Reads the settings of the subgraph `name`. @throws StartupError naming the variable that is wrong */
export function readStreamSettings(name: string, environment: Environment): StreamSettings {
  const prefix = `${buildVariablePrefix(name)}_SUBSCRIPTION`;
  const [protocol, url] = [`${prefix}_PROTOCOL`, `${prefix}_URL`];
  const { [protocol]: chosen = "sse" } = readEnvironment({ [protocol]: streamProtocol().optional() }, environment);
  const { [url]: address } = readEnvironment({ [url]: streamUrl().optional() }, environment);
  return { protocol: chosen, url: address };
}

/** The URL of the streams of a subgraph at `usualUrl`: its scheme is that of the protocol. */
export function chooseStreamUrl({ protocol, url }: StreamSettings, usualUrl: string): string {
  const scheme = protocol === "sse" ? "http" : "ws";
  return (url ?? usualUrl).replace(/^(?:http|ws)/i, scheme);
}
