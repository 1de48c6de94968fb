import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { startProcess } from "../support/process.ts";
import { signAsRouter } from "../support/router-signature.ts";

/** The text of all that is bundled in `folder`. */
function readChunks(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
  return names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

it.each(["dist/router/chunks", "dist/subgraphs/shared/chunks"])(
  "in %s, GraphQL.js has what V8 makes fast",
  (folder) => {
    const text = readChunks(folder);
    expect(text).toMatch(/return\s+type\s+instanceof\s+GraphQLNonNull\b/);
    expect(text).not.toMatch(/\binstanceOf\d*\(type\b/);
    expect(text.match(/Gathered\w*\.prototype\s*=\s*Object\.create\(null\)/g)).toHaveLength(3);
  },
);

it("an answer has the keys that its client chose, whatever they mean in JavaScript", async () => {
  const { url } = await startProcess("subgraphs/accounts/main", { DATA_DIR: createDataFolder() });
  const keys = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "toJSON", "then"];
  const query = `{ ${keys.map((key) => `${key}: __typename`).join(" ")} }`;
  const body = JSON.stringify({ query });
  const plain = { "content-type": "application/json" };
  const headers = { ...plain, ...signAsRouter({ method: "POST", path: "/graphql", headers: plain, body }) };
  const wanted = `{"data":{${keys.map((key) => `"${key}":"Query"`).join(",")}}}\n`;
  for (let times = 0; times < 3; times += 1) {
    const answer = await fetch(`${url}/graphql`, { method: "POST", headers, body });
    expect(await answer.text()).toBe(wanted);
  }
});
