import { expect, it } from "@jest/globals";
import { type AnswerHeaders, readFreshness } from "../../router/responses/cache/freshness.ts";

it.each<[AnswerHeaders, maxAgeSeconds: number, isPrivate: boolean]>([
  [{}, 0, true],
  [{ "cache-control": "max-age=5, public" }, 5, false],
  [{ "cache-control": "max-age=5" }, 5, true],
  [{ "cache-control": "Public, Max-Age=5" }, 5, false],
  [{ "cache-control": ["public", "max-age=5"] }, 5, false],
  [{ "cache-control": 'public, max-age=5, private="x-name"' }, 5, true],
  [{ "cache-control": "public, max-age=600, s-maxage=0" }, 0, false],
  [{ "cache-control": "public, max-age=5, s-maxage=60" }, 60, false],
  [{ "cache-control": "public, max-age=60, max-age=5" }, 5, false],
  [{ "cache-control": "public, max-age=much" }, 0, false],
  [{ "cache-control": "public, max-age=5, no-store" }, 0, false],
  [{ "cache-control": "public, max-age=5", age: "3" }, 2, false],
  [{ "cache-control": "public, max-age=5", age: "soon" }, 0, false],
  [{ "cache-control": "public, max-age=5", vary: "Accept-Encoding" }, 5, false],
  [{ "cache-control": "public, max-age=5", vary: "Accept-Encoding, Authorization" }, 5, true],
  [{ "cache-control": "public, max-age=5", vary: ["accept", "x-client-address"] }, 0, false],
  [{ "cache-control": "public, max-age=5", vary: "*" }, 0, false],
])("reads how long an answer with %j is good, and for whom", (headers, maxAgeSeconds, isPrivate) => {
  expect(readFreshness(headers)).toEqual({ maxAgeSeconds, isPrivate });
});
