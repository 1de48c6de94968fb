import { describe, expect, it } from "@jest/globals";
import { createInFlightGate, type InFlightLimits } from "../../packages/server/overload/in-flight-gate.ts";

const LIMITS: InFlightLimits = { maximum: 512, targetMs: 500 };
const STEP_MS = 1;
const RETRY_MS = 500;

/** Requests that a simulated server has let in: each is done after its share of the server's work, or at a time. */
interface Request {
  remaining: number;
}

/** A server behind a gate, which works on all requests that it has let in at once, at `perSecond` altogether. */
function createSimulation(limits: InFlightLimits, perSecond: number) {
  let now = 0;
  const working: Request[] = [];
  const gate = createInFlightGate(
    limits,
    () => (working.length > 1 ? 1 : 0),
    () => now,
  );
  /** Its answer leaves at once. */
  function finish(): void {
    gate.finish();
    gate.leave();
  }

  let hanging: number[] = [];
  let waiting: number[] = [];
  let done = 0;
  let seed = 1;

  /** Requests are not all alike; but the same in each run. */
  function chooseShare(): number {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  }

  function finishHanging(): void {
    const finished = hanging.filter((endsAt) => endsAt <= now);
    hanging = hanging.filter((endsAt) => endsAt > now);
    for (const _ of finished) finish();
  }

  function work(): void {
    const share = (perSecond * STEP_MS) / 1000 / working.length;
    for (const request of working) request.remaining -= share;
    for (let index = working.length - 1; index >= 0; index--) {
      if ((working[index]?.remaining ?? 1) > 0) continue;
      working.splice(index, 1);
      finish();
      done += 1;
    }
  }

  return {
    gate,
    /** Lets `clients` send, each its next request when the last is done, for so long. @returns the answers per second */
    run(clients: number, seconds: number): number {
      const doneBefore = done;
      const endsAt = now + seconds * 1000;
      waiting = waiting.slice(0, clients);
      for (; now < endsAt; now += STEP_MS) {
        finishHanging();
        work();
        waiting = waiting.filter((until) => until > now);
        while (working.length + waiting.length < clients) {
          if (gate.enter()) working.push({ remaining: 0.5 + chooseShare() });
          else waiting.push(now + RETRY_MS);
        }
      }
      return (done - doneBefore) / seconds;
    },
    /** How many would be let in now. */
    countAdmitted(): number {
      let admitted = 0;
      while (gate.enter()) admitted += 1;
      for (let number = 0; number < admitted; number++) finish();
      return admitted;
    },
    /** Lets in `count` requests that take `forMs`, whatever else there is to do. */
    hang(count: number, forMs: number): void {
      for (let number = 0; number < count; number++) if (gate.enter()) hanging.push(now + forMs);
    },
  };
}

describe("under overload", () => {
  it.each([
    ["slow", 60],
    ["usual", 250],
    ["quick", 900],
  ])("lets in what a server of %s requests does within the target, and loses no throughput", (_kind, perSecond) => {
    const simulation = createSimulation(LIMITS, perSecond);
    simulation.run(400, 5);
    expect(simulation.run(400, 5)).toBeGreaterThan(0.95 * perSecond);
    const latencyMs = (simulation.gate.count() / perSecond) * 1000;
    expect(latencyMs).toBeGreaterThan(200);
    expect(latencyMs).toBeLessThan(800);
  });

  it("lets in no fewer than 16, however long they take", () => {
    const simulation = createSimulation(LIMITS, 5);
    simulation.run(400, 60);
    expect(simulation.gate.count()).toBe(16);
  });

  it("never lets in more than the maximum", () => {
    const simulation = createSimulation({ ...LIMITS, maximum: 40 }, 10_000);
    simulation.run(400, 5);
    expect(simulation.gate.count()).toBe(40);
  });
});

it("lets in a burst after a rest, also after an overload", () => {
  const simulation = createSimulation(LIMITS, 50);
  expect(simulation.countAdmitted()).toBe(128);
  simulation.run(400, 10);
  expect(simulation.gate.count()).toBeLessThan(40);
  simulation.run(0, 10);
  expect(simulation.gate.count()).toBe(0);
  expect(simulation.countAdmitted()).toBeGreaterThanOrEqual(128);
});

it("lets in no sudden crowd because a few clients were served quickly", () => {
  const simulation = createSimulation(LIMITS, 1_000);
  simulation.run(10, 5);
  expect(simulation.countAdmitted()).toBe(128 - 10);
});

it.each([
  [45, 45],
  [22, 22],
])("lets in a sudden crowd of what a server of %d requests a second does in a second", (perSecond, most) => {
  const simulation = createSimulation(LIMITS, perSecond);
  simulation.run(10, 10);
  expect(simulation.countAdmitted() + 10).toBeLessThanOrEqual(1.3 * most);
  expect(simulation.countAdmitted() + 10).toBeGreaterThanOrEqual(0.7 * most);
});

it("does not take a few slow requests for all that the machine can do", () => {
  const simulation = createSimulation(LIMITS, 5);
  simulation.run(2, 10);
  expect(simulation.countAdmitted()).toBe(128 - 2);
});

it("is not closed by requests that hang beside many that do not", () => {
  const simulation = createSimulation(LIMITS, 500);
  for (let round = 0; round < 5; round++) {
    simulation.hang(60, 2_000);
    expect(simulation.run(20, 2)).toBeGreaterThan(450);
  }
});

it("is not closed by requests that only wait, while the machine has nothing to do", () => {
  const simulation = createSimulation(LIMITS, 50);
  const usual = simulation.run(1, 2);
  for (let round = 0; round < 5; round++) {
    simulation.hang(100, 2_000);
    expect(simulation.gate.count()).toBeGreaterThanOrEqual(100);
    expect(simulation.run(1, 2)).toBeGreaterThan(0.9 * usual);
  }
});

it("lets in the maximum at once where there is no target", () => {
  const gate = createInFlightGate({ maximum: 300, targetMs: Infinity }, () => 1);
  for (let number = 0; number < 300; number++) expect(gate.enter()).toBe(true);
  expect([gate.isOpen(), gate.enter(), gate.count()]).toEqual([false, false, 300]);
  gate.finish();
  gate.leave();
  expect(gate.enter()).toBe(true);
});

it("lets in twice the limit where it is asked to, and never more than the maximum", () => {
  const gate = createInFlightGate(
    { maximum: 200, targetMs: 500 },
    () => 0,
    () => 0,
  );
  for (let count = 0; count < 128; count += 1) expect(gate.enter()).toBe(true);
  expect([gate.isOpen(), gate.enter(), gate.isOpen(2)]).toEqual([false, false, true]);
  for (let count = 128; count < 200; count += 1) expect(gate.enter(2)).toBe(true);
  expect([gate.isOpen(2), gate.enter(2)]).toEqual([false, false]);
});

describe("requests whose answers have not left yet", () => {
  it("keep their places", () => {
    const gate = createInFlightGate({ ...LIMITS, maximum: 2 }, () => 1);
    gate.enter();
    gate.enter();
    expect(gate.waitsForSending()).toBe(false);
    gate.finish();
    expect([gate.enter(), gate.count(), gate.waitsForSending()]).toEqual([false, 2, true]);
    gate.leave();
    expect([gate.enter(), gate.count()]).toEqual([true, 2]);
  });

  it("say nothing about how long the work takes", () => {
    const simulation = createSimulation(LIMITS, 250);
    for (let number = 0; number < 100; number++) {
      simulation.gate.enter();
      simulation.gate.finish();
    }
    expect(simulation.run(20, 10)).toBeGreaterThan(240);
    expect(simulation.countAdmitted()).toBeGreaterThanOrEqual(100);
  });
});
