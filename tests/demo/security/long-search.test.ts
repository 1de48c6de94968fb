import { describe, expect, it } from "@jest/globals";
import { readMetrics } from "../../support/metrics.ts";
import { startDemoStack } from "../support/demo-stack.ts";

/** To bring these marks into their order takes `normalize` time that grows with the square of their number. */
const HOSTILE = ["\u0301", "\u0323"].map((mark) => mark.repeat(62_000)).join("");

const stack = await startDemoStack();
const token = await stack.signIn("editor");

/** What `work` takes of all subgraphs' processors, in seconds. */
async function measureWork(work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    const metrics = await Promise.all(stack.subgraphs.map(readMetrics));
    return metrics.reduce((sum, { find }) => sum + (find("process_cpu_seconds_total") ?? Number.NaN), 0);
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

describe("a search of 248 KB under five aliases", () => {
  it("is refused at once, and takes nobody's books away", async () => {
    const aliases = Array.from({ length: 5 }, (_, index) => `a${index}: books(search: $search) { totalCount }`);
    const query = `query ($search: String!) { ${aliases.join(" ")} }`;
    const attack = () => stack.send(query, { token, variables: { search: HOSTILE } });
    const readBooks = () => stack.send("{ books(first: 1) { nodes { title } } }", { token });
    const work = await measureWork(async () => {
      const [attacked, ...others] = await Promise.all([attack(), ...Array.from({ length: 20 }, readBooks)]);
      expect(attacked.codes).toEqual(Array(5).fill("BAD_USER_INPUT"));
      expect(others.flatMap(({ codes }) => codes)).toEqual([]);
    });
    expect(work).toBeLessThan(6);
  });
});
