import { badUserInput } from "../../packages/server/errors/error-codes.ts";
import { requireText } from "../shared/text-input.ts";
import { TEXT_LIMITS } from "./text-limits.ts";

const MINIMUM_LENGTH = 3;
/** ASCII only, so that no two names look alike and lower-casing is the same everywhere. */
const ALLOWED = /^[A-Za-z0-9_.-]+$/;

/** Reads the name of a new account. @returns the columns that it fills @throws BAD_USER_INPUT */
export function readUsername(given: string) {
  const username = requireText("username", given, MINIMUM_LENGTH, TEXT_LIMITS.username);
  if (!ALLOWED.test(username)) {
    throw badUserInput("username", "username may hold only the letters a–z, digits, `_`, `.` and `-`.");
  }
  return { username, usernameKey: buildUsernameKey(username) };
}

/** The form in which names are compared. */
export function buildUsernameKey(username: string): string {
  return username.trim().toLowerCase();
}
