import { type Environment, readEnvironment } from "../../packages/server/process/environment.ts";
import { readSubgraphConfig } from "../shared/config.ts";
import { attemptVariables, buildAttemptLimits } from "./attempt-limits.ts";
import { buildHashQueueSettings, hashQueueVariables } from "./hash-queue.ts";
import { buildKeySettings, keyVariables } from "./key-ring.ts";
import { sessionVariables } from "./sessions.ts";

const accountsVariables = {
  ...keyVariables,
  ...attemptVariables,
  ...hashQueueVariables,
  ...sessionVariables,
};

/**
 * Reads what the accounts process is told by its environment.
 * @throws StartupError naming every bad variable, or the missing signing key in production
 */
export function readAccountsConfig(environment: Environment) {
  const config = readSubgraphConfig("accounts", 4001, environment);
  const values = readEnvironment(accountsVariables, environment);
  return {
    ...config,
    keys: buildKeySettings(values, config),
    attemptLimits: buildAttemptLimits(values),
    hashing: buildHashQueueSettings(values),
    sessionsPerUser: values.SESSIONS_PER_USER,
  };
}
