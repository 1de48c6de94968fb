import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { stopAfterTests } from "../support/started-processes.ts";

/** As Linux distributions and its makers name it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Nothing that a browser does of its own accord, on the network or on screen. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A page that is watched while a test uses it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings in its console so far, violations of its Content-Security-Policy among them. */
  readonly complaints: readonly string[];
  /** Every URL it has asked for. */
  readonly requests: readonly string[];
}

/** Starts the browser of this machine; it ends after the file's tests. @throws when there is none */
export async function launchBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: FLAGS });
  stopAfterTests(() => browser.close());
  return browser;
}

function findBrowser(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const path = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (path === undefined) throw new Error("no browser is installed: apt-get install chromium");
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Opens a page of `origin` as somebody who has never been there. */
export async function openPage(
  browser: Browser,
  origin: string,
  { colorScheme = "light" }: { readonly colorScheme?: "light" | "dark" } = {},
): Promise<WatchedPage> {
  const viewport = { width: 1360, height: 860 };
  const context = await browser.newContext({ baseURL: origin, colorScheme, viewport });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  return { page, complaints, requests };
}
