import type { Place, Problem } from "../../composition/problem.ts";
import { type Disagreement, RULES } from "./disagreement.ts";
import type { PrismaElement, PrismaSchema } from "./prisma-schema.ts";

/** A comment that silences a rule for the element below it: `/// check-disable unindexed-filter: why`. */
export interface Silencer {
  readonly rule: string;
  readonly coordinate: string;
  readonly place: Place;
}

/** The comments of a schema.prisma that are meant for this check. */
export type CheckComments = ReturnType<typeof readCheckComments>;

const COMMENT = /^\s*check-(disable|type)\b:?\s*(.*?)\s*$/;
const SILENCER = /^(\S+?):\s*\S/;
const NONE = "none";

/**
 * Reads `/// check-disable <rule>: <reason>`, which silences a rule for a model, enum, field or value, and
 * `/// check-type: <name>`, which names the SDL type of a model or enum if it has another name, or `none`.
 */
export function readCheckComments({ models, enums }: PrismaSchema) {
  const silencers: Silencer[] = [];
  /** The SDL type that a model or enum says it is, by its own name; null: none. */
  const typeNames = new Map<string, string | null>();
  const problems: Problem[] = [];
  const elements: readonly PrismaElement[] = [
    ...models.flatMap((model) => [model, ...model.fields]),
    ...enums.flatMap((one) => [one, ...one.values]),
  ];
  function read({ coordinate, place }: PrismaElement, comment: string): void {
    const [, verb, text = ""] = COMMENT.exec(comment) ?? [];
    const [, rule = ""] = SILENCER.exec(text) ?? [];
    if (verb === "disable" && RULES.some((name) => name === rule)) {
      silencers.push({ rule, coordinate, place });
    } else if (verb === "type" && !coordinate.includes(".") && /^\w+$/.test(text)) {
      typeNames.set(coordinate, text === NONE ? null : text);
    } else if (verb !== undefined) {
      problems.push(buildProblem(`check-${verb} ${text}`, coordinate, place));
    }
  }
  for (const element of elements) for (const line of element.documentation.split("\n")) read(element, line);
  return { silencers, typeNames, problems };
}

/** Leaves out the disagreements that comments silence, and finds the comments that silence none. */
export function applySilencers(
  disagreements: readonly Disagreement[],
  silencers: readonly Silencer[],
): { readonly remaining: readonly Disagreement[]; readonly unused: readonly Silencer[] } {
  const silences = ({ rule, coordinate }: Silencer, disagreement: Disagreement) =>
    rule === disagreement.rule && disagreement.subjects.includes(coordinate);
  return {
    remaining: disagreements.filter((one) => !silencers.some((silencer) => silences(silencer, one))),
    unused: silencers.filter((silencer) => !disagreements.some((one) => silences(silencer, one))),
  };
}

function buildProblem(comment: string, coordinate: string, place: Place): Problem {
  return {
    severity: "error",
    code: "invalid-check-comment",
    message: `The comment "${comment}" on ${coordinate} means nothing.`,
    mend: `Write "/// check-disable <rule>: <reason>" with one of ${RULES.join(", ")}; or, on a model or enum, "/// check-type: <SDL type>" or "/// check-type: ${NONE}".`,
    places: [place],
  };
}
