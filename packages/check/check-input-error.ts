/** Thrown when what the command line asked for cannot be had; its message is one sentence for people. */
export class CheckInputError extends Error {
  override readonly name = "CheckInputError";
}
