import { describe, expect, it } from "@jest/globals";
import { type Applicant, createPlaces, type Places, ROUTER } from "../../router/transport/places.ts";

/** Requests that note, by their callers, who has begun and who was refused. */
function createRequests(places: Places) {
  const begun: string[] = [];
  const refused: string[] = [];
  const enter = (caller: string, count = 1) => {
    for (let index = 0; index < count; index += 1) places.enter(caller, createApplicant(caller));
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

describe("the places of a subgraph", () => {
  it("are all a caller's who is alone, and the router's own questions are no company", () => {
    const places = createPlaces({ concurrency: 8, queue: 4 });
    const { begun, refused, enter } = createRequests(places);
    enter(ROUTER);
    places.leave(ROUTER);
    enter("alone", 13);
    expect([countOf(begun, "alone"), refused.length]).toEqual([8, 1]);
    expect(places.count()).toEqual({ inFlight: 8, queued: 4 });
  });

  it("go to the other when one who has more than a quarter lets go of one", () => {
    const places = createPlaces({ concurrency: 8, queue: 8 });
    const { begun, enter } = createRequests(places);
    enter("greedy", 12);
    enter("other", 2);
    places.leave("greedy");
    places.leave("greedy");
    expect(countOf(begun, "other")).toBe(2);
  });

  it("leave one who wants all no more than a quarter while others want theirs", () => {
    const places = createPlaces({ concurrency: 8, queue: 100 });
    const { begun, enter } = createRequests(places);
    enter("greedy", 50);
    for (const caller of ["a", "b", "c"]) enter(caller, 20);
    for (let count = 0; count < 6; count += 1) places.leave("greedy");
    expect(["a", "b", "c"].map((caller) => countOf(begun, caller))).toEqual([2, 2, 2]);
    expect(countOf(begun, "greedy")).toBe(8);
  });

  it("keep the last quarter free for others while there are others", () => {
    const places = createPlaces({ concurrency: 8, queue: 8 });
    const { begun, enter } = createRequests(places);
    enter("other");
    places.leave("other");
    enter("greedy", 10);
    expect(countOf(begun, "greedy")).toBe(6);
    enter("other", 2);
    expect(countOf(begun, "other")).toBe(3);
  });

  it("have callers in turn", () => {
    const places = createPlaces({ concurrency: 1, queue: 10 });
    const { begun, enter } = createRequests(places);
    enter("first");
    enter("greedy", 3);
    enter("a");
    enter("b");
    for (const caller of ["first", "greedy", "a", "b", "greedy"]) places.leave(caller);
    expect(begun).toEqual(["first", "greedy", "a", "b", "greedy", "greedy"]);
  });

  it("queue a newcomer in the last place of the one who waits most", () => {
    const places = createPlaces({ concurrency: 1, queue: 4 });
    const { begun, refused, enter } = createRequests(places);
    enter("greedy", 5);
    enter("other", 3);
    expect(refused).toEqual(["greedy", "greedy", "other"]);
    places.leave("greedy");
    places.leave("greedy");
    expect(begun).toEqual(["greedy", "greedy", "other"]);
  });

  it("forget what was taken back", () => {
    const places = createPlaces({ concurrency: 1, queue: 4 });
    const { begun, enter } = createRequests(places);
    enter("a");
    const waiting = { begin: () => void begun.push("taken back"), refuse: () => undefined };
    places.enter("b", waiting);
    places.withdraw("b", waiting);
    expect(places.count()).toEqual({ inFlight: 1, queued: 0 });
    places.leave("a");
    expect([begun, places.count()]).toEqual([["a"], { inFlight: 0, queued: 0 }]);
  });
});
