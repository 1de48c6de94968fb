import { execFileSync } from "node:child_process";
import { expect, it } from "@jest/globals";
import { sendOperation } from "../support/graphql-client.ts";
import { OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { isRunning, runStartCommand } from "../support/start-command.ts";
import { waitFor } from "../support/wait-for.ts";

it("prints two commands that, pasted, sign in and ask the graph; subgraphs answer the router alone; Ctrl-C then stops everything", async () => {
  const start = runStartCommand();
  const url = await start.waitForBanner();
  expect(start.output()).toContain(`Explorer:             ${url}/`);
  expect(start.output()).toContain("reader / reader-demo");
  expect(start.output()).toMatch(/^accounts \| \{/m);

  const commands = start
    .output()
    .split("\n")
    .filter((line) => /^(TOKEN=|curl )/.test(line));
  expect(commands).toHaveLength(2);
  const { data, errors } = JSON.parse(execFileSync("sh", ["-c", commands.join("\n")], { encoding: "utf8" }));
  expect(errors).toBeUndefined();
  expect(Object.values(data)).toEqual([expect.any(Object)]);

  const [, accountsUrl = ""] = /^accounts +\| .*listening at (http:[^"]+)"/m.exec(start.output()) ?? [];
  expect(await sendOperation(accountsUrl, "{ __typename }")).toMatchObject({ status: 401, data: undefined });

  const processes = start.findDescendants();
  expect(processes.length).toBeGreaterThan(OWN_SUBGRAPHS.length + 1);
  start.pressControlC();
  expect(await start.waitForEnd()).toBe(0);
  expect(processes.filter(isRunning)).toEqual([]);
});

it("stops everything when npm alone is told to end", async () => {
  const start = runStartCommand();
  await start.waitForBanner();
  const processes = start.findDescendants();
  start.process.kill("SIGTERM");
  await start.waitForEnd();
  await waitFor("the end of every process", () => processes.every((pid) => !isRunning(pid)));
});

it("leaves no orphans when the command itself is killed", async () => {
  const start = runStartCommand();
  await start.waitForBanner();
  const [supervisor, ...processes] = start.findDescendants();
  expect(processes).toHaveLength(OWN_SUBGRAPHS.length + 1);
  process.kill(supervisor ?? 0, "SIGKILL");
  await waitFor("the end of every process", () => processes.every((pid) => !isRunning(pid)), 30_000);
});
