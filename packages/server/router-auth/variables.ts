import * as z from "zod";
import { commaSeparated } from "../process/environment.ts";
import { StartupError } from "../process/startup-error.ts";

const SHORTEST_SECRET = 32;

/** A secret that a header can carry and nobody can guess. */
export const sharedSecret = z
  .string()
  // A header can carry any of these, and the comma stands between two secrets.
  .regex(
    new RegExp(`^[\\x21-\\x2b\\x2d-\\x7e]{${SHORTEST_SECRET},1024}$`),
    `must have at least ${SHORTEST_SECRET} characters, without blanks, as \`openssl rand -base64 32\` writes them; several are comma-separated`,
  );

/** The variables that let the router prove to subgraphs that a request comes from it. */
export const routerAuthVariables = {
  ROUTER_SECRET: commaSeparated(sharedSecret).default([]),
  ROUTER_AUTH: z.enum(["hmac", "header"], { error: "must be hmac or header" }).default("hmac"),
};

/** The values of `routerAuthVariables`. Of several secrets the first is used and all are accepted. Never logged. */
export type RouterAuthSettings = z.output<z.ZodObject<typeof routerAuthVariables>>;

/** @throws StartupError in production when there is no secret: nobody could tell the router from anybody else */
export function requireRouterSecret({ ROUTER_SECRET }: RouterAuthSettings, isProduction: boolean): void {
  if (!isProduction || ROUTER_SECRET.length > 0) return;
  throw new StartupError(
    "ROUTER_SECRET must be set in production, the same for the router and all subgraphs: give it what `openssl rand -base64 32` writes, or set NODE_ENV=development",
  );
}
