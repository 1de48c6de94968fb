import { expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";
import { launchBrowser, openPage } from "./browser.ts";

const stack = await startStack();
const browser = await launchBrowser();

it("shows a subgraph that stops, and that it is back", async () => {
  const { page, complaints } = await openPage(browser, stack.router.url);
  await page.goto("/");
  const notes = page.getByRole("listitem").filter({ hasText: /^\s*notes/ });
  await notes.getByText(/^up,/).waitFor();

  await stack.notes.stop();
  await page.getByText("Not answering: notes.").waitFor();
  await notes.getByText('The subgraph "notes" cannot be reached.').waitFor();

  await stack.notes.restart();
  await notes.getByText(/^up,/).waitFor();
  expect(await page.getByText("Not answering").count()).toBe(0);
  expect(complaints).toEqual([]);
});
