import { execFileSync } from "node:child_process";
import { expect, it } from "@jest/globals";

const MOMENT = "2026-01-02T03:04:05.000Z";

function serialize(value: string, zone: string): string {
  const script = `
    const { DateTime } = await import("./subgraphs/shared/date-time.ts");
    process.stdout.write(DateTime.serialize(${value}));`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  return execFileSync(process.execPath, args, { encoding: "utf8", env: { ...process.env, TZ: zone } });
}

it.each([
  ["as Prisma writes it", `"2026-01-02T03:04:05.000+00:00"`],
  ["with another zone", `"2026-01-02T05:04:05.000+02:00"`],
  ["as SQLite's CURRENT_TIMESTAMP writes it", `"2026-01-02 03:04:05"`],
  ["that Prisma has read", `new Date("${MOMENT}")`],
])("sends a moment %s in UTC, in any time zone", (_form, value) => {
  expect(serialize(value, "America/New_York")).toBe(MOMENT);
});
