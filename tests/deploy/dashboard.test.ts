import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { startOwnStack } from "../support/own-stack.ts";
import { waitFor } from "../support/wait-for.ts";
import { startPrometheus } from "./prometheus.ts";

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

const TOKEN = "0123456789abcdef0123456789abcdef";
const stack = await startOwnStack({ METRICS_TOKEN: TOKEN, WORKERS: "2" });
const addresses = [stack.router, ...stack.subgraphs].map(({ url }) => new URL(url).host);
const prometheus = await startPrometheus(addresses, TOKEN);
const token = await stack.signIn("reader");

const { panels } = JSON.parse(readFileSync("deploy/dashboard.json", "utf8")) as Dashboard;
const queries = panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }) => [title, expr.replaceAll("$__rate_interval", "30s")] as const),
);

/** Grows every counter: work that succeeds, and work for a subgraph that is gone. */
async function makeTraffic(): Promise<void> {
  for (let time = 0; time < 5; time += 1) await stack.send("{ me { username } }", { token });
}

it("each panel of the dashboard shows something of a stack that works, and then fails", async () => {
  const silent = new Map(queries.map(([title, expression]) => [expression, title]));
  const findSilent = async () => {
    await makeTraffic();
    for (const expression of silent.keys())
      if ((await prometheus.query(expression)).length > 0) silent.delete(expression);
    return silent;
  };
  await waitFor("the durations in accounts", async () =>
    [...(await findSilent()).values()].every((title) => !title.startsWith("Subgraph request duration")),
  );
  await stack.accounts.stop("SIGKILL");
  await waitFor("all panels", async () => (await findSilent()).size === 0, 30_000).catch(() => undefined);
  expect([...silent]).toEqual([]);
});

it("each alert can be evaluated", async () => {
  const rules = await waitFor("an evaluation", async () => {
    const all = await prometheus.readRules();
    return all.length > 0 && all.every(({ health }) => health !== "unknown") && all;
  });
  expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
});
