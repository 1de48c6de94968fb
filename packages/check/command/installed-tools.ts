import type { CheckTools } from "../check-request.ts";

/** The commands of the installed package. */
export const INSTALLED_TOOLS: CheckTools = {
  compose: (args) => ["supergraph-check compose", ...args].join(" "),
  check: (args) => ["supergraph-check", ...args].join(" "),
  newMigration: () => "prisma migrate dev",
  migrations: null,
};
