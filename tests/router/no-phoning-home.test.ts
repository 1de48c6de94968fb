import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { recordNetwork } from "../support/recorded-network.ts";
import { startStack } from "../support/stack.ts";

const run = promisify(execFile);

// What a person has set who uses Apollo's services elsewhere.
const APOLLO_ACCOUNT = {
  APOLLO_KEY: "service:somebody:made-up",
  APOLLO_GRAPH_REF: "somebody@current",
  APOLLO_SCHEMA_REPORTING: "true",
};

/** Runs a module of the test's own with its network recorded. @returns what it printed, and where it wanted to go */
async function runRecorded(code: string): Promise<{ output: string; targets: string[] }> {
  const network = recordNetwork();
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", code], {
    env: { PATH: process.env.PATH ?? "", ...APOLLO_ACCOUNT, ...network.variables },
    timeout: 20_000,
  });
  return { output: stdout, targets: network.readUses().map(({ kind, target }) => `${kind} ${target}`) };
}

it("contacts nobody but this machine from start to stop, in any process", async () => {
  const network = recordNetwork();
  const stack = await startStack({ ...APOLLO_ACCOUNT, ...network.variables });
  const token = await stack.signIn("reader");
  await stack.send("{ me { username } items { nodes { noteCount } } }", { token });
  await stack.send("{ nothing }", { token });
  await stack.notes.stop("SIGKILL");
  await stack.send("{ items { nodes { noteCount } } }", { token });
  // A reporter would send what it has gathered when it is stopped.
  for (const { stop } of [stack.router, stack.items, stack.accounts]) expect(await stop()).toBe(0);
  expect(new Set(network.readUses().map(({ target }) => target))).toEqual(new Set(["127.0.0.1"]));
});

describe("the recorder", () => {
  it.each([
    [
      "a connection",
      `(await import("node:net")).connect(443, "203.0.113.1").on("error", report)`,
      "connection 203.0.113.1",
    ],
    [
      "a TLS connection",
      `(await import("node:tls")).connect({ port: 443, host: "203.0.113.1" }).on("error", report)`,
      "connection 203.0.113.1",
    ],
    [
      "an HTTP request",
      `(await import("node:http")).get("http://host.invalid/").on("error", report)`,
      "connection host.invalid",
    ],
    ["a fetch", `fetch("https://host.invalid/").catch((error) => report(error.cause))`, "connection host.invalid"],
    [
      "a request by undici",
      `(await import("undici")).request("https://host.invalid/").catch(report)`,
      "connection host.invalid",
    ],
    ["a look-up", `(await import("node:dns")).lookup("host.invalid", report)`, "look-up host.invalid"],
    [
      "a look-up by promise",
      `(await import("node:dns/promises")).lookup("host.invalid").catch(report)`,
      "look-up host.invalid",
    ],
    ["a resolution", `(await import("node:dns")).resolve4("host.invalid", report)`, "look-up host.invalid"],
    [
      "a resolution by a resolver of its own",
      `new (await import("node:dns/promises")).Resolver().resolveTxt("host.invalid").catch(report)`,
      "look-up host.invalid",
    ],
    [
      "a datagram",
      `try { (await import("node:dgram")).createSocket("udp4").send("a", 53, "203.0.113.1") } catch (error) { report(error); process.exit() }`,
      "datagram 203.0.113.1",
    ],
  ])("sees %s, and stops it", async (_what, code, expected) => {
    const { output, targets } = await runRecorded(
      `const report = ({ message }) => process.stdout.write(message); ${code}`,
    );
    expect(targets).toEqual([expected]);
    expect(output).toBe(`the test blocked ${expected}`);
  });

  it("sees where a gateway goes that was not told to keep quiet", async () => {
    const { targets } = await runRecorded(`
      const { ApolloGateway } = await import("@apollo/gateway");
      const { readFileSync } = await import("node:fs");
      new ApolloGateway({ supergraphSdl: readFileSync("supergraph.graphql", "utf8").replaceAll(", for: SECURITY", "") });`);
    expect(targets).toContain("connection 169.254.169.254");
  });
});
