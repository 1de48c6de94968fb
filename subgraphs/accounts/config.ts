import type { FairQueueSettings } from "../../packages/server/overload/fair-queue.ts";
import { type Environment, readEnvironment } from "../../packages/server/process/environment.ts";
import { readSubgraphConfig, type SubgraphConfig } from "../shared/config.ts";
import { type AttemptSettings, attemptVariables, buildAttemptSettings } from "./attempt-limits.ts";
import { buildHashQueueSettings, hashQueueVariables } from "./hash-queue.ts";
import { buildKeySettings, type KeySettings, keyVariables } from "./key-ring.ts";
import { sessionVariables } from "./sessions.ts";

/** What the accounts process is told by its environment. */
export interface AccountsConfig extends SubgraphConfig {
  readonly keys: KeySettings;
  readonly attempts: AttemptSettings;
  readonly hashing: FairQueueSettings;
  /** How many sessions of one user live at once; 0: any number. */
  readonly sessionsPerUser: number;
}

const accountsVariables = {
  ...keyVariables,
  ...attemptVariables,
  ...hashQueueVariables,
  ...sessionVariables,
};

/**
 * Reads the configuration of accounts.
 * @throws StartupError naming every bad variable, or the missing signing key in production
 */
export function readAccountsConfig(environment: Environment): AccountsConfig {
  const config = readSubgraphConfig("accounts", 4001, environment);
  const values = readEnvironment(accountsVariables, environment);
  return {
    ...config,
    keys: buildKeySettings(values, config),
    attempts: buildAttemptSettings(values),
    hashing: buildHashQueueSettings(values),
    sessionsPerUser: values.SESSIONS_PER_USER,
  };
}
