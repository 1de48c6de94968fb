import { describe, expect, it } from "@jest/globals";
import { createClientAddressFinder } from "../../router/request/trusted-proxies.ts";
import { startRefusingProcess } from "../support/process.ts";
import { type GuardedGraph, startGuardedGraph } from "./guarded-graph.ts";

const PROXIES = ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"];

describe("the client's address is", () => {
  it.each<[what: string, peer: string, forwardedFor: string | undefined, address: string]>([
    ["whoever connects, without the header", "198.51.100.7", undefined, "198.51.100.7"],
    ["whoever connects, if he is no proxy", "198.51.100.7", "203.0.113.1", "198.51.100.7"],
    ["the proxy, without the header", "10.1.1.1", undefined, "10.1.1.1"],
    ["whom the proxy names", "10.1.1.1", "203.0.113.1", "203.0.113.1"],
    ["whom the proxy names, if it is given by its address", "192.0.2.1", "203.0.113.1", "203.0.113.1"],
    ["whom the proxy names, on a socket for both families", "::ffff:10.1.1.1", "203.0.113.1", "203.0.113.1"],
    ["whom the proxy names by IPv6", "2001:db8::5", "2001:db9::1", "2001:db9::1"],
    ["whom the farthest proxy names", "10.1.1.1", "203.0.113.1, 10.2.2.2,2001:db8::1", "203.0.113.1"],
    ["not whom the client names", "10.1.1.1", "8.8.8.8, 203.0.113.1", "203.0.113.1"],
    ["not the proxy that the client names", "10.1.1.1", "10.9.9.9, 203.0.113.1", "203.0.113.1"],
    ["the farthest proxy, when nobody else is named", "10.1.1.1", "10.3.3.3, 10.2.2.2", "10.3.3.3"],
    ["the proxy, when what it names is no address", "10.1.1.1", "203.0.113.1, unknown", "10.1.1.1"],
    ["the proxy, when it names nobody", "10.1.1.1", " , ", "10.1.1.1"],
  ])("%s", (_what, ip, forwardedFor, address) => {
    const headers = forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor };
    expect(createClientAddressFinder(PROXIES)({ ip, headers })).toBe(address);
  });
});

/** Each bucket holds one request. */
const LIMITS = { RATE_LIMIT: "1", RATE_LIMIT_BURST: "1" };

/** Sends a request with each of these headers. @returns what the router answers */
async function sendAll(graph: GuardedGraph, forwardedFor: readonly string[]): Promise<number[]> {
  const answers = await Promise.all(
    forwardedFor.map((value) => graph.send("{ hello }", { headers: { "x-forwarded-for": value } })),
  );
  return answers.map(({ status }) => status).sort();
}

describe("the rate limit", () => {
  it("counts for the connection's address, whatever it says of itself", async () => {
    const graph = await startGuardedGraph(LIMITS);
    expect(await sendAll(graph, ["203.0.113.1", "203.0.113.2", "203.0.113.3"])).toEqual([200, 429, 429]);
    const [request] = graph.subgraph.requests;
    expect(request?.headers["x-client-address"]).toBe("127.0.0.1");
  });

  it("counts for the address that a trusted proxy names", async () => {
    const graph = await startGuardedGraph({ ...LIMITS, TRUSTED_PROXIES: "192.0.2.0/24, 127.0.0.1" });
    expect(await sendAll(graph, ["203.0.113.1", "203.0.113.2"])).toEqual([200, 200]);
    const addresses = graph.subgraph.requests.map(({ headers }) => headers["x-client-address"]);
    expect(addresses.sort()).toEqual(["203.0.113.1", "203.0.113.2"]);
    expect(await sendAll(graph, ["8.8.8.1, 203.0.113.3", "8.8.8.2, 203.0.113.3"])).toEqual([200, 429]);
  });
});

it("takes no other header of a trusted proxy for the truth", async () => {
  const graph = await startGuardedGraph({ TRUSTED_PROXIES: "127.0.0.1" });
  const headers = { "x-forwarded-proto": "a b", "x-forwarded-host": "[", forwarded: "for=x" };
  expect(await graph.send("{ hello }", { headers })).toMatchObject({ status: 200 });
});

it.each(["proxy", "10.0.0.0/33", "::/129", "10.0.0", "10.0.0.0/8/8", "10.0.0.0/-1", "fe80::1%eth0"])(
  "a router refuses to start with TRUSTED_PROXIES=%s",
  async (value) => {
    const { exitCode, output } = await startRefusingProcess("router/main", { TRUSTED_PROXIES: value });
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^router cannot start: bad configuration: TRUSTED_PROXIES: [^\n]+\n$/);
  },
);
