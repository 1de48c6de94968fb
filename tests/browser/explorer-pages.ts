import type { Page } from "playwright-core";

/** What a user does on the explorer's pages, in their words. */
export interface ExplorerPages {
  /** Signs a demo user in with one click. */
  signInAs(username: string): Promise<void>;
  signOut(): Promise<void>;
  /** Opens an example of the start page in GraphiQL and waits until it can be run. */
  openExample(name: string): Promise<void>;
  /** Runs what is in the editor. @returns the whole text of the answer */
  run(): Promise<string>;
}

/** Drives `page` as a user would: by what it says, not by how it is built. */
export function drive(page: Page): ExplorerPages {
  return {
    async signInAs(username) {
      await page.getByRole("button", { name: `Sign in as ${username}` }).click();
      await page.getByText(`Signed in as ${username}`).waitFor();
    },
    async signOut() {
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByText("Signed out.").waitFor();
    },
    async openExample(name) {
      await page.getByRole("link", { name: new RegExp(`\\b${name}$`) }).click();
      await page.getByRole("button", { name: "Execute query" }).waitFor();
      await page.locator(".graphiql-query-editor").getByText(name, { exact: true }).waitFor();
    },
    async run() {
      const answered = page.waitForResponse((response) => isOperation(response.request().postData()));
      await page.getByRole("button", { name: "Execute query" }).click();
      const text = await (await answered).text();
      const [start = ""] = JSON.stringify(JSON.parse(text), null, 2).split("\n", 2).slice(1);
      await page.locator(".result-window").getByText(start.trim()).first().waitFor();
      return text;
    },
  };
}

function isOperation(body: string | null): boolean {
  return body !== null && !body.includes("IntrospectionQuery");
}
