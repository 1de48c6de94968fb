import type { FastifyRequest } from "fastify";
import { refuseBadRequest } from "../errors/bad-request.ts";
import { isRecord } from "../is-record.ts";

/** The parameters of a GET that hold JSON (GraphQL over HTTP §6.2). */
const JSON_PARAMETERS = ["variables", "extensions"];

/** Optional parameters without a value, as forms send them, count as absent. */
const EMPTY_PARAMETERS = /([?&])(?:(?:operationName|variables|extensions)=?(?:&|$))+/g;

/** The search of `url` as Apollo Server reads it. Code that reads it differently would read another request. */
export function findSearch(url: string): string {
  const question = url.indexOf("?");
  return question < 0 ? "" : url.slice(question).replace(EMPTY_PARAMETERS, "$1");
}

/**
 * Refuses a GET whose parameters hold the keys that Fastify refuses in the body of a POST: `__proto__`, and
 * `constructor` with `prototype` in it, at any depth. Apollo Server refuses what is not JSON.
 * @throws BAD_REQUEST, HTTP 400
 */
export function requirePlainSearch({ method, url }: Pick<FastifyRequest, "method" | "url">): void {
  if (method !== "GET") return;
  const parameters = new URLSearchParams(findSearch(url));
  for (const name of JSON_PARAMETERS) {
    if (parameters.getAll(name).some(hasForgedPrototype)) {
      const message = `The ${name} may hold no key "__proto__", and no "constructor" with "prototype" in it.`;
      throw refuseBadRequest("BAD_REQUEST", message);
    }
  }
}

function hasForgedPrototype(json: string): boolean {
  let isForged = false;
  try {
    JSON.parse(json, (key, value: unknown) => {
      isForged ||=
        key === "__proto__" || (key === "constructor" && isRecord(value) && Object.hasOwn(value, "prototype"));
      return value;
    });
  } catch (error) {
    // It is nested too deeply to be checked.
    return error instanceof RangeError;
  }
  return isForged;
}
