import { expect, it } from "@jest/globals";
import { explainOtherList } from "../../scripts/stack/other-list.ts";

/** What the stack reads of a supergraph.yaml with these local subgraphs, and a remote one at `weather`. */
const list = (names: readonly string[], weather: string) => ({
  subgraphs: names.map((name) => ({ name, entry: "", port: 0, portVariable: "" })),
  remotes: [{ name: "weather", variable: "WEATHER_URL", url: weather }],
});

const HERE = "http://127.0.0.1:1/";
const started = list(["accounts", "clocks"], HERE);

it.each([
  ["a subgraph more", list(["accounts", "shops", "clocks"], HERE), "has shops now"],
  ["a subgraph less", list(["clocks"], HERE), "has no accounts now"],
  ["another one", list(["accounts", "shops"], HERE), "has shops now, has no clocks now"],
  [
    "a remote subgraph at another URL",
    list(["accounts", "clocks"], "https://user:secret@weather.example/"),
    "has weather at https://weather.example/ now, has no weather at http://127.0.0.1:1/ now",
  ],
])("npm run dev says how to follow a supergraph.yaml with %s", (_what, listed, change) => {
  expect(explainOtherList(started, listed)).toBe(`supergraph.yaml ${change}: stop npm run dev and start it again\n`);
});

it("npm run dev says nothing of another order", () => {
  expect(explainOtherList(started, list(["clocks", "accounts"], HERE))).toBe("");
});
