/**
 * How the router tells a subgraph for how many milliseconds, a whole number, it will go on waiting for the answer.
 * After that nobody reads it: what has not been begun by then need not be.
 */
export const REMAINING_TIME_HEADER = "remaining-time-ms";
