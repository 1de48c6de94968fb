import { afterAll, expect, it } from "@jest/globals";
import { copyCheckout } from "../../new-subgraph/checkout.ts";
import { findPrograms, startServer } from "../../postgresql/start-server.ts";

// What `npm run new:subgraph` writes runs on PostgreSQL, as its own tests tell. They have a server of their own: its
// template is another one.

const checkout = copyCheckout();
const server = await startServer(findPrograms() ?? "");
afterAll(server.remove);

it.each([
  "node scripts/run.cjs scripts/new-subgraph.ts loans --extends User",
  "node scripts/run.cjs scripts/new-subgraph.ts tags",
  "npm run -s --ignore-scripts typecheck",
  "npm run -s lint",
  "npm run -s --ignore-scripts build",
  "node --experimental-vm-modules --no-warnings=ExperimentalWarning node_modules/jest/bin/jest.js --selectProjects unit processes --maxWorkers=1 -- tests/loans tests/tags",
])(
  "%s",
  async (command) => {
    const { exitCode, output } = await checkout.run(command, { TEST_POSTGRESQL: server.url });
    expect([exitCode, exitCode === 0 ? "" : output]).toEqual([0, ""]);
    if (command.includes("jest")) expect(output).toMatch(/Tests: +\d\d passed/);
  },
  240_000,
);
