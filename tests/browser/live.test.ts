import { expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { readMetrics } from "../support/metrics.ts";
import { startOwnStack } from "../support/own-stack.ts";
import { waitFor } from "../support/wait-for.ts";
import { launchBrowser, openPage } from "./browser.ts";
import { drive } from "./explorer-pages.ts";

const stack = await startOwnStack({ EXPLORER_DEMO_USERS: "reader:reader-demo" });
const browser = await launchBrowser();
const token = await stack.signIn("reader");

async function openGraphiql() {
  const watched = await openPage(browser, stack.router.url);
  const explorer = drive(watched.page);
  await watched.page.goto("/");
  await explorer.signInAs("reader");
  await watched.page.goto("/graphiql");
  await watched.page.getByRole("button", { name: "Execute query" }).waitFor();
  return watched;
}

async function write(page: Page, query: string): Promise<void> {
  await page.locator(".graphiql-query-editor .CodeMirror").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(query);
  await page.getByRole("button", { name: "Execute query" }).click();
}

async function addComment(body: string): Promise<void> {
  const query = "mutation ($bookId: ID!, $body: String!) { addComment(bookId: $bookId, body: $body) { id } }";
  const { errors } = await stack.send(query, { variables: { bookId: await findBook(), body }, token });
  expect(errors).toBeUndefined();
}

async function findBook(): Promise<string> {
  const { data } = await stack.send<{ books: { nodes: [{ id: string }] } }>("{ books(first: 1) { nodes { id } } }", {
    token,
  });
  return data.books.nodes[0].id;
}

const countStreams = async () => (await readMetrics(stack.router)).find("subscriptions_open");

it("shows events as they come, until it is told to stop", async () => {
  const { page, complaints } = await openGraphiql();
  const result = page.locator(".result-window");
  await write(
    page,
    `subscription { commentAdded(bookId: "${await findBook()}") { comment { body author { username } } } }`,
  );
  await waitFor("the stream", async () => (await countStreams()) === 1);

  await addComment("The first that comes by itself.");
  await result.getByText('"The first that comes by itself."').waitFor();
  await addComment("And another one.");
  await result.getByText('"And another one."').waitFor();
  await result.getByText('"reader"').waitFor();
  // The event, and its entity.
  await page
    .getByRole("complementary", { name: "Query plan" })
    .getByText(/2 requests/)
    .waitFor();

  await page.getByRole("button", { name: "Stop query" }).click();
  await waitFor("its end", async () => (await countStreams()) === 0);
  expect(complaints).toEqual([]);
});

it("puts an answer in parts together, and shows its plan", async () => {
  const { page, complaints } = await openGraphiql();
  const result = page.locator(".result-window");
  await write(
    page,
    '{ books(first: 2) { nodes { title ... @defer(label: "talk") { comments(first: 1) { nodes { body } } } } } }',
  );
  await result.getByText('"body"').first().waitFor();
  await result.getByText('"title"').first().waitFor();
  const plan = page.getByRole("complementary", { name: "Query plan" });
  await plan.getByText(/2 requests/).waitFor();
  await plan.getByText(/^comes later, with @defer: .*talk/).waitFor();
  expect(complaints).toEqual([]);
});
