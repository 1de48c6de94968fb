/** Carries a request's deadline from the router to a subgraph: whole milliseconds until the router stops waiting. */
export const REMAINING_TIME_HEADER = "remaining-time-ms";
