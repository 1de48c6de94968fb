import { describe, expect, it } from "@jest/globals";
import { hasRootCondition } from "../../../router/limits/root-conditions.ts";

describe("a condition at the root of a subscription", () => {
  it.each([
    "subscription ($s: Boolean!) { count @include(if: $s) }",
    "subscription ($s: Boolean! = true) { count @skip(if: $s) }",
    "query Q { a } subscription S($s: Boolean!) { ... @include(if: $s) { count } }",
    "subscription ($s: Boolean!) { ...F @skip(if: $s) } fragment F on Subscription { count }",
    "subscription ($s: Boolean!) { ...F } fragment F on Subscription { ... on Subscription { count @skip(if: $s) } }",
    "subscription ($s: Boolean!) { ...F } fragment F on Subscription { ...F count @skip(if: $s) }",
  ])("is found: %s", (text) => expect(hasRootCondition(text)).toBe(true));

  it.each([
    "subscription { count @include(if: true) }",
    "subscription ($s: Boolean!) { item { title @include(if: $s) } }",
    "query subscription($s: Boolean!) { count @include(if: $s) }",
    "subscription { ...F } fragment F on Subscription { ...F ...G }",
    "subscription { count @include(if: $s",
    "subscription ($s: Boolean!) { count @other(if: $s) }",
  ])("is not seen where there is none: %s", (text) => expect(hasRootCondition(text)).toBe(false));
});
