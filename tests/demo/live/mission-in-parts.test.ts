import { createServer, request as sendRequest } from "node:http";
import { expect, it } from "@jest/globals";
import { sendForParts } from "../../live/defer/read-parts.ts";
import { describeGraph, prepareData } from "../../support/own-stack.ts";
import { startProcess } from "../../support/process.ts";
import { startSubgraphs } from "../../support/start-subgraphs.ts";
import { stopAfterTests } from "../../support/started-processes.ts";

const QUERY = `{ books(first: 3) { nodes { title ... @defer { comments(first: 5) { nodes { body author { username } } } } } } }`;

const { dataFolder, shared } = await prepareData({});
const { subgraphs, addresses } = await startSubgraphs(shared);
const comments = await startGate(addresses.COMMENTS_URL ?? "");
const router = await startProcess("router/main", { ...shared, ...addresses, COMMENTS_URL: comments.url });
const graph = describeGraph(router, subgraphs, dataFolder);
const headers = { authorization: `Bearer ${await graph.signIn("reader")}` };

/** Stands before a subgraph; once closed, requests wait until it is opened. */
async function startGate(target: string) {
  let open = (): void => undefined;
  let opened = Promise.resolve();
  const server = createServer(async (request, response) => {
    await opened;
    const { method, headers } = request;
    const passed = sendRequest(new URL(request.url ?? "/", target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  stopAfterTests(async () => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/graphql`,
    close() {
      opened = new Promise((resolve) => {
        open = resolve;
      });
    },
    open: () => open(),
  };
}

it("shows the books while their comments are not there yet", async () => {
  comments.close();
  const answer = await sendForParts(router.url, QUERY, { headers });
  const first = await answer.next();
  expect(first).toMatchObject({
    hasNext: true,
    data: { books: { nodes: Array(3).fill({ title: expect.anything() }) } },
  });
  expect(JSON.stringify(first)).not.toContain("comments");
  comments.open();
  const entries = (await answer.rest()).flatMap(({ incremental = [] }) => incremental);
  const { data } = await graph.send<{ books: { nodes: { comments: unknown }[] } }>(QUERY, { headers });
  expect(new Set(entries.map(({ path }) => path.slice(0, 3).join()))).toEqual(
    new Set([0, 1, 2].map((index) => `books,nodes,${index}`)),
  );
  const whole = data.books.nodes.map(({ comments: own }) => own);
  expect(JSON.stringify(whole)).toContain("username");
});
