import { defineConfig } from "prisma/config";
import { findDatabaseUrl } from "../database-url.ts";

export default defineConfig({
  schema: "schema.prisma",
  migrations: { path: "migrations" },
  datasource: { url: findDatabaseUrl("comments") },
});
