import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { badUserInput } from "../../packages/server/errors/error-codes.ts";
import { TEXT_LIMITS } from "./text-limits.ts";

const MINIMUM_LENGTH = 8;

/** The minimum for argon2id, the library's default, in OWASP's Password Storage Cheat Sheet. `memoryCost` is in KiB. */
const HASH_PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes and verifies passwords, off the event loop. */
export type PasswordHasher = Awaited<ReturnType<typeof createPasswordHasher>>;

/** Makes a hasher, with a hash that stands in for an unknown user's. */
export async function createPasswordHasher() {
  const standInHash = await hash(createRandomPassword(), HASH_PARAMETERS);
  return {
    /** An argon2id hash in PHC format. */
    hash: (password: string) => hash(normalize(password), HASH_PARAMETERS),
    /** Whether `password` made `passwordHash`. With null, for an unknown user: false, after the same work. */
    async verify(password: string, passwordHash: string | null): Promise<boolean> {
      const matches = await verify(passwordHash ?? standInHash, normalize(password));
      return matches && passwordHash !== null;
    },
  };
}

/** Requires that a new password is neither too short nor too long. @throws BAD_USER_INPUT */
export function requirePassword(field: string, given: string): void {
  const length = countCharacters(given);
  if (length < MINIMUM_LENGTH || length > TEXT_LIMITS.password) {
    throw badUserInput(
      field,
      `${field} must be ${MINIMUM_LENGTH}–${TEXT_LIMITS.password} characters long, but is ${length}.`,
    );
  }
}

/** A password that cannot be guessed. */
export function createRandomPassword(): string {
  return randomBytes(32).toString("base64url");
}

/** Unicode code points, without blanks at the ends: eight blanks are no password. */
function countCharacters(password: string): number {
  return [...password.trim()].length;
}

/** Keyboards compose accented letters differently (RFC 8265 §4.2.2); the password is the same. */
function normalize(password: string): string {
  return password.normalize("NFC");
}
