/** The exit codes: nothing is wrong, something is, and the command could not do its work. */
export const EXIT_CODES = { passed: 0, failed: 1, couldNotRun: 2 } as const;
