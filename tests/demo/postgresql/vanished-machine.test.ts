import { execFileSync } from "node:child_process";
import { expect, it } from "@jest/globals";
import { findPrograms, startServer } from "../../postgresql/start-server.ts";
import { startInNamespace, startProcess, type TestProcess } from "../../support/process.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createBook } from "../books/operations.ts";
import { startBooks } from "../events/service-pair.ts";
import { readFollowerState } from "../support/book-feed.ts";

// A machine that vanishes without a word is a namespace of the network whose only link is cut. It needs Linux and root.

/** How soon another process follows books. */
const PROMISED_MS = 5_000;

/** Makes the other machine. @returns its name, both addresses, and what cuts its link and mends it */
function addMachine() {
  const name = `machine-${process.pid}`;
  const [link, peer] = [`vl${process.pid}`, `vp${process.pid}`];
  const network = `198.18.${process.pid % 256}`;
  const run = (command: string) => execFileSync("ip", command.split(" "));
  run(`netns add ${name}`);
  stopAfterTests(async () => void run(`netns delete ${name}`));
  run(`link add ${link} type veth peer name ${peer} netns ${name}`);
  run(`address add ${network}.1/24 dev ${link}`);
  run(`link set ${link} up`);
  run(`-n ${name} address add ${network}.2/24 dev ${peer}`);
  run(`-n ${name} link set ${peer} up`);
  run(`-n ${name} link set lo up`);
  const set = (state: "up" | "down") => run(`-n ${name} link set ${peer} ${state}`);
  return { name, here: `${network}.1`, there: `${network}.2`, cut: () => set("down"), mend: () => set("up") };
}

async function waitForPhase(comments: TestProcess, wanted: string): Promise<void> {
  const isSo = async () => (await readFollowerState(comments)).phase === wanted;
  // It may wait for books so long.
  await waitFor(`comments to be ${wanted}`, isSo, 30_000);
}

it("what follows books on a machine that vanishes is replaced within five seconds", async () => {
  const { name, here, there, cut, mend } = addMachine();
  const server = await startServer(findPrograms() ?? "", {
    settings: { listen_addresses: `127.0.0.1,${here}` },
    access: ["host all all 0.0.0.0/0 trust"],
  });
  stopAfterTests(server.remove);
  const onServer = (address: string, schema: string) =>
    `${server.url.replace("127.0.0.1", address)}postgres?schema=${schema}`;
  const alone = await startBooks({ HOST: here, BOOKS_DATABASE_URL: onServer("127.0.0.1", "books") });
  const variables = { ...alone.variables, BOOKS_URL: `${alone.books.url}/graphql` };
  const vanishing = await startInNamespace(name, "subgraphs/comments/main", {
    ...variables,
    HOST: there,
    COMMENTS_DATABASE_URL: onServer(here, "comments"),
  });
  await waitForPhase(vanishing, "following");
  const other = await startProcess("subgraphs/comments/main", {
    ...variables,
    HOST: "127.0.0.1",
    COMMENTS_DATABASE_URL: onServer("127.0.0.1", "comments"),
  });
  await waitForPhase(other, "standby");
  cut();
  const cutAt = performance.now();
  await waitForPhase(other, "following");
  expect(performance.now() - cutAt).toBeLessThan(PROMISED_MS);
  const { position } = await readFollowerState(other);
  await createBook(alone.librarian, "After the machine has vanished");
  await waitFor("the event to be applied", async () => (await readFollowerState(other)).position === position + 1);
  mend();
  await waitForPhase(vanishing, "standby");
  await createBook(alone.librarian, "After its return");
  await waitFor("the event to be applied", async () => (await readFollowerState(other)).position === position + 2);
});
