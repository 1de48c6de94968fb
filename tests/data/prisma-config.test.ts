import { resolve } from "node:path";
import { expect, it } from "@jest/globals";

it.each(["accounts", "books", "comments"])(
  "Prisma's own commands work on the database of %s, with the engine that Prisma brings",
  async (name) => {
    const { default: config } = await import(`../../prisma/${name}/prisma.config.ts`);
    expect(config.datasource.url).toBe(`file://${resolve("data", `${name}.db`)}`);
    expect(process.env).not.toHaveProperty("PRISMA_SCHEMA_ENGINE_BINARY");
  },
);
