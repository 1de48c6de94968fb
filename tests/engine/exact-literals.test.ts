import { beforeEach, describe, expect, it } from "@jest/globals";
import { createEngineGraph } from "./engine-graph.ts";

const graph = createEngineGraph({
  numbers: {
    sdl: `
      scalar Long
      input Range { from: Long id: ID }
      type Query { echo(long: Long, id: ID, float: Float, text: String, range: Range, ranges: [Range]): Long }`,
  },
});

beforeEach(() => {
  graph.reset();
  graph.respondWith("numbers", () => ({ data: { echo: 1 }, isClean: true }));
});

describe("a literal in an operation", () => {
  it.each([
    "{echo(long:9007199254740993)}",
    "{echo(long:-9007199254740993)}",
    "{echo(long:0.1234567890123456789)}",
    "{echo(long:1e400)}",
    "{echo(long:[{a:9007199254740993}1.5])}",
    "{echo(id:9007199254740993)}",
    "{echo(range:{from:9007199254740993 id:9007199254740993})}",
    "{echo(ranges:[{from:9007199254740993}])}",
    '{echo(long:9007199254740993 text:"9007199254740993")}',
    "query($a:Long=9007199254740993){echo(long:$a)}",
    "query($a:Range={from:9007199254740993}){echo(range:$a)}",
    "query($a:Long=9007199254740993){echo(long:{a:$a})}",
  ])("reaches the subgraph as it was written: %s", async (query) => {
    expect((await graph.ask(query)).errors).toEqual([]);
    expect(graph.requests.map((request) => request.query)).toEqual([query]);
  });

  it("is the nearest double where it is a Float", async () => {
    await graph.ask("{ echo(float: 9007199254740993) }");
    expect(graph.requests.map((request) => request.query)).toEqual(["{echo(float:9007199254740992)}"]);
  });

  it("is in the plan as it was written", async () => {
    const plans: string[] = [];
    const observer = { planned: (plan: unknown) => void plans.push(JSON.stringify(plan)) };
    await graph.ask("{ again: echo(long: 9007199254740993) }", { observer });
    expect(plans).toEqual([expect.stringContaining("{again:echo(long:9007199254740993)}")]);
  });
});
