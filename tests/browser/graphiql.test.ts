import { expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { startStack } from "../support/stack.ts";
import { launchBrowser, openPage, type WatchedPage } from "./browser.ts";

const stack = await startStack();
const browser = await launchBrowser();

async function openGraphiql(): Promise<WatchedPage> {
  const watched = await openPage(browser, stack.router.url);
  const introspected = watched.page.waitForResponse((response) =>
    Boolean(response.request().postData()?.includes("IntrospectionQuery")),
  );
  await watched.page.goto("/graphiql");
  await introspected;
  return watched;
}

async function writeQuery(page: Page, query: string): Promise<void> {
  await page.locator(".graphiql-query-editor .CodeMirror").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(query);
}

it("completes fields of the graph", async () => {
  const { page, complaints } = await openGraphiql();
  await writeQuery(page, "{ ite");
  await page.keyboard.press("Control+Space");
  const hints = page.locator(".CodeMirror-hints li");
  await hints.first().waitFor();
  expect(await hints.allTextContents()).toEqual(expect.arrayContaining(["item", "items"]));
  expect(complaints).toEqual([]);
});

it("shows the documentation of the graph", async () => {
  const { page, complaints } = await openGraphiql();
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.getByRole("link", { name: "Note", exact: true }).click();
  await page.getByText("What one user said about one item.").waitFor();
  expect(complaints).toEqual([]);
});

it("marks what does not fit the graph", async () => {
  const { page } = await openGraphiql();
  await writeQuery(page, "{ nonsense }");
  await page.locator(".CodeMirror-lint-mark-error").first().waitFor();
});

it("opens its dialogs within the page's policy", async () => {
  const { page, complaints } = await openGraphiql();
  for (const name of ["Open settings dialog", "Open short keys dialog"]) {
    await page.getByRole("button", { name }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  expect(complaints).toEqual([]);
});

it("shows extensions, and sends headers that the user writes", async () => {
  const { page } = await openGraphiql();
  await writeQuery(page, "{ me { username } }");
  await page.getByRole("button", { name: "Headers" }).click();
  await page.locator(".graphiql-editor-tool .CodeMirror:visible").click();
  await page.keyboard.type(`{"Authorization": "Bearer ${await stack.signIn("reader")}"}`);
  await page.getByRole("button", { name: "Execute query" }).click();
  const result = page.locator(".result-window");
  await result.getByText('"reader"').waitFor();
  await result.getByText('"queryPlan"', { exact: true }).waitFor();
});

/** From top to bottom. */
const PANES = [".graphiql-query-editor .CodeMirror", ".graphiql-editor-tool .CodeMirror", ".result-window"];

it("has all panes one below the other on a telephone's screen, and runs what is written there", async () => {
  const { page, complaints } = await openGraphiql();
  await page.setViewportSize({ width: 390, height: 844 });
  await writeQuery(page, "query Typed($yes: Boolean!) { __typename @include(if: $yes) ");
  await page.locator(".graphiql-editor-tool .CodeMirror:visible").click();
  await page.keyboard.type('{"yes": true');
  await page.getByRole("button", { name: "Execute query" }).click();
  await page.locator(".result-window").getByText('"Query"').waitFor();
  const boxes = await Promise.all(
    PANES.map((pane) => page.locator(pane).filter({ visible: true }).first().boundingBox()),
  );
  let bottom = 0;
  for (const { x, y, width, height } of boxes.map((box) => box ?? { x: 0, y: 0, width: 0, height: 0 })) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(width).toBeGreaterThan(240);
    expect(x + width).toBeLessThanOrEqual(390);
    expect(height).toBeGreaterThan(60);
    expect(y).toBeGreaterThanOrEqual(bottom);
    bottom = y + height;
  }
  expect(bottom).toBeLessThanOrEqual(844);
  expect(await page.locator(".graphiql-query-editor .CodeMirror-line").first().textContent()).toContain("Typed");
  expect(await page.locator(".graphiql-query-editor .CodeMirror-line").first().isVisible()).toBe(true);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.getByRole("link", { name: "Query", exact: true }).click();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  expect(complaints).toEqual([]);
});
