import { expect, it } from "@jest/globals";
import { explainOtherList } from "../../scripts/stack/other-list.ts";

const RUNNING = ["accounts", "books", "router"];

it.each([
  ["a subgraph more", ["accounts", "weather", "books"], "has weather now"],
  ["a subgraph less", ["books"], "has no accounts now"],
  ["another one", ["accounts", "weather"], "has weather now, has no books now"],
])("npm run dev says how to follow a supergraph.yaml with %s", (_what, listed, change) => {
  expect(explainOtherList(RUNNING, listed)).toBe(
    `supergraph.yaml ${change}: stop npm run dev and start it again\n`,
  );
});

it("npm run dev says nothing of another order", () => {
  expect(explainOtherList(RUNNING, ["books", "accounts"])).toBe("");
});
