import { expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";
import { launchBrowser, openPage } from "./browser.ts";
import { drive } from "./explorer-pages.ts";

const stack = await startStack({ EXPLORER_DEMO_USERS: "reader:reader-demo,editor:editor-demo" });
const browser = await launchBrowser();

it("leads from signing in through an example and its plan to being refused after signing out", async () => {
  const { page, complaints, requests } = await openPage(browser, stack.router.url);
  const explorer = drive(page);
  const plan = page.getByRole("complementary", { name: "Query plan" });

  const home = await page.goto("/");
  expect(home?.headers()["content-security-policy"]).toContain("default-src 'none'");
  await explorer.signInAs("reader");

  await explorer.openExample("ItemsWithNotes");
  const answer = await explorer.run();
  expect(answer).toContain("Item 2");
  const result = page.locator(".result-window");
  await result.getByText('"Item 1"').waitFor();
  await result.getByText('"username"').first().waitFor();

  await plan.getByText(/3 requests, 3 steps, 1 SQL statement/).waitFor();
  expect(await plan.locator(".fetch-title strong").allTextContents()).toEqual(["items", "notes", "accounts"]);
  await plan.getByText("20 entities at").waitFor();
  await plan
    .getByText(/^1 SQL statement/)
    .first()
    .click();
  await plan
    .getByText(/^SELECT .*username.* JOIN User/)
    .first()
    .waitFor();
  expect(complaints).toEqual([]);

  await explorer.signOut();
  expect(await explorer.run()).toContain("UNAUTHENTICATED");
  await result.getByText('"UNAUTHENTICATED"').waitFor();
  // A browser reports the status of a refused request in its console, whatever the page does.
  expect(complaints).toEqual([expect.stringContaining("status of 401")]);
  expect(requests.filter((url) => !url.startsWith(stack.router.url))).toEqual([]);
});

it("opens an example with variables that work", async () => {
  const { page } = await openPage(browser, stack.router.url);
  const explorer = drive(page);
  await page.goto("/");
  await explorer.signInAs("reader");
  await explorer.openExample("ItemPage");
  expect(await explorer.run()).toContain("Item 2");
});

it("lets an editor change what a reader may not", async () => {
  const { page } = await openPage(browser, stack.router.url);
  const explorer = drive(page);
  await page.goto("/");
  await explorer.signInAs("reader");
  await explorer.openExample("AddItem");
  expect(await explorer.run()).toContain("FORBIDDEN");
  await explorer.signOut();
  await explorer.signInAs("editor");
  expect(await explorer.run()).toContain("Trowel");
});

it("keeps the sign-in to its tab", async () => {
  const { page } = await openPage(browser, stack.router.url);
  await page.goto("/");
  await drive(page).signInAs("reader");
  await page.reload();
  await page.getByText("Signed in as reader").waitFor();
  const other = await page.context().newPage();
  await other.goto("/");
  await other.getByRole("button", { name: "Sign in as reader" }).waitFor();
  expect(await page.evaluate("localStorage.length")).toBe(0);
});

it("explains nothing that the user does not want explained", async () => {
  const { page } = await openPage(browser, stack.router.url);
  const explorer = drive(page);
  await page.goto("/");
  await explorer.signInAs("reader");
  await explorer.openExample("ListItems");
  await page.getByLabel("Explain what I run").uncheck();
  expect(await explorer.run()).not.toContain("queryPlan");
  await page.getByText("This answer has no query plan").waitFor();
});
