import type { AttackTarget } from "./fairness-row.ts";
import { type Flood, type RunningFlood, startFlood } from "./flood.ts";
import { serveDuringAttack, type UsualFigures, type UsualOperation } from "./usual-clients.ts";

/** How a flood went for the usual clients, and for the one who sent it. */
export interface FloodFigures extends UsualFigures {
  /** In words: what was sent, and what became of it. */
  readonly sent: string;
  readonly answers: RunningFlood["answers"];
}

/** Lets usual clients send `operations` while one attacker floods the router. */
export async function serveDuringFlood(
  { stack, scale }: AttackTarget,
  operations: readonly UsualOperation[],
  flood: Omit<Flood, "url">,
): Promise<FloodFigures> {
  let sent = "";
  let answers: RunningFlood["answers"] = new Map();
  const figures = await serveDuringAttack(stack, scale, operations, () => {
    const running = startFlood({ url: stack.router.url, ...flood });
    answers = running.answers;
    return {
      async stop() {
        sent = running.describe();
        await running.stop();
      },
    };
  });
  return { ...figures, sent, answers };
}
