import { describe, expect, it } from "@jest/globals";
import { createLatestMap } from "../../packages/server/latest-map.ts";

describe("a map of the latest entries", () => {
  it("gives what was set, and undefined for any other key", () => {
    const map = createLatestMap<number>(2);
    map.set("a", 1);
    expect([map.get("a"), map.get("b")]).toEqual([1, undefined]);
  });

  it("drops the entry that was not used for longest when it is full", () => {
    const map = createLatestMap<number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.get("a");
    map.set("c", 3);
    expect(["a", "b", "c"].map(map.get)).toEqual([1, undefined, 3]);
  });

  it("counts setting a known key as a use, not as another entry", () => {
    const map = createLatestMap<number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.set("a", 4);
    map.set("c", 3);
    expect(["a", "b", "c"].map(map.get)).toEqual([4, undefined, 3]);
  });
});
