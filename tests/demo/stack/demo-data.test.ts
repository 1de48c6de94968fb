import { expect, it } from "@jest/globals";
import { startDemoStack } from "../support/demo-stack.ts";

interface Books {
  books: { totalCount: number; nodes: { title: string; commentCount: number }[] };
}

it("the demo data is 24 books and about a hundred comments, spread unevenly", async () => {
  const stack = await startDemoStack({ SEED_DEMO: "1" });
  const token = await stack.signIn("reader");
  const { data } = await stack.send<Books>("{ books(first: 100) { totalCount nodes { title commentCount } } }", {
    token,
  });
  const counts = data.books.nodes.map(({ commentCount }) => commentCount);
  expect(data.books.totalCount).toBe(24);
  expect(new Set(data.books.nodes.map(({ title }) => title)).size).toBe(24);
  expect(counts.filter((count) => count === 0)).toHaveLength(1);
  expect(Math.max(...counts)).toBeGreaterThan(25);
  const total = counts.reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThanOrEqual(95);
  expect(total).toBeLessThanOrEqual(115);
});
