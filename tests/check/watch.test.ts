import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "@jest/globals";
import { waitFor } from "../support/wait-for.ts";
import { booksSdl, checkCommand, createCheckedRepository, writeBooks } from "./support/checked-repository.ts";

const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

function startWatch(folder: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [...checkCommand, "--watch", ...args], { cwd: folder });
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { child, output: () => output };
}

describe("--watch", () => {
  it("checks again after a change, through errors too, until it is interrupted", async () => {
    const repository = createCheckedRepository();
    const { child, output } = startWatch(repository.folder, "--output", "report.json", "--format", "json");
    const verdicts = () => [...output().matchAll(/Check (passed|failed)/g)].map(([, verdict]) => verdict);
    await waitFor("the first check", () => verdicts().length === 1);

    writeBooks(repository, booksSdl.replace("title: String!", "title: String"));
    await waitFor("the second check", () => verdicts().at(-1) === "failed");

    repository.write({ "supergraph.yaml": "subgraphs: nonsense\n" });
    await waitFor("the check that cannot run", () => output().includes("INVALID_SUPERGRAPH_CONFIG"));

    repository.git("checkout", "--quiet", ".");
    await waitFor("the last check", () => verdicts().at(-1) === "passed");

    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
