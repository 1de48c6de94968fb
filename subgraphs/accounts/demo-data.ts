import { demoId, demoTime, USER_SERIES } from "../shared/demo-id.ts";
import type { PrismaClient } from "./generated/prisma/client.ts";
import { createRandomPassword, type PasswordHasher } from "./password.ts";
import { readUsername } from "./username.ts";

interface DemoUser {
  readonly username: string;
  /** Without one, the user cannot sign in. */
  readonly password?: string;
  readonly scopes?: string;
}

const EDITOR_SCOPES: readonly string[] = [
  // <demo>
  "books:write",
  "comments:moderate",
  // </demo>
];

/** A user's index is its demo id. The first two can sign in; the others have written something. */
const USERS: readonly DemoUser[] = [
  { username: "reader", password: "reader-demo" },
  { username: "editor", password: "editor-demo", scopes: EDITOR_SCOPES.join(" ") },
  { username: "ada" },
  { username: "borges.fan" },
  { username: "night_reader" },
  { username: "marginalia" },
  { username: "tea-and-tolstoy" },
];

/** Fills an empty user table with demo users; leaves any other alone. */
export async function seedDemoUsers(prisma: PrismaClient, passwordHasher: PasswordHasher): Promise<void> {
  if ((await prisma.user.count()) > 0) return;
  await prisma.user.createMany({
    data: await Promise.all(
      USERS.map(async ({ username, password, scopes }, index) => ({
        id: demoId(USER_SERIES, index),
        ...readUsername(username),
        passwordHash: await passwordHasher.hash(password ?? createRandomPassword()),
        scopes: scopes ?? "",
        createdAt: demoTime(index),
      })),
    ),
  });
}
