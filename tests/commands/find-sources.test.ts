import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { findSources } from "../../scripts/find-sources.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";

describe("the sources of a process, which npm run dev restarts it for", () => {
  it("of the router are its own and those of every folder that it takes something from", async () => {
    const sources = [...((await findSources("router/main")) ?? [])];
    expect(
      new Set(
        sources.map((path) =>
          path
            .split("/")
            .slice(0, path.startsWith("packages/") ? 2 : 1)
            .join("/"),
        ),
      ),
    ).toEqual(
      new Set([
        "router",
        "packages/access",
        "packages/engine",
        "packages/identity",
        "packages/limits",
        "packages/server",
      ]),
    );
  });

  it("of a subgraph are its own and what it shares, not another subgraph's", async () => {
    const sources = [...((await findSources("subgraphs/accounts/main")) ?? [])];
    const folders = new Set(sources.map((path) => path.split("/").slice(0, 2).join("/")));
    expect(sources).toContain("subgraphs/shared/start-subgraph.ts");
    expect(new Set([...folders].filter((folder) => folder.startsWith("subgraphs/")))).toEqual(
      new Set(["subgraphs/accounts", "subgraphs/shared"]),
    );
  });

  it("are not known while one of them cannot be parsed", async () => {
    const folder = createTemporaryFolder({ "main.ts": "const a = ;" });
    expect(await findSources(join(folder, "main"))).toBeNull();
  });
});
