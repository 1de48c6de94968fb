import { sendRaw } from "../../../support/raw-request.ts";
import type { Attack } from "../fairness-row.ts";
import { formatCounts } from "../flood.ts";

/** A page of another name, which resolves to this machine, asks for what only people at this machine may see. */
export const rebindName: Attack = {
  async run({ stack }) {
    const answers = new Map<string, number>();
    for (const process of [stack.router, ...stack.subgraphs]) {
      for (const path of ["/", "/health/ready", "/graphql"]) {
        const headers = { host: "evil.example:4000" };
        const { status } = await sendRaw(process.url, { method: "GET", path, headers });
        answers.set(String(status), (answers.get(String(status)) ?? 0) + 1);
      }
    }
    return [
      {
        attacker: `asks under the name evil.example: ${formatCounts(answers)}`,
        requests: 0,
        lost: 0,
        usualP99Ms: null,
        p99Ms: null,
        promise: "421 in development",
        isKept: answers.size === 1 && answers.has("421"),
        isInBounds: true,
      },
    ];
  },
};
