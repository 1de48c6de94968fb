import { describe, expect, it } from "@jest/globals";
import { createPlanningTurns } from "../../router/limits/planning-turns.ts";

const LASTING = { isCancelled: false, remainingMs: () => 10_000 };
const describeCaller = (id: string, clientAddress = "192.0.2.1") => ({
  caller: { id, scopes: new Set<string>() },
  clientAddress,
  deadline: LASTING,
  planningTurn: null,
});
const anonymous = (clientAddress: string) => ({
  caller: null,
  clientAddress,
  deadline: LASTING,
  planningTurn: null,
});

/** Holds up everything for some milliseconds, as a planner does. */
function holdUp(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe("the planning of new operations", () => {
  it("is given to callers in turn, so that one who sends many waits for himself", async () => {
    const { schedule: plan } = createPlanningTurns();
    const order: string[] = [];
    const ask = (who: string, index: number) => plan(describeCaller(who), () => order.push(`${who} ${index}`));
    const flood = Array.from({ length: 20 }, (_, index) => ask("many", index));
    await Promise.all([ask("few", 0), ask("other", 0)]);
    expect(order.indexOf("few 0")).toBeLessThanOrEqual(3);
    expect(order.indexOf("other 0")).toBeLessThanOrEqual(3);
    await Promise.all(flood);
    expect(order).toHaveLength(22);
  });

  it("takes anonymous callers of one network for one, in every spelling of their addresses", async () => {
    const { schedule: plan } = createPlanningTurns();
    const order: string[] = [];
    const flood = Array.from({ length: 20 }, (_, index) =>
      plan(anonymous(index % 2 ? "2001:db8::1" : "2001:DB8:0:0:9::"), () => order.push("many")),
    );
    await plan(anonymous("2001:db8:0:1::1"), () => order.push("few"));
    expect(order.indexOf("few")).toBeLessThanOrEqual(2);
    await Promise.all(flood);
  });

  it("refuses what is beyond a caller's part of the queue with 503, and says when to come again", async () => {
    const { schedule: plan } = createPlanningTurns();
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => plan(describeCaller("many"), () => "planned")),
    );
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(50 - 33);
    for (const result of refused) {
      expect(result).toMatchObject({
        reason: {
          extensions: {
            code: "SERVICE_UNAVAILABLE",
            retryAfter: expect.any(Number),
            http: { status: 503, headers: new Map([["retry-after", expect.stringMatching(/^\d+$/)]]) },
          },
        },
      });
    }
  });

  it("leaves the event loop free for as long as the plan took", async () => {
    const { schedule: plan } = createPlanningTurns();
    const endedAt: number[] = [];
    const startedAt: number[] = [];
    const work = () => {
      startedAt.push(performance.now());
      holdUp(20);
      endedAt.push(performance.now());
    };
    await Promise.all(Array.from({ length: 4 }, () => plan(describeCaller("many"), work)));
    for (const [index, start] of startedAt.slice(1).entries()) {
      expect(start - (endedAt[index] ?? 0)).toBeGreaterThanOrEqual(19);
    }
  });

  it("does not plan for a caller who has left, nor for one whose time is over", async () => {
    const { schedule: plan } = createPlanningTurns();
    let planned = 0;
    const count = () => {
      planned += 1;
    };
    const left = { ...describeCaller("left"), deadline: { ...LASTING, isCancelled: true } };
    const late = { ...describeCaller("late"), deadline: { ...LASTING, remainingMs: () => 0 } };
    for (const context of [left, late]) {
      await expect(plan(context, count)).rejects.toMatchObject({
        extensions: { code: "SERVICE_UNAVAILABLE" },
      });
    }
    expect(planned).toBe(0);
  });

  it("is not waited for by a request that has its turn already", async () => {
    const { schedule, begin } = createPlanningTurns();
    const planningTurn = await begin(describeCaller("a"));
    expect(await schedule({ ...describeCaller("a"), planningTurn }, () => "planned")).toBe("planned");
    planningTurn.end();
  });

  it("goes on without a request that never ends its turn", async () => {
    const { schedule, begin } = createPlanningTurns();
    await begin(describeCaller("forgetful"));
    expect(await schedule(describeCaller("b"), () => "planned")).toBe("planned");
  });

  it("fails as the planner fails, and goes on", async () => {
    const { schedule: plan } = createPlanningTurns();
    const failing = plan(describeCaller("a"), () => {
      throw new Error("cannot be planned");
    });
    await expect(failing).rejects.toThrow("cannot be planned");
    await expect(plan(describeCaller("a"), () => "planned")).resolves.toBe("planned");
  });
});
