import { expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { createRsaSigner } from "../support/access-tokens.ts";
import { startStack } from "../support/stack.ts";
import { launchBrowser, openPage } from "./browser.ts";

const stack = await startStack({ EXPLORER_DEMO_USERS: "reader:reader-demo" });
const browser = await launchBrowser();

async function openHome(): Promise<Page> {
  const { page } = await openPage(browser, stack.router.url);
  await page.goto("/");
  return page;
}

it("works by keyboard alone", async () => {
  const page = await openHome();
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
  for (const expected of [
    "Overview",
    "GraphiQL",
    "Apollo Sandbox needs the internet",
    "Sign in as reader",
    "Other user",
  ]) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe(expected);
  }
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("reader");
  await page.keyboard.press("Tab");
  await page.keyboard.type("reader-demo");
  await page.keyboard.press("Enter");
  await page.getByText("Signed in as reader").waitFor();
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Sign out");
  await page.keyboard.press("Enter");
  await page.getByText("Signed out.").waitFor();
});

it("leads past the head of the page", async () => {
  const page = await openHome();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.closest('main') !== null")).toBe(true);
});

it("closes its form on Escape", async () => {
  const page = await openHome();
  await page.getByText("Other user").click();
  await page.getByLabel("Username").press("Escape");
  expect(await page.getByLabel("Username").isVisible()).toBe(false);
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Other user");
});

it("says what is wrong, and where a password goes nothing else sees it", async () => {
  const page = await openHome();
  await page.getByText("Other user").click();
  await page.getByLabel("Username").fill("reader");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("The username or password is wrong.").waitFor();
  expect(page.url()).not.toContain("password");
  expect(await page.evaluate("JSON.stringify({ ...sessionStorage, ...localStorage })")).toBe("{}");
});

it("ends with its token", async () => {
  const now = Math.floor(Date.now() / 1000);
  const accessToken = createRsaSigner().sign({ claims: { exp: now - 1 } });
  const page = await openHome();
  const session = JSON.stringify({ username: "reader", accessToken });
  await page.evaluate(`sessionStorage.setItem("session", ${JSON.stringify(session)})`);
  await page.reload();
  await page.getByText("The access token has expired.").waitFor();
  await page.getByRole("button", { name: "Sign in as reader" }).waitFor();
});
