import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { generateMetricsTargets } from "../../scripts/generate-metrics-targets.ts";
import { listPrismaFolders, listSubgraphFolders, listSubgraphs } from "../../scripts/list-subgraphs.ts";

const { local } = listSubgraphs({});
const names = local.map(({ name }) => name);

describe("the list of subgraphs", () => {
  it("is supergraph.yaml with the folders", () => {
    expect(listSubgraphFolders().sort()).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(listPrismaFolders()));
  });

  it("gives Prometheus its targets", async () => {
    await generateMetricsTargets();
    const [{ targets }] = JSON.parse(readFileSync("deploy/generated/targets.json", "utf8"));
    expect(targets).toEqual(["127.0.0.1:4000", ...local.map(({ routingUrl }) => new URL(routingUrl).host)]);
    expect(readFileSync("deploy/prometheus.yaml", "utf8")).toContain("generated/targets.json");
  });

  it("is written nowhere else in the commands", () => {
    const commands = readdirSync("scripts", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !["account.ts", "demo-places.ts", "remove-demo.ts"].includes(file))
      .map((file) => join("scripts", file));
    const others = names.filter((name) => name !== "accounts");
    const named = commands.filter((file) =>
      others.some((name) => new RegExp(`["'\`/]${name}\\b`).test(readFileSync(file, "utf8"))),
    );
    expect(named).toEqual([]);
  });

  it("has scripts that start each subgraph alike", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync("package.json", "utf8"));
    const forms = names.map((name) => scripts[`start:${name}`]?.replace(`/${name}/`, "/<name>/"));
    expect(new Set(forms).size).toBe(1);
  });

  it("has an entry for each subgraph, which needs no script of its own", () => {
    expect(names.filter((name) => !existsSync(join("subgraphs", name, "main.ts")))).toEqual([]);
  });
});
