import { print } from "graphql";
import type { Finding } from "./differential.ts";
import type { Answer } from "./executors/executor.ts";

/** An answer can be larger than anybody reads. */
const MAXIMUM_LENGTH = 2_000;

/** Writes a finding for a reader who is to repeat it: operation, variables, faults and every answer. */
export function formatFinding(fixture: string, seed: string, { index, trial, judgement }: Finding): string {
  const { operation, profile, mergesEntityFetches } = trial;
  const { verdict, engine, reference, stock } = judgement;
  return [
    `${verdict}: fixture ${fixture}, seed ${seed}, operation ${index}`,
    `again: npm run test:engine -- --fixture ${fixture} --seed ${seed} --from ${index} --operations 1`,
    "",
    print(operation.document),
    "",
    `variables ${JSON.stringify(operation.variables)}`,
    `operation name ${operation.operationName}, entity fetches ${mergesEntityFetches ? "merged" : "apart"}, run ${trial.seed}`,
    `faults ${profile}: ${JSON.stringify(trial.faults)}`,
    formatAnswer("engine", engine),
    formatAnswer("reference", reference),
    formatAnswer("stock", stock),
  ].join("\n");
}

function formatAnswer(name: string, answer: Answer | null): string {
  if (answer === null) return `${name}: not asked`;
  const errors = answer.errors.map(({ message, path }) => `\n    ${JSON.stringify(path)} ${message}`);
  return `${name}: ${clip(String(answer.text))}${clip(errors.join(""))}`;
}

function clip(text: string): string {
  return text.length > MAXIMUM_LENGTH ? `${text.slice(0, MAXIMUM_LENGTH)}… (${text.length} characters)` : text;
}
