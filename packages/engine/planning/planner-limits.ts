/**
 * Plans that the planner compares for one operation. Planning blocks the event loop, so every other request waits. Of
 * large random operations over graphs with many choices, one in thirty has a fetch less when ten thousand plans are
 * compared, which takes up to three seconds instead of a tenth.
 */
export const MAXIMUM_EVALUATED_PLANS = 100;

/** Ways to one field that the planner follows; an operation with a field that has more is refused. */
export const MAXIMUM_PATHS = 10_000;
