import { describe, expect, it } from "@jest/globals";
import { TEST_OPERATIONS, TEST_SUPERGRAPH } from "../support/graph/test-graph.ts";
import { startProcess } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: TEST_SUPERGRAPH,
  OPERATIONS_PATH: TEST_OPERATIONS,
  EXPLORER_DEMO_USERS: "reader:reader-demo,<editor>:a:b",
});
const other = await startProcess("router/main", {
  OPERATIONS_PATH: "/nowhere",
  EXPLORER_DEMO_USERS: "reader:reader-demo",
  SUPERGRAPH_PATH: writeSupergraph([
    { name: "planets", url: "http://127.0.0.1:1/graphql", sdl: "type Query { planets: [String] }" },
  ]),
});

function get(path: string, url = router.url, headers: Record<string, string> = {}) {
  return sendRaw(url, { method: "GET", path, headers: { accept: "text/html", ...headers } });
}

describe.each(["/", "/graphiql", "/sandbox"])("the page %s", (path) => {
  it("is HTML that nobody keeps, frames or reads as something else", async () => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  });

  it("allows scripts of its own origin alone, none inline, and no eval", async () => {
    const policy = readPolicy(await get(path));
    expect(policy.get("default-src")).toEqual(["'none'"]);
    expect(policy.get("script-src")).toEqual(["'self'"]);
    expect(policy.get("connect-src")).toEqual(["'self'"]);
    expect([...policy.values()].flat().join(" ")).not.toMatch(/unsafe|\*/);
  });

  it("has no script or style of its own inline", async () => {
    const { body } = await get(path);
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/);
  });

  it("loads assets that exist", async () => {
    const { body } = await get(path);
    const assets = [...body.matchAll(/(?:src|href)="(\/explorer\/assets\/[^"]+)"/g)].map(([, asset]) => asset ?? "");
    expect(assets.length).toBeGreaterThan(2);
    const answers = await Promise.all(assets.map((asset) => get(asset)));
    expect(answers.map(({ status }) => status)).toEqual(assets.map(() => 200));
  });

  it("offers to sign in, and as each demo user, whatever their names are", async () => {
    const { body } = await get(path);
    expect(body).toContain("Sign in as reader");
    expect(body).toContain('data-username="&lt;editor&gt;" data-password="a:b"');
  });

  it("offers no sign-in where the graph has none", async () => {
    const { status, body } = await get(path, other.url);
    expect(status).toBe(200);
    expect(body).not.toMatch(/Sign in|reader-demo/);
  });
});

describe("what other origins a page may use", () => {
  it.each([
    ["/", undefined],
    ["/graphiql", undefined],
    ["/sandbox", ["https://sandbox.embed.apollographql.com"]],
  ])("%s frames %p", async (path, origins) => {
    const answer = await get(path);
    expect(readPolicy(answer).get("frame-src")).toEqual(origins);
    expect(answer.headers["content-security-policy"]?.toString().match(/https?:[^ ;]+/g) ?? []).toEqual(origins ?? []);
  });

  it("lets GraphiQL's libraries write styles by a nonce that is new each time", async () => {
    const nonces = await Promise.all([1, 2].map(async () => readPolicy(await get("/graphiql")).get("style-src")?.[1]));
    expect(nonces[0]).toMatch(/^'nonce-[\w-]{22}'$/);
    expect(nonces[0]).not.toBe(nonces[1]);
  });
});

describe("the start page", () => {
  it("shows the example operations, each a link into GraphiQL", async () => {
    const { body } = await get("/");
    expect(body).toContain('href="/graphiql?operation=ItemsWithNotes"');
    expect(body).toContain("three subgraphs in one answer");
  });

  it("goes without examples where there are none", async () => {
    const { body } = await get("/", other.url);
    expect(body).toContain("There are no example operations");
  });

  it("draws the graph", async () => {
    const { body } = await get("/");
    const titles = [...body.matchAll(/<text class="title"[^>]*>([^<]+)/g)].map(([, title]) => title);
    expect(titles).toEqual(["accounts", "items", "notes", "User", "Item", "Note"]);
    expect(body.match(/<path class="link/g)).toHaveLength(5);
  });

  it("says the same in words", async () => {
    const { body } = await get("/");
    expect(body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ")).toContain(
      "Item , known by id all of these: id items: title, maker notes: notes, noteCount",
    );
  });
});

describe("assets", () => {
  it("are not sent again to who has them", async () => {
    const first = await get("/explorer/assets/home.js");
    const again = await get("/explorer/assets/home.js", router.url, {
      "if-none-match": String(first.headers.etag),
    });
    expect(again).toMatchObject({ status: 304, body: "" });
  });

  it("of the start page stay under 50 KB", async () => {
    const { body: script } = await get("/explorer/assets/home.js");
    const chunks = script.match(/chunk-\w+\.js/g) ?? [];
    const names = ["home.js", ...chunks, "home.css", "explorer.css", "icon.svg"];
    const files = await Promise.all(["/", ...names.map((name) => `/explorer/assets/${name}`)].map((path) => get(path)));
    const bytes = files.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
    expect(bytes).toBeLessThan(50 * 1024);
  });

  it.each([
    "/explorer/assets/nothing.js",
    "/explorer/assets/",
    "/explorer/assets/..%2Frouter%2Fmain.js",
    "/explorer/assets/..%2f..%2fpackage.json",
    "/explorer/assets/%2e%2e%2frouter%2fmain.js",
    "/explorer/assets/..",
    "/explorer/assets/home.js%00.css",
  ])("do not include %s", async (path) => {
    const { status, headers } = await get(path);
    expect(status).toBe(404);
    expect(headers["content-type"]).toMatch(/^application\/json/);
  });
});

it("answers no operations at /", async () => {
  const headers = { "content-type": "application/json" };
  const { status } = await sendRaw(router.url, { path: "/", headers, body: '{"query":"{ __typename }"}' });
  expect(status).toBe(405);
});

it("keeps Sandbox's telemetry off", async () => {
  const { body } = await get("/explorer/assets/sandbox.js");
  expect(body).toMatch(/runTelemetry:!1/);
});

function readPolicy({ headers }: Awaited<ReturnType<typeof get>>): ReadonlyMap<string, string[]> {
  const directives = String(headers["content-security-policy"]).split("; ");
  return new Map(
    directives.map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources] as const;
    }),
  );
}
