import { resolve } from "node:path";
import { expect, it } from "@jest/globals";
import { runNode } from "../commands/run-command.ts";
import { OWN_DATABASES } from "../support/own-subgraphs.ts";

it("Prisma's own commands work on the subgraphs' databases, with the engine that Prisma brings", async () => {
  const names = OWN_DATABASES;
  const program = `
    for (const name of ${JSON.stringify(names)}) {
      const { default: config } = await import("./prisma/" + name + "/prisma.config.ts");
      process.stdout.write(config.datasource.url + "\\n");
    }
    process.stdout.write("engine: " + process.env.PRISMA_SCHEMA_ENGINE_BINARY + "\\n");
  `;
  const args = ["--import", "tsx", "--input-type=module", "--eval", program];
  const urls = names.map((name) => `file://${resolve("data", `${name}.db`)}\n`);
  expect(await runNode(args)).toEqual({ exitCode: 0, output: `${urls.join("")}engine: undefined\n` });
});
