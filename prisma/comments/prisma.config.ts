import { defineConfig } from "prisma/config";

// `prisma generate` never runs the schema engine, but the CLI would download it before any command: any
// executable path here keeps generation offline. Migrations are applied by the engine's WebAssembly build.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: "schema.prisma",
  migrations: { path: "migrations" },
});
