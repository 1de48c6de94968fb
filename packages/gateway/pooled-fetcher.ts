import type { RemoteGraphQLDataSource } from "@apollo/gateway";
import { Agent, type Dispatcher, interceptors, request } from "undici";

type Fetcher = RemoteGraphQLDataSource["fetcher"];
type FetchedAnswer = Awaited<ReturnType<Fetcher>>;

/** As many as the data source's own fetcher follows. */
const MAXIMUM_REDIRECTIONS = 20;

/**
 * A fetcher for `new RemoteGraphQLDataSource({ url, fetcher })` over pooled connections, which costs a fraction of the
 * default one and rejects as it does. It knows no proxy, asks for no compression, and ends a request when nothing comes
 * for five minutes.
 */
export function createFetcher(): Fetcher {
  const dispatcher = new Agent().compose(interceptors.redirect({ maxRedirections: MAXIMUM_REDIRECTIONS }));

  return async (url, { method = "GET", headers = {}, body = null, signal } = {}) => {
    try {
      const options = { dispatcher, method: method as Dispatcher.HttpMethod, headers, body, signal };
      const answer = await request(url, options);
      return buildAnswer(url, answer, await answer.body.text());
    } catch (error) {
      const { message, code } = error as { readonly message: string; readonly code?: unknown };
      throw Object.assign(new Error(`request to ${url} failed, reason: ${message}`, { cause: error }), {
        code,
      });
    }
  };
}

function buildAnswer(url: string, answer: Dispatcher.ResponseData, text: string): FetchedAnswer {
  const { statusCode, statusText, headers } = answer;
  return {
    url,
    status: statusCode,
    statusText,
    ok: statusCode >= 200 && statusCode <= 299,
    redirected: false,
    bodyUsed: false,
    headers: buildHeaders(headers),
    text: async () => text,
    json: async () => JSON.parse(text),
    arrayBuffer: async () => new TextEncoder().encode(text).buffer,
    clone: () => buildAnswer(url, answer, text),
  };
}

function buildHeaders(received: Dispatcher.ResponseData["headers"]): Headers {
  const headers = new Headers();
  for (const [name, value = []] of Object.entries(received)) {
    for (const one of [value].flat()) headers.append(name, one);
  }
  return headers;
}
