import { expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";
import { launchBrowser, openPage } from "./browser.ts";

const stack = await startStack();
const browser = await launchBrowser();

it("shows a subgraph that stops, and that it is back", async () => {
  const { page, complaints } = await openPage(browser, stack.router.url);
  await page.goto("/");
  const comments = page.getByRole("listitem").filter({ hasText: /^\s*comments/ });
  await comments.getByText(/^up,/).waitFor();

  await stack.comments.stop();
  await page.getByText("Not answering: comments.").waitFor();
  await comments.getByText('The subgraph "comments" cannot be reached.').waitFor();

  await stack.comments.restart();
  await comments.getByText(/^up,/).waitFor();
  expect(await page.getByText("Not answering").count()).toBe(0);
  expect(complaints).toEqual([]);
});
