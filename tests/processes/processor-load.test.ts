import { cpus } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { createProcessorLoad } from "../../packages/server/process/processor-load.ts";

/** Of all processors, in milliseconds. */
function readTimes() {
  const times = cpus().flatMap(({ times: { user, nice, sys, idle, irq } }) => [user + nice + sys + irq, idle]);
  const sum = (numbers: readonly number[]) => numbers.reduce((whole, number) => whole + number, 0);
  return {
    busy: sum(times.filter((_, index) => index % 2 === 0)),
    idle: sum(times.filter((_, index) => index % 2 === 1)),
  };
}

it("finds the load of the machine while the process itself waits", async () => {
  const measureLoad = createProcessorLoad();
  const before = readTimes();
  await delay(1_000);
  const load = measureLoad();
  const after = readTimes();
  const busy = after.busy - before.busy;
  expect(Math.abs(load - busy / (busy + after.idle - before.idle))).toBeLessThan(0.15);
});

it("is loaded when it computes all the time", () => {
  const measureLoad = createProcessorLoad();
  const endsAt = performance.now() + 200;
  while (performance.now() < endsAt);
  expect(measureLoad()).toBeGreaterThan(0.9);
});
