import type { Place, Problem } from "../../composition/problem.ts";
import type { CheckStep } from "../step.ts";
import type { StepResult } from "../step-result.ts";
import { buildStepResult, formatCount } from "../step-result.ts";
import { findMend } from "./mends.ts";

/** How the message of a hint begins that the base did not have. */
export const NEW_SINCE_BASE = "New since the base: ";

/**
 * Reports the result of composition: its errors, with how to mend them if that is known, and its hints as warnings. If
 * the base's hints are known, other ones are marked as new.
 *
 * details: `{ subgraphs, errors, hints, newHints }`, counts; `newHints` is null when the base's hints are not known.
 */
export const compositionStep: CheckStep = {
  name: "composition",
  title: "Composition",
  run: async ({ subgraphs: { length: subgraphs }, composition, baseHints }) => {
    if (!composition.succeeded) return reportErrors(composition.errors, subgraphs);
    const { hints } = composition;
    const newHints = baseHints && findNewHints(hints, baseHints);
    const findings = hints.map((hint) => (newHints?.has(hint) ? markAsNew(hint) : hint)).map(addMend);
    const noted = newHints && newHints.size > 0 ? ` (${newHints.size} new)` : "";
    const summary = `${formatCount(subgraphs, "subgraph")} compose${subgraphs === 1 ? "s" : ""}, ${formatCount(hints.length, "hint")}${noted}`;
    const details = { subgraphs, errors: 0, hints: hints.length, newHints: newHints?.size ?? null };
    return buildStepResult(summary, findings, details);
  },
};

function reportErrors(errors: readonly Problem[], subgraphs: number): StepResult {
  const summary = `${formatCount(subgraphs, "subgraph")}, ${formatCount(errors.length, "error")}`;
  const details = { subgraphs, errors: errors.length, hints: 0, newHints: null };
  return buildStepResult(summary, errors.map(addMend), details);
}

// A hint may have moved to another line, so its message identifies it.
function findNewHints(hints: readonly Problem[], baseHints: readonly Problem[]): Set<Problem> {
  const known = new Set(baseHints.map(({ code, message }) => `${code} ${message}`));
  return new Set(hints.filter(({ code, message }) => !known.has(`${code} ${message}`)));
}

function markAsNew(hint: Problem): Problem {
  return { ...hint, message: NEW_SINCE_BASE + hint.message };
}

function addMend(problem: Problem): Problem {
  return { ...problem, mend: problem.mend ?? findMend(problem.code), places: listDistinct(problem.places) };
}

// Composition may name an element twice: as the cause, and as the element it conflicts with.
function listDistinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [`${place.file}:${place.line}:${place.column}`, place])).values()];
}
