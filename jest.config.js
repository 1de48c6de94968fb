import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { LONG_TESTS } from "./tests/long-tests.js";
import { divideTests } from "./tests/projects.js";

const root = dirname(fileURLToPath(import.meta.url));
const { unit, processes } = divideTests(root, join(root, "tests"));
/** Folders of tests that need more than npm installs. */
const ELSEWHERE = ["browser", "postgresql", "redis", "deploy"];
const isIn = (folder) => (file) => file.split(sep).includes(folder);
const isElsewhere = (file) => ELSEWHERE.some((folder) => isIn(folder)(file));
const isLong = (file) => LONG_TESTS.some((beginning) => file.split(sep).join("/").startsWith(beginning));
const lost = LONG_TESTS.filter((beginning) => !existsSync(join(root, beginning)));
if (lost.length > 0) throw new Error(`there is no ${lost.join(", ")}: change tests/long-tests.js`);

/** @type {import("jest").Config} */
const shared = {
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/bench/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } },
    ],
  },
  setupFilesAfterEnv: ["<rootDir>/tests/support/no-console.ts", "<rootDir>/tests/support/stop-after-tests.ts"],
};

function project(name, files, settings = {}) {
  return { ...shared, displayName: name, testMatch: files.map((file) => `<rootDir>/${file}`), ...settings };
}

const preparation = { globalSetup: "<rootDir>/tests/support/prepare-processes.cjs" };

/** The projects of what `npm test` runs, and of what `npm run test:long` runs. */
function divideByTime(name, files, settings) {
  const here = files.filter((file) => !isElsewhere(file));
  const isShort = (file) => !isLong(file);
  return [project(name, here.filter(isShort), settings), project(`${name}-long`, here.filter(isLong), settings)];
}

/** @type {import("jest").Config} */
const config = {
  projects: [
    ...divideByTime("unit", unit, { setupFiles: ["<rootDir>/tests/support/production.ts"] }),
    ...divideByTime("processes", processes, preparation),
    // They need a server: npm run test:postgresql.
    project("postgresql", processes.filter(isIn("postgresql")), preparation),
    // They need a browser: npm run test:browser.
    project("browser", processes.filter(isIn("browser")), preparation),
    // They need redis-server: npm run test:redis.
    project("redis", processes.filter(isIn("redis")), preparation),
    // They need packages and programs of their own: npm run test:deploy.
    project("deploy", [...unit, ...processes].filter(isIn("deploy")), preparation),
    // Jest would take a project without files to be one of all files.
  ].filter(({ testMatch }) => testMatch.length > 0),
  // Most of a test is waiting for processes: two files at once for each core.
  maxWorkers: 2 * availableParallelism(),
  testSequencer: "<rootDir>/tests/support/longest-first.cjs",
  // It ends what hangs. Each core may have to run two files and all their processes.
  testTimeout: 120_000,
};

export default config;
