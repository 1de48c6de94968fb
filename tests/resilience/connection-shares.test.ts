import { describe, expect, it } from "@jest/globals";
import {
  type Applicant,
  type ConnectionShares,
  createConnectionShares,
  ROUTER,
} from "../../router/transport/connection-shares.ts";

/** Requests that note, by their callers, who has begun and who was refused. */
function createRequests(shares: ConnectionShares) {
  const begun: string[] = [];
  const refused: string[] = [];
  const enter = (caller: string, count = 1) => {
    for (let index = 0; index < count; index += 1) shares.enter(caller, createApplicant(caller));
  };
  const createApplicant = (caller: string): Applicant => ({
    begin: () => void begun.push(caller),
    refuse: () => void refused.push(caller),
  });
  return { begun, refused, enter };
}

function countOf(callers: readonly string[], caller: string): number {
  return callers.filter((other) => other === caller).length;
}

describe("the connections of a subgraph", () => {
  it("are all a caller's who is alone, and the router's own questions are no company", () => {
    const shares = createConnectionShares({ concurrency: 8, queue: 4 });
    const { begun, refused, enter } = createRequests(shares);
    enter(ROUTER);
    shares.leave(ROUTER);
    enter("alone", 13);
    expect([countOf(begun, "alone"), refused.length]).toEqual([8, 1]);
    expect(shares.count()).toEqual({ inFlight: 8, queued: 4 });
  });

  it("go to the other when one who has more than a quarter lets go of one", () => {
    const shares = createConnectionShares({ concurrency: 8, queue: 8 });
    const { begun, enter } = createRequests(shares);
    enter("greedy", 12);
    enter("other", 2);
    shares.leave("greedy");
    shares.leave("greedy");
    expect(countOf(begun, "other")).toBe(2);
  });

  it("leave one who wants all no more than a quarter while others want theirs", () => {
    const shares = createConnectionShares({ concurrency: 8, queue: 100 });
    const { begun, enter } = createRequests(shares);
    enter("greedy", 50);
    for (const caller of ["a", "b", "c"]) enter(caller, 20);
    for (let count = 0; count < 6; count += 1) shares.leave("greedy");
    expect(["a", "b", "c"].map((caller) => countOf(begun, caller))).toEqual([2, 2, 2]);
    expect(countOf(begun, "greedy")).toBe(8);
  });

  it("keep the last quarter free for others while there are others", () => {
    const shares = createConnectionShares({ concurrency: 8, queue: 8 });
    const { begun, enter } = createRequests(shares);
    enter("other");
    shares.leave("other");
    enter("greedy", 10);
    expect(countOf(begun, "greedy")).toBe(6);
    enter("other", 2);
    expect(countOf(begun, "other")).toBe(3);
  });

  it("have callers in turn", () => {
    const shares = createConnectionShares({ concurrency: 1, queue: 10 });
    const { begun, enter } = createRequests(shares);
    enter("first");
    enter("greedy", 3);
    enter("a");
    enter("b");
    for (const caller of ["first", "greedy", "a", "b", "greedy"]) shares.leave(caller);
    expect(begun).toEqual(["first", "greedy", "a", "b", "greedy", "greedy"]);
  });

  it("queue a newcomer in the last place of the one who waits most", () => {
    const shares = createConnectionShares({ concurrency: 1, queue: 4 });
    const { begun, refused, enter } = createRequests(shares);
    enter("greedy", 5);
    enter("other", 3);
    expect(refused).toEqual(["greedy", "greedy", "other"]);
    shares.leave("greedy");
    shares.leave("greedy");
    expect(begun).toEqual(["greedy", "greedy", "other"]);
  });

  it("forget what was taken back", () => {
    const shares = createConnectionShares({ concurrency: 1, queue: 4 });
    const { begun, enter } = createRequests(shares);
    enter("a");
    const waiting = { begin: () => void begun.push("taken back"), refuse: () => undefined };
    shares.enter("b", waiting);
    shares.withdraw("b", waiting);
    expect(shares.count()).toEqual({ inFlight: 1, queued: 0 });
    shares.leave("a");
    expect([begun, shares.count()]).toEqual([["a"], { inFlight: 0, queued: 0 }]);
  });
});
