import { expect, it } from "@jest/globals";
import type { Child, StopManner } from "../../packages/server/process/supervision/child.ts";
import { superviseProcess } from "../../packages/server/process/supervision/supervise-process.ts";
import { waitFor } from "../support/wait-for.ts";

/** A child that serves at once, or fails to start, and ends when the test says so. */
interface FakeChild extends Child {
  readonly stops: readonly StopManner[];
  end(how: string): void;
}

function createFakeChild(failure?: Error): FakeChild {
  let end: (how: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const stops: StopManner[] = [];
  if (failure !== undefined) end("exit code 1");
  return {
    ready: failure === undefined ? Promise.resolve("http://127.0.0.1:1") : Promise.reject(failure),
    ended,
    stops,
    async stop(manner) {
      stops.push(manner);
      end("exit code 0");
      await ended;
    },
    kill: () => end("signal SIGKILL"),
    end,
  };
}

/** Supervises fake children; those whose numbers are in `failing` do not start. */
function superviseFakes(failing: readonly number[] = []) {
  const children: FakeChild[] = [];
  const lines: string[] = [];
  const supervised = superviseProcess(
    "fake",
    () => {
      const isFailing = failing.includes(children.length);
      const child = createFakeChild(isFailing ? new Error("it did not start") : undefined);
      children.push(child);
      return child;
    },
    { tell: (line) => lines.push(line), warnOfLeftDown: () => lines.push("LEFT DOWN") },
  );
  const waitForChild = async (number: number) => {
    await waitFor(`child ${number}`, () => children.length > number);
    // Its start is settled, and watched, a few turns later.
    await new Promise((resolve) => setImmediate(resolve));
    return children[number] as FakeChild;
  };
  return { supervised, children, lines, waitForChild };
}

it("starts again what dies, until it has died five times", async () => {
  const { supervised, children, lines, waitForChild } = superviseFakes();
  await supervised.start();
  for (const number of [0, 1, 2, 3, 4]) (await waitForChild(number)).end("signal SIGKILL");
  await waitFor("the warning", () => lines.includes("LEFT DOWN"));
  expect(children).toHaveLength(5);
  expect(lines[0]).toBe("has ended (signal SIGKILL) and is started again; the other processes go on");
  expect(lines.at(-2)).toBe("has ended (signal SIGKILL), 5 times within a minute");
});

it("starts what was left down when it is told to, and gives it five more lives", async () => {
  const { supervised, children, lines, waitForChild } = superviseFakes();
  await supervised.start();
  for (const number of [0, 1, 2, 3, 4]) (await waitForChild(number)).end("exit code 1");
  await waitFor("the warning", () => lines.includes("LEFT DOWN"));
  supervised.revive();
  (await waitForChild(5)).end("exit code 1");
  await waitForChild(6);
  supervised.revive();
  expect(children).toHaveLength(7);
  await supervised.stop("undrained");
});

it("counts a start that fails as a death", async () => {
  const { supervised, children, lines, waitForChild } = superviseFakes([1, 2, 3, 4]);
  await supervised.start();
  (await waitForChild(0)).end("signal SIGSEGV");
  await waitFor("the warning", () => lines.includes("LEFT DOWN"));
  expect(children).toHaveLength(5);
});

it("fails when the first start fails, and tries no further", async () => {
  const { supervised, children, lines } = superviseFakes([0]);
  await expect(supervised.start()).rejects.toThrow("it did not start");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(children).toHaveLength(1);
  expect(lines).toEqual([]);
});

it("takes no restart that was asked for as a death", async () => {
  const { supervised, children, lines } = superviseFakes();
  for (let times = 0; times < 8; times++) {
    await supervised.start();
    await supervised.stop("undrained");
  }
  expect(children.map(({ stops }) => stops)).toEqual(Array(8).fill(["undrained"]));
  expect(lines).toEqual([]);
});

it("starts nothing any more once it is told to stop between death and restart", async () => {
  const { supervised, children, lines, waitForChild } = superviseFakes();
  await supervised.start();
  for (const number of [0, 1]) (await waitForChild(number)).end("signal SIGKILL");
  await waitFor("the second death", () => lines.filter((line) => line.includes("has ended")).length === 2);
  await supervised.stop("drained");
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(children).toHaveLength(2);
});
