import * as z from "zod";
import { commaSeparated } from "../process/environment.ts";
import { StartupError } from "../process/startup-error.ts";

const MINIMUM_SECRET = 32;

/** A secret that fits in a header and cannot be guessed. */
export const sharedSecret = z
  .string()
  // All characters that a header can carry, but for the comma, which separates two secrets.
  .regex(
    new RegExp(`^[\\x21-\\x2b\\x2d-\\x7e]{${MINIMUM_SECRET},1024}$`),
    `must have at least ${MINIMUM_SECRET} characters, without blanks, as \`openssl rand -base64 32\` writes them; several are comma-separated`,
  );

/** The variables that let the router prove to subgraphs that a request comes from it. */
export const routerAuthVariables = {
  /** The first is used, all are accepted; none: nothing is proven. Never logged. */
  ROUTER_SECRET: commaSeparated(sharedSecret).default([]),
  /** `hmac`: the request is signed with the secret. `header`: the secret itself is sent. */
  ROUTER_AUTH: z.enum(["hmac", "header"], { error: "must be hmac or header" }).default("hmac"),
};

/** How the router proves to subgraphs that a request comes from it. */
export type RouterAuthSettings = ReturnType<typeof buildRouterAuthSettings>;

/**
 * The settings that `values` give.
 * @throws StartupError in production without a secret: subgraphs could not tell the router from any other caller
 */
export function buildRouterAuthSettings(
  { ROUTER_SECRET, ROUTER_AUTH }: z.output<z.ZodObject<typeof routerAuthVariables>>,
  isProduction: boolean,
) {
  if (isProduction && ROUTER_SECRET.length === 0) {
    throw new StartupError(
      "ROUTER_SECRET must be set in production, the same for the router and all subgraphs: give it what `openssl rand -base64 32` writes, or set NODE_ENV=development",
    );
  }
  return { secrets: ROUTER_SECRET, scheme: ROUTER_AUTH };
}
