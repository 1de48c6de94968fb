import { z } from "zod";
import type { FairQueueSettings } from "../../packages/server/overload/fair-queue.ts";
import { type Environment, readEnvironment, wholeNumber } from "../../packages/server/process/environment.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { readSubgraphConfig, type SubgraphConfig } from "../shared/config.ts";
import type { AttemptSettings } from "./attempt-limits.ts";

/** What the accounts process is told by its environment. */
export interface AccountsConfig extends SubgraphConfig {
  /** PEM, one or several, of which the first signs access tokens; null: the development keys of the data folder. Secret: never logged. */
  readonly privateKeyPem: string | null;
  /** How long a new development key is published before it signs. */
  readonly keyLeadSeconds: number;
  readonly attempts: AttemptSettings;
  /** How many passwords are hashed at once, and how many wait. */
  readonly hashing: FairQueueSettings;
  /** Of the sessions of one user, how many live; 0: any number. */
  readonly sessionsPerUser: number;
}

const MOST_ATTEMPTS = 1_000_000;
/** Of the places to wait for a hash, the share of one address. */
const SHARE_OF_ADDRESS = 0.75;

const accountsVariables = {
  JWT_PRIVATE_KEY: z.string().optional(),
  SIGNING_KEY_LEAD_SECONDS: wholeNumber(0, 86_400).default(90),
  ATTEMPT_WINDOW_SECONDS: wholeNumber(1, 86_400).default(900),
  REGISTRATION_WINDOW_SECONDS: wholeNumber(1, 86_400).default(3_600),
  LOGIN_ATTEMPTS_PER_ACCOUNT: wholeNumber(0, MOST_ATTEMPTS).default(10),
  LOGIN_ATTEMPTS_PER_ADDRESS: wholeNumber(0, MOST_ATTEMPTS).default(100),
  SIGN_INS_PER_ADDRESS: wholeNumber(0, MOST_ATTEMPTS).default(600),
  REGISTRATIONS_PER_ACCOUNT: wholeNumber(0, MOST_ATTEMPTS).default(10),
  REGISTRATIONS_PER_ADDRESS: wholeNumber(0, MOST_ATTEMPTS).default(10),
  REFRESHES_PER_ACCOUNT: wholeNumber(0, MOST_ATTEMPTS).default(100),
  REFRESHES_PER_ADDRESS: wholeNumber(0, MOST_ATTEMPTS).default(1_000),
  PASSWORD_HASHES_AT_ONCE: wholeNumber(1, 16).default(2),
  PASSWORD_HASHES_WAITING: wholeNumber(0, 10_000).default(64),
  SESSIONS_PER_USER: wholeNumber(0, 10_000).default(20),
};

/**
 * Reads the configuration of accounts.
 * @throws StartupError naming every bad variable, or the missing signing key in production
 */
export function readAccountsConfig(environment: Environment): AccountsConfig {
  const config = readSubgraphConfig("accounts", 4001, environment);
  const values = readEnvironment(accountsVariables, environment);
  if (values.JWT_PRIVATE_KEY === undefined && config.isProduction) {
    throw new StartupError(
      "JWT_PRIVATE_KEY must be set in production: give it an RSA private key in PEM form, as `openssl genrsa 2048` writes it, or set NODE_ENV=development",
    );
  }
  return {
    ...config,
    privateKeyPem: values.JWT_PRIVATE_KEY ?? null,
    keyLeadSeconds: values.SIGNING_KEY_LEAD_SECONDS,
    attempts: {
      windowSeconds: values.ATTEMPT_WINDOW_SECONDS,
      registrationWindowSeconds: values.REGISTRATION_WINDOW_SECONDS,
      loginsPerAccount: values.LOGIN_ATTEMPTS_PER_ACCOUNT,
      loginsPerAddress: values.LOGIN_ATTEMPTS_PER_ADDRESS,
      signInsPerAddress: values.SIGN_INS_PER_ADDRESS,
      registrationsPerAccount: values.REGISTRATIONS_PER_ACCOUNT,
      registrationsPerAddress: values.REGISTRATIONS_PER_ADDRESS,
      refreshesPerAccount: values.REFRESHES_PER_ACCOUNT,
      refreshesPerAddress: values.REFRESHES_PER_ADDRESS,
    },
    hashing: {
      atOnce: values.PASSWORD_HASHES_AT_ONCE,
      waiting: values.PASSWORD_HASHES_WAITING,
      waitingPerKey: Math.ceil(values.PASSWORD_HASHES_WAITING * SHARE_OF_ADDRESS),
      workName: "sign-ins",
    },
    sessionsPerUser: values.SESSIONS_PER_USER,
  };
}
