/**
 * Tests of `npm run test:long`, by the beginnings of their paths: they start processes again and again, kill them, flood
 * them, work on copies of the checkout, or try thousands of random operations. All others are those of `npm test`.
 */
export const LONG_TESTS = [
  "tests/accounts/account-command.test.ts",
  "tests/accounts/key-rotation.test.ts",
  "tests/check/check-command.test.ts",
  "tests/check/large-graph.test.ts",
  "tests/commands/",
  "tests/composition/compose-command.test.ts",
  "tests/data/",
  // <demo>
  "tests/demo/books/scans.test.ts",
  "tests/demo/books/search-index.test.ts",
  "tests/demo/data/",
  "tests/demo/events/",
  "tests/demo/fairness/",
  "tests/demo/live/restarts.test.ts",
  "tests/demo/operations/",
  "tests/demo/pagination/walking.test.ts",
  "tests/demo/remove-demo.test.ts",
  "tests/demo/security/",
  "tests/demo/stack/",
  // </demo>
  "tests/engine/defer/random-operations.test.ts",
  "tests/engine/differential/",
  "tests/gateway/",
  "tests/new-subgraph/",
  "tests/packages/",
  "tests/processes/",
  "tests/resilience/",
  "tests/router/no-phoning-home.test.ts",
  "tests/router/refused-start.test.ts",
  "tests/router/start-order.test.ts",
  "tests/security/computed-values.test.ts",
  "tests/security/mutated-tokens.test.ts",
  "tests/security/random-requests.test.ts",
  "tests/settings-file/examples.test.ts",
  "tests/start/",
  "tests/workers/",
];
