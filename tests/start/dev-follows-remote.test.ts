import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { answerJson, answerText, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { runStartCommand } from "../support/start-command.ts";
import { waitFor } from "../support/wait-for.ts";
import { createProjectWithRemote, WEATHER_SDL } from "./project-with-remote.ts";

const WIND_SDL = WEATHER_SDL.replace("weather:", "wind: Int weather:");

function answerWithSdl(sdl: string) {
  return answerJson({ data: { _service: { sdl } } });
}

it("npm run dev follows the schema of a remote subgraph, and keeps the graph when it cannot", async () => {
  const remote = await startFakeSubgraph(answerWithSdl(WEATHER_SDL));
  const folder = createProjectWithRemote(`{ routing_url: "${remote.url}" }`);
  const dev = runStartCommand({}, "dev", folder);
  const says = (what: string) => waitFor(what, () => dev.output().includes(what), 30_000);
  const count = (text: string) => dev.output().split(text).length - 1;
  const url = await dev.waitForBanner();

  remote.respondWith(answerWithSdl(WIND_SDL));
  await waitFor(
    "the new field",
    () => readFileSync(join(folder, "supergraph.graphql"), "utf8").includes("wind: Int"),
    30_000,
  );
  const asked = { query: '{ __type(name: "Query") { fields { name } } }' };
  await waitFor("the router", async () => (await sendOperation(url, asked.query)).body.includes('"wind"'), 30_000);

  const good = readFileSync(join(folder, "supergraph.graphql"), "utf8");
  remote.respondWith(answerWithSdl("type Query {"));
  await says("INVALID_GRAPHQL [weather]");
  remote.respondWith(answerText("<html>", "text/html"));
  await says("the schema of weather cannot be read: the graph stays as it is. It answered HTTP 200 without JSON");
  const before = remote.requests.length;
  await waitFor("two more looks", () => remote.requests.length >= before + 2, 30_000);
  expect(count("the schema of weather cannot be read")).toBe(1);
  expect(count("INVALID_GRAPHQL")).toBe(1);
  expect(readFileSync(join(folder, "supergraph.graphql"), "utf8")).toBe(good);

  remote.respondWith(answerWithSdl(WEATHER_SDL));
  await says("the schema of weather can be read again");
  await waitFor(
    "the old fields",
    () => !readFileSync(join(folder, "supergraph.graphql"), "utf8").includes("wind: Int"),
    30_000,
  );
  dev.pressControlC();
  expect(await dev.waitForEnd()).toBe(0);
});
