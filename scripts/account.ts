import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { readEnvironment } from "../packages/server/process/environment.ts";
import { openAccountsDatabase } from "../subgraphs/accounts/database/open-accounts.ts";
import { addDevelopmentKey, loadDevelopmentKeys } from "../subgraphs/accounts/development-key.ts";
import type { PrismaClient } from "../subgraphs/accounts/generated/prisma/client.ts";
import { buildKeySettings, chooseKeys, keyVariables } from "../subgraphs/accounts/key-ring.ts";
import { createPasswordHasher, createRandomPassword } from "../subgraphs/accounts/password.ts";
import { buildUsernameKey, readUsername } from "../subgraphs/accounts/username.ts";
import { readCommandConfig, type SubgraphConfig } from "../subgraphs/shared/config.ts";
import { findDatabaseFile } from "../subgraphs/shared/database/open-database.ts";
import { isPostgresql } from "../subgraphs/shared/database/postgresql/connection-settings.ts";
import { CommandError, nameCommand, readArguments, runCommand } from "./command-line.ts";

// `npm run account -- <command>`: works on the database and key folder of accounts, whether or not it runs.

const COMMAND = nameCommand("account");

const USAGE = `usage: ${COMMAND} <command>
  list                       users and their scopes
  create <user>              adds a user and prints a new password
  grant <user> <scope>…      gives scopes; they are in the user's next token
  revoke <user> <scope>…     takes scopes
  rotate-key                 adds a signing key to DATA_DIR; accounts takes it up by itself
`;

/** What may stand in the claim `scope` (RFC 6749 §3.3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

interface Command {
  readonly maximumArguments: number;
  run(config: SubgraphConfig, args: readonly string[]): Promise<string>;
}

const commands: Readonly<Record<string, Command>> = {
  list: { maximumArguments: 0, run: (config) => withDatabase(config, listUsers) },
  create: {
    maximumArguments: 1,
    run: (config, [name = ""]) => withDatabase(config, (prisma) => createUser(prisma, name)),
  },
  grant: {
    maximumArguments: Infinity,
    run: (config, [name = "", ...scopes]) =>
      changeScopes(config, name, scopes, (held) => [...new Set([...held, ...scopes])]),
  },
  revoke: {
    maximumArguments: Infinity,
    run: (config, [name = "", ...scopes]) =>
      changeScopes(config, name, scopes, (held) => held.filter((scope) => !scopes.includes(scope))),
  },
  "rotate-key": { maximumArguments: 0, run: rotateKey },
};

async function withDatabase(config: SubgraphConfig, use: (prisma: PrismaClient) => Promise<string>): Promise<string> {
  const file = isPostgresql(config.databaseUrl) ? null : findDatabaseFile(config.databaseUrl);
  if (file !== null && !existsSync(file)) {
    throw new CommandError(
      `there is no database ${file}: start accounts once, or set DATA_DIR or ACCOUNTS_DATABASE_URL`,
    );
  }
  const { prisma } = await openAccountsDatabase(config);
  try {
    return await use(prisma);
  } finally {
    await prisma.$disconnect();
  }
}

async function listUsers(prisma: PrismaClient): Promise<string> {
  const users = await prisma.user.findMany({ orderBy: { id: "asc" } });
  return users.map(({ username, scopes }) => `${username}\t${scopes}`).join("\n");
}

async function createUser(prisma: PrismaClient, name: string): Promise<string> {
  const columns = readUsername(name);
  const existing = await prisma.user.findUnique({ where: { usernameKey: columns.usernameKey } });
  if (existing !== null) throw new CommandError(`there is a user ${existing.username} already`);
  const password = createRandomPassword();
  const hasher = await createPasswordHasher();
  const passwordHash = await hasher.hash(password);
  await prisma.user.create({ data: { id: uuidv7(), ...columns, passwordHash } });
  return `created ${columns.username} with the password ${password}`;
}

function changeScopes(
  config: SubgraphConfig,
  name: string,
  scopes: readonly string[],
  change: (held: readonly string[]) => readonly string[],
): Promise<string> {
  if (scopes.length === 0) throw new CommandError(USAGE);
  const bad = scopes.find((scope) => !SCOPE.test(scope));
  if (bad !== undefined) throw new CommandError(`"${bad}" is not a scope: no blanks, quotes or backslashes`);
  return withDatabase(config, async (prisma) => {
    const user = await prisma.user.findUnique({ where: { usernameKey: buildUsernameKey(name) } });
    if (user === null) throw new CommandError(`there is no user "${name}": ${COMMAND} list`);
    const wanted = change(user.scopes.split(" ").filter((scope) => scope !== "")).join(" ");
    await prisma.user.update({ where: { id: user.id }, data: { scopes: wanted } });
    return `${user.username} has ${wanted === "" ? "no scopes" : wanted}, from the next sign-in or refresh`;
  });
}

async function rotateKey({ dataDirectory }: SubgraphConfig): Promise<string> {
  const values = readEnvironment(keyVariables, process.env);
  const { privateKeyPem, keyLeadSeconds } = buildKeySettings(values, { isProduction: false, dataDirectory });
  if (privateKeyPem !== null) {
    throw new CommandError(
      "the keys are in JWT_PRIVATE_KEY: put a new PEM behind the old one and restart accounts, then in front of it, and drop the old one 20 minutes later",
    );
  }
  await loadDevelopmentKeys(dataDirectory);
  const name = await addDevelopmentKey(dataDirectory);
  const files = await loadDevelopmentKeys(dataDirectory);
  const { published } = chooseKeys(files, Date.now(), keyLeadSeconds);
  const retired = files.filter((file) => !published.includes(file));
  await Promise.all(retired.map((file) => rm(join(dataDirectory, file.name), { force: true })));
  const dropped = retired.length === 0 ? "" : `; deleted ${retired.map((file) => file.name).join(", ")}`;
  return `added ${name}, which signs in ${keyLeadSeconds} seconds${dropped}`;
}

async function run(): Promise<number> {
  const { positionals } = readArguments(USAGE, { allowPositionals: true });
  const [name = "", ...args] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined || args.length > command.maximumArguments) throw new CommandError(USAGE);
  const config = readCommandConfig("accounts", process.env);
  process.stdout.write(`${await command.run(config, args)}\n`);
  return 0;
}

await runCommand({ prefix: "", exitCode: 1 }, run);
