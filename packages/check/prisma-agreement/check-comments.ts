import type { Place, Problem } from "../../composition/problem.ts";
import { type Disagreement, RULES } from "./disagreement.ts";
import type { PrismaElement, PrismaSchema } from "./prisma-schema.ts";

/** A comment that silences a rule for the element it stands above: `/// check-disable unindexed-filter: why`. */
export interface Silencer {
  readonly rule: string;
  readonly coordinate: string;
  readonly place: Place;
}

/** The comments of a schema.prisma that are meant for this check. */
export interface CheckComments {
  readonly silencers: readonly Silencer[];
  /** The SDL type that a model or enum says it stands for, by its own name; null: for none. */
  readonly typeNames: ReadonlyMap<string, string | null>;
  /** Comments that cannot be meant as they are written. */
  readonly problems: readonly Problem[];
}

const COMMENT = /^\s*check-(disable|type)\b:?\s*(.*?)\s*$/;
const SILENCER = /^(\S+?):\s*\S/;
const NONE = "none";

/**
 * Reads `/// check-disable <rule>: <reason>`, which silences a rule for a model, enum, field or value, and
 * `/// check-type: <name>`, which says what SDL type a model or enum stands for when that is not its namesake, or
 * `none`.
 */
export function readCheckComments(schema: PrismaSchema): CheckComments {
  const lines = listElements(schema).flatMap((element) => listCommentLines(element));
  const silencers = lines.flatMap(({ element, verb, text }) => {
    const [, rule] = verb === "disable" ? (SILENCER.exec(text) ?? []) : [];
    return rule !== undefined && isRule(rule)
      ? [{ rule, coordinate: element.coordinate, place: element.place }]
      : [];
  });
  const typeNames = lines
    .filter(({ element, verb, text }) => verb === "type" && isTypeComment(element, text))
    .map(({ element, text }) => [element.coordinate, text === NONE ? null : text] as const);
  return {
    silencers,
    typeNames: new Map(typeNames),
    problems: lines.filter((line) => !isUnderstood(line)).map(buildProblem),
  };
}

/** Leaves out what comments silence, and finds the comments that silence nothing. */
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

interface CommentLine {
  readonly element: PrismaElement;
  readonly verb: string;
  readonly text: string;
}

function listElements({ models, enums }: PrismaSchema): PrismaElement[] {
  return [
    ...models.flatMap((model) => [model, ...model.fields]),
    ...enums.flatMap((one) => [one, ...one.values]),
  ];
}

function listCommentLines(element: PrismaElement): CommentLine[] {
  return element.documentation.split("\n").flatMap((line) => {
    const [, verb, text] = COMMENT.exec(line) ?? [];
    return verb === undefined || text === undefined ? [] : [{ element, verb, text }];
  });
}

function isUnderstood({ element, verb, text }: CommentLine): boolean {
  if (verb === "type") return isTypeComment(element, text);
  return verb === "disable" && isRule(SILENCER.exec(text)?.[1] ?? "");
}

function isTypeComment({ coordinate }: PrismaElement, text: string): boolean {
  return !coordinate.includes(".") && /^\w+$/.test(text);
}

function isRule(name: string): boolean {
  return RULES.some((rule) => rule === name);
}

function buildProblem({ element, verb, text }: CommentLine): Problem {
  return {
    severity: "error",
    code: "invalid-check-comment",
    message: `The comment "check-${verb} ${text}" on ${element.coordinate} means nothing.`,
    mend: `Write "/// check-disable <rule>: <reason>" with one of ${RULES.join(", ")}; or, on a model or enum, "/// check-type: <SDL type>" or "/// check-type: ${NONE}".`,
    places: [element.place],
  };
}
