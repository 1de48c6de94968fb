import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { publint } from "publint";
import { PACKAGES } from "../../scripts/pack/packages.ts";
import { runNode } from "../commands/run-command.ts";
import { pack } from "./pack-package.ts";

const TYPE_CHECKER = "node_modules/@arethetypeswrong/cli/dist/index.js";

describe.each(PACKAGES)("$name", ({ name, dependencies, hasCommonJs }) => {
  const packed = pack(name);

  it("has a package.json that every tool reads alike", async () => {
    const file = readFileSync(await packed);
    const tarball = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
    const { messages } = await publint({ pack: { tarball }, strict: true });
    expect(messages).toEqual([]);
  });

  it("has types that fit its modules", async () => {
    const profile = hasCommonJs === true ? "strict" : "esm-only";
    const { exitCode, output } = await runNode([TYPE_CHECKER, await packed, "--profile", profile]);
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  });

  it("has at most ten direct dependencies", () => {
    expect(dependencies.length).toBeLessThanOrEqual(10);
  });
});
