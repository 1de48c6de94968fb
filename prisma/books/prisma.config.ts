import { defineConfig } from "prisma/config";
import { findDatabaseUrl } from "../database-url.ts";

/** The full-text index of a migration, with the tables where it keeps its data: schema.prisma cannot describe them. */
const SEARCH_TABLES = ["", "_data", "_idx", "_config"].map((part) => `BookSearch${part}`);

export default defineConfig({
  schema: "schema.prisma",
  migrations: { path: "migrations" },
  experimental: { externalTables: true },
  tables: { external: SEARCH_TABLES },
  datasource: { url: findDatabaseUrl("books") },
});
