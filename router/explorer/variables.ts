import { resolve } from "node:path";
import * as z from "zod";
import { commaSeparated } from "../../packages/server/process/environment.ts";

/** The variables of the explorer, which development alone has. */
export const explorerVariables = {
  OPERATIONS_PATH: z.string().default("./operations"),
  EXPLORER_DEMO_USERS: commaSeparated(
    z.string().regex(/^[^:]+:.+$/, "must be username:password, comma-separated"),
  ).default([]),
};

/** What the explorer offers in development. */
export type ExplorerSettings = ReturnType<typeof buildExplorerSettings>;

/** A user whose password is public. */
export interface DemoUser {
  readonly username: string;
  readonly password: string;
}

/** Builds the settings from the values of `explorerVariables`. */
export function buildExplorerSettings(values: z.output<z.ZodObject<typeof explorerVariables>>) {
  return {
    /** The folder of the example operations; it need not exist. */
    operationsPath: resolve(values.OPERATIONS_PATH),
    demoUsers: values.EXPLORER_DEMO_USERS.map(readDemoUser),
  };
}

function readDemoUser(given: string): DemoUser {
  const colon = given.indexOf(":");
  return { username: given.slice(0, colon), password: given.slice(colon + 1) };
}
