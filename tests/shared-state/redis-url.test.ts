import { expect, it } from "@jest/globals";
import { readRouterConfig } from "../../router/config.ts";

function read(REDIS_URL: string) {
  return readRouterConfig({ NODE_ENV: "development", ROUTER_SECRET: "s".repeat(32), REDIS_URL }).sharedState;
}

it.each([
  "redis://localhost",
  "redis://127.0.0.1:6380/2",
  "redis://:p%23ss@[::1]:6379",
  "rediss://user:pass@cache.example.com:6380/0",
])("%s is a server", (url) => {
  expect(read(url)).toEqual({ url, secret: "s".repeat(32) });
});

it.each([" redis://localhost", "redis://localhost\n"])("%j is a server, with blanks around it", (url) => {
  expect(read(url)?.url).toBe("redis://localhost");
});

it("without a URL there is none", () => {
  expect(read("")).toBeNull();
});

it.each([
  "localhost:6379",
  "http://localhost:6379",
  "redis:///tmp/redis.sock",
  "redis://",
  "redis://localhost:99999",
  "redis://localhost/cache",
  "redis://localhost?family=6",
  "redis://:pass#word@localhost",
  "redis://:100%@localhost",
])("%s is refused at the start", (url) => {
  expect(() => read(url)).toThrow(/REDIS_URL: must be redis:\/\/\[user:password@\]host\[:port\]/);
});
