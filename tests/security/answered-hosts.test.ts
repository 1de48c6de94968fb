import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createHostCheck } from "../../packages/server/http/answered-hosts.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { startProcess, type TestProcess } from "../support/process.ts";
import { sendBytes } from "../support/raw-request.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const SUBGRAPH = { name: "hello", url: "http://127.0.0.1:1/graphql", sdl: "type Query { hello: String }" };
const SUPERGRAPH_PATH = writeSupergraph([SUBGRAPH]);
const PATHS = ["/", "/graphql", "/graphql?query=%7B__typename%7D", "/health/live", "/metrics", "/nowhere"];

async function readStatuses({ url }: TestProcess, host: string): Promise<number[]> {
  const statuses: number[] = [];
  for (const path of PATHS) statuses.push((await send(url, path, `host: ${host}\r\n`)).status);
  return statuses;
}

function send(url: string, path: string, hosts: string) {
  return sendBytes(url, `GET ${path} HTTP/1.1\r\n${hosts}connection: close\r\n\r\n`);
}

const DEVELOPMENT = { DATA_DIR: createDataFolder(), SUPERGRAPH_PATH, NODE_ENV: "development" };
const router = await startProcess("router/main", DEVELOPMENT);
const accounts = await startProcess("subgraphs/accounts/main", DEVELOPMENT);

describe.each([
  ["a router", router],
  ["a subgraph", accounts],
])("in development %s", (_what, process) => {
  const { port } = new URL(process.url);

  it.each(["rebound.test", `rebound.test:${port}`, "127.0.0.1.rebound.test", "192.168.1.7", "router"])(
    "answers nothing under the host %s",
    async (host) => {
      expect(await readStatuses(process, host)).toEqual(PATHS.map(() => 421));
    },
  );

  it.each([
    `localhost:${port}`,
    "LOCALHOST",
    "localhost.",
    "app.localhost:1",
    "127.0.0.1",
    `127.8.9.10:${port}`,
    "0x7f.1",
    `[::1]:${port}`,
    "[0:0::1]",
  ])("answers under the host %s", async (host) => {
    expect(await readStatuses(process, host)).not.toContain(421);
    expect((await send(process.url, "/health/live", `host: ${host}\r\n`)).status).toBe(200);
  });

  it.each([
    ["two Host headers", "host: localhost\r\nhost: rebound.test\r\n"],
    ["two in the other order", "host: rebound.test\r\nhost: localhost\r\n"],
    ["none", ""],
    ["an empty one", "host:\r\n"],
    ["a user before the host", "host: localhost@rebound.test\r\n"],
    ["a path behind the host", "host: localhost/rebound.test\r\n"],
    ["a list", "host: localhost, rebound.test\r\n"],
  ])("refuses %s", async (_hosts, headers) => {
    const { status, body } = await send(process.url, "/health/live", headers);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });
});

it("says how to have another host answered", async () => {
  const { body } = await send(router.url, "/", "host: rebound.test\r\n");
  expect(body).toContain("HOST");
});

it("production answers every host, as what stands in front names it", async () => {
  const production = await startProcess("router/main", { SUPERGRAPH_PATH, NODE_ENV: "production" });
  expect(await readStatuses(production, "shop.example")).not.toContain(421);
});

describe("a process that listens at", () => {
  const isAnswered = (listening: string, host: string): boolean => {
    try {
      createHostCheck(listening)({ raw: { headersDistinct: { host: [host] }, httpVersion: "1.1" } } as never);
      return true;
    } catch {
      return false;
    }
  };

  it.each([
    ["192.0.2.1", ["192.0.2.1", "localhost"], ["192.0.2.2", "books", "rebound.test"]],
    ["2001:db8::1", ["[2001:DB8:0::1]:4000", "127.0.0.1"], ["[2001:db8::2]", "rebound.test"]],
    ["Desk.example", ["desk.example:4000", "localhost"], ["other.example", "desk.example.rebound.test"]],
    ["0.0.0.0", ["192.0.2.1", "[2001:db8::1]", "books:4002", "localhost"], ["rebound.test", "a.b"]],
    ["::", ["192.0.2.1", "[::ffff:c000:201]", "books"], ["rebound.test", "192.0.2.1.rebound.test"]],
  ])("%s answers that, and no other site's names", (listening, answered, refused) => {
    expect(answered.filter((host) => !isAnswered(listening, host))).toEqual([]);
    expect(refused.filter((host) => isAnswered(listening, host))).toEqual([]);
  });

  it("any address answers under no domain name of a site", () => {
    fc.assert(
      fc.property(fc.domain(), fc.constantFrom("127.0.0.1", "0.0.0.0", "::", "localhost"), (site, listening) => {
        expect(isAnswered(listening, site)).toBe(false);
      }),
    );
  });
});
