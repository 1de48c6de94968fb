import { StartupError } from "../server/process/startup-error.ts";

/** A file or ref of the command line cannot be used. The message is one sentence for people. */
export class CheckInputError extends StartupError {}
