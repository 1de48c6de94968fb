/** @type {import("jest").Config} */
const config = {
  testEnvironment: "node",
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  // They need a browser: npm run test:browser.
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/browser/"],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/bench/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } },
    ],
  },
  setupFilesAfterEnv: [
    "<rootDir>/tests/support/no-console.ts",
    "<rootDir>/tests/support/stop-after-tests.ts",
  ],
  // Most of a test is waiting for processes: more files at once than one per spare core.
  maxWorkers: "100%",
  testTimeout: 30_000,
};

export default config;
