import { z } from "zod";
import { type Environment, readEnvironment } from "../../service/environment.ts";
import { StartupError } from "../../service/startup-error.ts";
import { readSubgraphConfig, type SubgraphConfig } from "../runtime/config.ts";

/** What the accounts process is told by its environment. */
export interface AccountsConfig extends SubgraphConfig {
  /** The key that signs access tokens; null: the development key of the data folder. Secret: never logged. */
  readonly privateKeyPem: string | null;
}

/**
 * Reads the configuration of accounts.
 * @throws StartupError naming every bad variable, or the missing signing key in production
 */
export function readAccountsConfig(environment: Environment): AccountsConfig {
  const config = readSubgraphConfig("accounts", 4001, environment);
  const { JWT_PRIVATE_KEY } = readEnvironment({ JWT_PRIVATE_KEY: z.string().optional() }, environment);
  if (JWT_PRIVATE_KEY === undefined && config.isProduction) {
    throw new StartupError(
      "JWT_PRIVATE_KEY must be set in production: give it an RSA private key in PEM form, as `openssl genrsa 2048` writes it, or set NODE_ENV=development",
    );
  }
  return { ...config, privateKeyPem: JWT_PRIVATE_KEY ?? null };
}
