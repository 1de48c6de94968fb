import type { HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyRequest } from "fastify";
import { findSearch } from "../http/plain-search.ts";
import { describeHttpRequest } from "./http-request.ts";
import { readOperationParameters } from "./operation-parameters.ts";

/** What browsers say of a request that a page of another site has made (https://w3c.github.io/webappsec-fetch-metadata/). */
const OTHER_SITES: ReadonlySet<string | undefined> = new Set(["cross-site", "same-site"]);

/**
 * A GET whose client takes a stream, as Apollo Server is to read it: as a POST, because it refuses subscriptions by GET.
 * A browser's `EventSource` can send no header that proves a preflight, so the rule against forged requests is another
 * one: the request passes unless its browser says that another site has made it, by `Sec-Fetch-Site` or an `Origin`.
 * Where the browser says nothing, such a request can still change nothing, its answer cannot be read by the other site,
 * and it is anonymous: tokens are sent in headers alone.
 * Where a parameter is repeated, or is not JSON, it stays a GET: Apollo Server says what is wrong with it.
 */
export function describeStreamedGet(request: FastifyRequest): HTTPGraphQLRequest {
  const search = new URLSearchParams(findSearch(request.url));
  const names = [...search.keys()];
  const parameters = readOperationParameters(request);
  const isRead = (name: "variables" | "extensions") => !search.has(name) || parameters[name] !== null;
  const http = describeHttpRequest(request);
  if (!isOtherSites(http.headers)) http.headers.set("apollo-require-preflight", "1");
  if (new Set(names).size < names.length || !isRead("variables") || !isRead("extensions")) return http;
  return { ...http, method: "POST", search: "", body: { ...parameters, operationName: search.get("operationName") } };
}

/** A GET from the same origin has no `Origin` (https://fetch.spec.whatwg.org/#append-a-request-origin-header). */
function isOtherSites(headers: ReadonlyMap<string, string>): boolean {
  return OTHER_SITES.has(headers.get("sec-fetch-site")) || headers.has("origin");
}
