import { execFileSync } from "node:child_process";
import { expect, it } from "@jest/globals";
import { sendOperation } from "../support/graphql-client.ts";
import { OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { isRunning, runStartCommand, type StartCommand } from "../support/start-command.ts";
import { waitFor } from "../support/wait-for.ts";

const PROCESSES = [...OWN_SUBGRAPHS, "router"];
/** A subgraph, and the last to be listed. */
const [VICTIM = ""] = OWN_SUBGRAPHS.slice(-1);
/** This machine may be busy with other tests: a start takes 1 s on one that is not. */
const PATIENCE_MS = 30_000;

/** The process ids of the stack's processes by name, of those that run. */
function findProcesses(start: StartCommand): Map<string, number> {
  const entries = start.findDescendants().flatMap((pid) => {
    const [, name] = /dist\/(?:subgraphs\/)?(\w+)\/main/.exec(readCommandLine(pid)) ?? [];
    return name === undefined ? [] : [[name, pid] as const];
  });
  return new Map(entries);
}

function requireProcess(start: StartCommand, name: string): number {
  const pid = findProcesses(start).get(name);
  if (pid === undefined) throw new Error(`${name} does not run`);
  return pid;
}

function readCommandLine(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/** Kills the process `name` and waits for another in its place. @returns the other's id */
async function killProcess(start: StartCommand, name: string): Promise<number> {
  const victim = requireProcess(start, name);
  process.kill(victim, "SIGKILL");
  return waitFor(
    `another ${name}`,
    () => {
      const found = findProcesses(start).get(name);
      return found !== victim && found;
    },
    PATIENCE_MS,
  );
}

const LOGIN = 'mutation { login(username: "reader", password: "reader-demo") { accessToken } }';
const ME = "{ me { username } }";

/** Whether the router answers from accounts, and every subgraph is ready where it listened first. */
async function isServed(start: StartCommand, url: string): Promise<boolean> {
  try {
    const { data } = await sendOperation<{ login: { accessToken: string } }>(url, LOGIN);
    const { errors } = await sendOperation(url, ME, { token: data.login.accessToken });
    const answers = await Promise.all(OWN_SUBGRAPHS.map((name) => fetch(`${findUrl(start, name)}/health/ready`)));
    return errors === undefined && answers.every(({ ok }) => ok);
  } catch {
    return false;
  }
}

function findUrl(start: StartCommand, name: string): string {
  return new RegExp(`^${name} +\\| .*listening at (http:[^"]+)"`, "m").exec(start.output())?.[1] ?? "";
}

it("starts each process again that is killed, on its port, and leaves the others alone", async () => {
  const start = runStartCommand({ RATE_LIMIT: "0" });
  const url = await start.waitForBanner();
  for (const name of PROCESSES) {
    const before = findProcesses(start);
    await killProcess(start, name);
    await waitFor(`the service after the death of ${name}`, () => isServed(start, url), PATIENCE_MS);
    const after = findProcesses(start);
    expect(new Set(after.keys())).toEqual(new Set(PROCESSES));
    const changed = PROCESSES.filter((other) => before.get(other) !== after.get(other));
    expect(changed).toEqual([name]);
    expect(start.output()).toMatch(
      new RegExp(`^${name} *\\| has ended \\(signal SIGKILL\\) and is started again`, "m"),
    );
  }
  start.pressControlC();
  expect(await start.waitForEnd()).toBe(0);
});

it("leaves down, and says so, what dies five times in a minute; the others go on; SIGUSR2 brings it back", async () => {
  const start = runStartCommand({ RATE_LIMIT: "0" });
  const url = await start.waitForBanner();
  for (let deaths = 1; deaths < 5; deaths++) await killProcess(start, VICTIM);
  process.kill(requireProcess(start, VICTIM), "SIGKILL");
  const [, command = ""] = await waitFor("the warning", () =>
    new RegExp(`${VICTIM} has died 5 times within a minute and is LEFT DOWN[\\s\\S]*: (kill -USR2 \\d+)`).exec(
      start.output(),
    ),
  );
  const { data, codes } = await sendOperation(url, "{ __typename }");
  expect({ data, codes }).toEqual({ data: { __typename: "Query" }, codes: [] });
  expect(new Set(findProcesses(start).keys())).toEqual(new Set(PROCESSES.filter((name) => name !== VICTIM)));

  execFileSync("sh", ["-c", command]);
  await waitFor("the service", () => isServed(start, url), PATIENCE_MS);
});

it("answers on Ctrl-C what is in flight: the router stops before the subgraphs", async () => {
  const start = runStartCommand({ RATE_LIMIT: "0", SUBGRAPH_TIMEOUT_MS: "20000" });
  const url = await start.waitForBanner();
  const { data } = await sendOperation<{ login: { accessToken: string } }>(url, LOGIN);
  const accounts = requireProcess(start, "accounts");
  process.kill(accounts, "SIGSTOP");
  const answer = sendOperation(url, ME, { token: data.login.accessToken });
  await new Promise((resolve) => setTimeout(resolve, 500));
  start.pressControlC();
  await waitFor("the drain", () => /router +\| .*told to stop/.test(start.output()));
  process.kill(accounts, "SIGCONT");
  expect((await answer).errors).toBeUndefined();
  expect(await start.waitForEnd()).toBe(0);
  const lines = start
    .output()
    .split("\n")
    .filter((line) => line.includes("told to stop"));
  expect(lines[0]).toMatch(/^router/);
});

it("ends everything at once on a second Ctrl-C, also what does not listen", async () => {
  const start = runStartCommand({ DRAIN_MS: "20000" });
  await start.waitForBanner();
  const processes = start.findDescendants();
  start.pressControlC();
  await waitFor("the drain", () => /router +\| .*told to stop/.test(start.output()));
  process.kill(requireProcess(start, "router"), "SIGSTOP");
  expect(processes.filter(isRunning).length).toBeGreaterThanOrEqual(PROCESSES.length);
  start.pressControlC();
  await start.waitForEnd();
  await waitFor("the end of every process", () => processes.every((pid) => !isRunning(pid)));
});

it("leaves no orphan when it is killed while its processes start", async () => {
  const start = runStartCommand();
  const supervisor = await waitFor("the processes", () => {
    const [first, ...others] = start.findDescendants();
    return others.length === PROCESSES.length && first;
  });
  const processes = start.findDescendants();
  process.kill(supervisor, "SIGKILL");
  await waitFor("the end of every process", () => processes.every((pid) => !isRunning(pid)), PATIENCE_MS);
});
