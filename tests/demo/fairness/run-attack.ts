import { ATTACKS } from "./attacks.ts";
import { type FairStack, findAttackerAddress, startFairStack } from "./fair-stack.ts";
import type { AttackScale, FairnessRow } from "./fairness-row.ts";

/** Runs the attack `name` against `stack`; against one of its own where that is absent. */
export async function runAttack(name: string, scale: AttackScale, stack?: FairStack): Promise<readonly FairnessRow[]> {
  const attack = ATTACKS[name];
  if (attack === undefined) throw new Error(`no such attack: ${name}; there are ${Object.keys(ATTACKS).join(", ")}`);
  const target = {
    stack: stack ?? (await startFairStack({ ...scale.variables, ...attack.variables?.(scale) })),
    scale,
    attacker: findAttackerAddress(Object.keys(ATTACKS).indexOf(name)),
  };
  const rows = await attack.run(target);
  return rows.map((row) => ({ attack: name, ...row }));
}
