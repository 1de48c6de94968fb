import { expect, it } from "@jest/globals";
import { startDemoStack } from "../support/demo-stack.ts";

const stack = await startDemoStack();

interface Books {
  books: {
    totalCount: number;
    pageInfo: { endCursor: string; hasNextPage: boolean };
    nodes: {
      title: string;
      commentCount: number;
      comments: {
        nodes: { body: string; author: { username: string } }[];
        pageInfo: { hasNextPage: boolean };
      };
    }[];
  };
}

it("answers with books, their comments and the comments' authors from three databases", async () => {
  const token = await stack.signIn("reader");
  const { status, data, errors } = await stack.send<Books>(
    `{ books(first: 20) { nodes { id title author
       comments(first: 5) { nodes { body author { username } } pageInfo { hasNextPage } } commentCount }
       pageInfo { endCursor hasNextPage } totalCount } }`,
    { token },
  );
  expect({ status, errors }).toEqual({ status: 200, errors: undefined });
  expect(data.books.totalCount).toBe(24);
  expect(data.books.nodes).toHaveLength(20);
  const [, second] = data.books.nodes;
  expect(second?.title).toBe("Moby-Dick; or, The Whale");
  expect(second?.commentCount).toBe(28);
  expect(second?.comments.nodes).toHaveLength(5);
  expect(second?.comments.pageInfo.hasNextPage).toBe(true);
  expect(second?.comments.nodes.every(({ author }) => author.username.length > 0)).toBe(true);
});
