import { type ChildProcess, spawn } from "node:child_process";
import { expect, it } from "@jest/globals";
import { createSubgraphCaller } from "../../support/caller.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createComment } from "../comments/operations.ts";
import { startDemoStack } from "../support/demo-stack.ts";

// examples/live.ts follows the first book's comments while the processes that it needs are restarted.

const stack = await startDemoStack();
const token = await stack.signIn("reader");
const commenter = createSubgraphCaller(stack.comments.url, token);
const { data } = await stack.send<{ books: { nodes: readonly { readonly id: string }[] } }>(
  "{ books(first: 1) { nodes { id } } }",
  { token },
);
const bookId = data.books.nodes[0]?.id ?? "";
const written: string[] = [];

async function write(count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const body = `comment ${written.length}`;
    await createComment(commenter, bookId, body);
    written.push(`reader: ${body}`);
  }
}

function startExample(): { readonly process: ChildProcess; lines(): string[] } {
  const args = ["--import", "tsx", "examples/live.ts", `${stack.router.url}/graphql`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.resume();
  stopAfterTests(async () => child.kill());
  return { process: child, lines: () => output.split("\n").filter(Boolean).slice(1) };
}

it("a client that follows a book by cursor loses nothing and repeats nothing over restarts", async () => {
  const example = startExample();
  const isHeard = () => example.lines().at(-1) === written.at(-1);
  await waitFor("the client to follow", async () => {
    await write(1);
    return example.lines().length > 0;
  });
  const first = example.lines()[0];
  await waitFor("the latest comment", isHeard);

  await stack.router.stop("SIGTERM");
  await write(3);
  await stack.router.restart();
  await write(2);
  await waitFor("what was written while the router was away", isHeard);

  await stack.comments.stop("SIGTERM");
  const comments = await stack.comments.restart();
  await write(3);
  await waitFor("what was written after comments was away", isHeard, 30_000);

  await comments.stop("SIGKILL");
  await comments.restart();
  await write(2);
  await waitFor("what was written after comments was killed", isHeard, 30_000);
  expect(example.lines()).toEqual(written.slice(written.indexOf(String(first))));
});
