import "../../packages/server/process/supported-node.ts";

import { createAuthenticate } from "../../packages/identity/authenticate.ts";
import { createFairQueue } from "../../packages/server/overload/fair-queue.ts";
import { runProcess } from "../../packages/server/process/run-process.ts";
import { seedDemoData } from "../shared/seed-demo-data.ts";
import { startSubgraph } from "../shared/start-subgraph.ts";
import { ACCESS_TOKEN_TYPE, createAccessTokenIssuer } from "./access-token.ts";
import { createAccounts } from "./accounts.ts";
import { createAttempts } from "./attempts.ts";
import { readAccountsConfig } from "./config.ts";
import { openAccountsDatabase } from "./database/open-accounts.ts";
import { seedDemoUsers } from "./demo-data.ts";
import { loadKeyRing } from "./key-ring.ts";
import { createLoaders } from "./loaders.ts";
import { createHashLimit } from "./one-hash.ts";
import { buildOwnKeySet, serveOwnKeySet } from "./own-key-set.ts";
import { createPasswordHasher } from "./password.ts";
import { createPasswordTrial } from "./password-trial.ts";
import { resolvers } from "./resolvers.ts";
import { createSessions } from "./sessions.ts";
import { TEXT_LIMITS } from "./text-limits.ts";

await runProcess("accounts", async (environment) => {
  const config = readAccountsConfig(environment);
  // The keys are read before there is a log; they are read again when there is one.
  let reportUnreadableKeys: (error: unknown) => void = () => undefined;
  const keyRing = await loadKeyRing(config.keys, (error) => reportUnreadableKeys(error));
  const database = await openAccountsDatabase(config);
  const { prisma } = database;
  const passwordHasher = await createPasswordHasher();
  await seedDemoData(config, () => seedDemoUsers(prisma, passwordHasher));
  // JWT_TYPES is for tokens of other publishers; ours have one type.
  const expectations = { ...config.identity.expectations, types: [ACCESS_TOKEN_TYPE] };
  const attempts = createAttempts(database);
  const hashing = createFairQueue(config.hashing);
  const trying = { database, passwordHasher, hashing, attempts, attemptLimits: config.attemptLimits };
  const accounts = createAccounts({
    ...trying,
    passwordTrial: createPasswordTrial(trying),
    sessions: createSessions(database, config.sessionsPerUser),
    issueAccessToken: createAccessTokenIssuer(keyRing.signingKey, expectations),
  });
  return startSubgraph({
    config,
    schemaFile: new URL("./schema.graphql", import.meta.url),
    resolvers,
    textLimits: TEXT_LIMITS,
    createContext: (base) => ({ ...base, accounts, loaders: createLoaders(accounts) }),
    database: prisma,
    listeners: [createHashLimit()],
    authenticate: createAuthenticate(buildOwnKeySet(keyRing), expectations),
    addRoutes(server) {
      reportUnreadableKeys = (error) => server.log.warn({ err: error }, "the signing keys cannot be read again");
      server.addHook("onClose", async () => keyRing.close());
      serveOwnKeySet(server, keyRing);
    },
  });
});
