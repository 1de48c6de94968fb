import { type DatabaseConfig, openClient } from "../../shared/database/prisma-client.ts";
import { PrismaClient } from "../generated/prisma/client.ts";
import { createStatements } from "./sqlite.ts";

/** The open database of comments. */
export type CommentsDatabase = Awaited<ReturnType<typeof openCommentsDatabase>>;

/** Opens the database of the configuration, and migrates it. @throws StartupError when it cannot be used */
export function openCommentsDatabase(config: DatabaseConfig) {
  return openClient(config, [{ PrismaClient }, { createStatements }], () =>
    Promise.all([import("../generated/postgresql/client.ts"), import("./postgresql.ts")]),
  );
}
