import { expect, it } from "@jest/globals";
import { createDataFolder } from "../../support/data-folder.ts";
import { prepareDatabase } from "../../support/test-database.ts";
import { writeAndFollow } from "./ordered-events.ts";

it("shows a follower every event once, in order and without gaps, while eight writers in two processes write them", async () => {
  const databaseUrl = await prepareDatabase(createDataFolder(), "books");
  const { written, missed, repeated, gaps } = await writeAndFollow(databaseUrl, 2, 2_000);
  expect({ written, missed, repeated, gaps }).toEqual({ written: 1_960, missed: 0, repeated: 0, gaps: 0 });
});
