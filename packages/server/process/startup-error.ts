/** Why a process cannot start and how to mend it, for the person at the terminal: printed as a line without a stack. */
export class StartupError extends Error {
  override readonly name = "StartupError";
}
