import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { describeArgumentProblem } from "../packages/server/process/argument-problem.ts";

// The command `supergraph-router`: the router, told by arguments what it is otherwise told by variables.

const USAGE = `Usage: supergraph-router [--supergraph supergraph.graphql] [--config router.config.mjs] [--port 4000]

  --supergraph  the composed supergraph, which is followed (SUPERGRAPH_PATH)
  --config      the settings (ROUTER_CONFIG)
  --port        the port; 0 for a free one (PORT)
  --help, --version

Variables of the environment say the rest. An argument wins over its variable.`;

const BAD_ARGUMENTS = 2;

function readArguments() {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = { supergraph: text, config: text, port: text, help: flag, version: flag };
  const { values } = parseArgs({ options });
  const empty = Object.entries(values).find(([, value]) => value === "");
  if (empty !== undefined) throw new Error(`--${empty[0]} has no value.`);
  if (values.port !== undefined && !(/^\d{1,5}$/.test(values.port) && Number(values.port) <= 65_535)) {
    throw new Error(`--port ${values.port} is not a port: a whole number from 0 to 65535.`);
  }
  return values;
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return String(version);
}

function setVariables({ supergraph, config, port }: ReturnType<typeof readArguments>): void {
  // Workers have the variables of their primary, and ports of their own.
  if (cluster.isWorker) return;
  const variables = { SUPERGRAPH_PATH: supergraph, ROUTER_CONFIG: config, PORT: port };
  for (const [name, value] of Object.entries(variables)) if (value !== undefined) process.env[name] = value;
}

/** @returns whether the router is to start */
function obeyArguments(): boolean {
  try {
    const values = readArguments();
    setVariables(values);
    if (values.help) process.stdout.write(`${USAGE}\n`);
    else if (values.version) process.stdout.write(`${readVersion()}\n`);
    return !(values.help || values.version);
  } catch (error) {
    process.stderr.write(`supergraph-router: ${describeArgumentProblem(error)} See supergraph-router --help.\n`);
    process.exitCode = BAD_ARGUMENTS;
    return false;
  }
}

if (obeyArguments()) await import("./main.ts");
