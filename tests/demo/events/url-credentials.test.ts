import { expect, it } from "@jest/globals";
import { createDataFolder } from "../../support/data-folder.ts";
import { startProcess } from "../../support/process.ts";
import { addCredentials, BASIC, SECRETS, startRecorder } from "../../support/url-credentials.ts";
import { waitFor } from "../../support/wait-for.ts";

it("comments sends them to the feed of books", async () => {
  const books = await startRecorder({});
  const comments = await startProcess("subgraphs/comments/main", {
    DATA_DIR: createDataFolder(),
    BOOKS_URL: `${addCredentials(books.url)}/graphql`,
  });
  await waitFor("a question for the feed", () => books.received.length > 0);
  expect(new Set(books.received)).toEqual(new Set([BASIC]));
  for (const secret of SECRETS) expect(comments.output()).not.toContain(secret);
});
