import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "@jest/globals";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { runStartCommand } from "../support/start-command.ts";
import { FEDERATION_LINK } from "../support/supergraph-file.ts";

const ROUTING = { accounts: 4001, books: 4002, comments: 4003 };

/** A project like this one, whose supergraph has one subgraph more, which is developed elsewhere. */
function createProject(url: string): string {
  const folder = createDataFolder();
  for (const name of readdirSync(".")) {
    if (!name.startsWith("supergraph.")) symlinkSync(resolve(name), join(folder, name));
  }
  const config = readFileSync("supergraph.yaml", "utf8").trimEnd();
  writeFileSync(
    join(folder, "supergraph.yaml"),
    `${config}\n  weather:\n    schema:\n      subgraph_url: ${url}\n`,
  );
  const own = Object.entries(ROUTING).map(([name, port]) => {
    const file = `subgraphs/${name}/schema.graphql`;
    return { name, file, routingUrl: `http://127.0.0.1:${port}/graphql`, sdl: readFileSync(file, "utf8") };
  });
  const weather = {
    name: "weather",
    file: "weather.graphql",
    // What the configuration says wins.
    routingUrl: "http://127.0.0.1:1/graphql",
    sdl: `${FEDERATION_LINK} type Query { weather: String }`,
  };
  const composed = composeSupergraph([...own, weather]);
  if (!composed.succeeded) throw new Error(composed.errors.map(({ message }) => message).join("\n"));
  writeFileSync(join(folder, "supergraph.graphql"), composed.supergraphSdl);
  return folder;
}

it("a subgraph that runs elsewhere is not started, and the router asks it there", async () => {
  const weather = await startFakeSubgraph(answerJson({ data: { weather: "fine" } }));
  const start = runStartCommand({}, "start", createProject(weather.url));
  const url = await start.waitForBanner();
  expect(/Processes: +(.+?);/.exec(start.output())?.[1]?.replace(/ \d+/g, "")).toBe(
    "accounts, books, comments, router",
  );
  expect((await sendOperation(url, "{ weather }")).data).toEqual({ weather: "fine" });
  start.pressControlC();
  expect(await start.waitForEnd()).toBe(0);
}, 90_000);
