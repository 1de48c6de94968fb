/**
 * Why a process cannot start, for the person at the terminal: what is wrong and how to mend it. It is printed as one
 * line, without a stack.
 */
export class StartupError extends Error {
  override readonly name = "StartupError";
}
