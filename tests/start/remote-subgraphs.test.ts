import { expect, it } from "@jest/globals";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { runStartCommand } from "../support/start-command.ts";
import { waitFor } from "../support/wait-for.ts";
import { createProjectWithRemote } from "./project-with-remote.ts";

it("a remote subgraph is not started but shown, and the router asks it there", async () => {
  const weather = await startFakeSubgraph(answerJson({ data: { weather: "fine" } }));
  const withCredentials = weather.url.replace("//", "//user:secret@");
  const entry = `{ routing_url: "${withCredentials}" }`;
  const start = runStartCommand({}, "start", createProjectWithRemote(entry));
  const url = await start.waitForBanner();
  expect(/Processes: +(.+?);/.exec(start.output())?.[1]?.replace(/ \d+/g, "")).toBe(
    [...OWN_SUBGRAPHS, "router"].join(", "),
  );
  expect(start.output()).toContain(`Remote:               weather at ${weather.url}\n`);
  expect(start.output()).not.toContain("secret");
  expect((await sendOperation(url, "{ weather }")).data).toEqual({ weather: "fine" });
  start.pressControlC();
  expect(await start.waitForEnd()).toBe(0);
});

it("a remote subgraph that is down is waited for and said to be down, and the others work until it is up", async () => {
  const weather = await startFakeSubgraph(answerJson({ data: { weather: "fine" } }));
  await weather.refuseConnections();
  const entry = `{ routing_url: "${weather.url}", schema: { subgraph_url: "${weather.url}" } }`;
  const start = runStartCommand({}, "start", createProjectWithRemote(entry));
  const url = await start.waitForBanner();
  expect(start.output()).toContain("waiting 10 s at most for weather, which runs elsewhere\n");
  expect(start.output()).toContain(`weather at ${weather.url} DOES NOT ANSWER: its fields are null until it does\n`);
  expect(await sendOperation(url, "{ __typename weather }")).toMatchObject({
    data: { __typename: "Query", weather: null },
    codes: ["SUBGRAPH_UNAVAILABLE"],
  });
  await weather.acceptConnections();
  await waitFor("the weather", async () => (await sendOperation(url, "{ weather }")).data.weather === "fine", 30_000);
  start.pressControlC();
  expect(await start.waitForEnd()).toBe(0);
});
