import { expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

const stack = await startStack();
const token = await stack.signIn("reader");
const QUERY = "{ me { username } items(first: 3) { nodes { title noteCount } } }";
const everything = await stack.send(QUERY, { token });
const running = [stack.router, ...stack.subgraphs];

it.each([
  ["notes, items, accounts", ["notes", "items", "accounts"]],
  ["accounts, items, notes", ["accounts", "items", "notes"]],
] as const)(
  "serves whatever is there when the router comes first, then %s",
  async (_order, names) => {
    await Promise.all(running.splice(0).map((process) => process.stop("SIGKILL")));
    running.push(await stack.router.restart());
    expect(await stack.send("{ __typename }")).toMatchObject({ status: 200, data: { __typename: "Query" } });
    for (const name of names) running.push(await stack[name].restart());
    const { data } = await waitFor(
      "the whole answer",
      async () => {
        const answer = await stack.send(QUERY, { token });
        return answer.errors === undefined && answer;
      },
      60_000,
    );
    expect(data).toEqual(everything.data);
  },
  120_000,
);
