import { join } from "node:path";
import { findText } from "../../composition/find-text.ts";
import type { Problem } from "../../composition/problem.ts";
import type { SubgraphFacts } from "../schema-lint/subgraph-facts.ts";
import { applySilencers, type CheckComments, readCheckComments, type Silencer } from "./check-comments.ts";
import { compareEnums } from "./compare-enums.ts";
import { compareKeys } from "./compare-keys.ts";
import { type Checkout, compareMigrations } from "./compare-migrations.ts";
import { compareNullability } from "./compare-nullability.ts";
import type { Disagreement } from "./disagreement.ts";
import { findQueries } from "./find-queries.ts";
import { judgeQueries } from "./judge-queries.ts";
import { pairTypes } from "./paired-types.ts";
import { type PrismaSchema, parsePrismaSchema } from "./prisma-schema.ts";

/** The findings about one subgraph, and its figures. */
export type Comparison = Awaited<ReturnType<typeof compareWithCode>>;

/** Compares one subgraph with its `prisma/<name>/schema.prisma`; null when it has none. */
export async function compareSubgraph(checkout: Checkout, subgraph: SubgraphFacts): Promise<Comparison | null> {
  const file = join("prisma", subgraph.name, "schema.prisma");
  const source = await findText(join(checkout.root, file));
  if (source === null) return null;
  const schema = await parsePrismaSchema(file, source);
  if ("message" in schema) {
    const { message, place } = schema;
    const finding = {
      severity: "error",
      code: "invalid-prisma-schema",
      message,
      mend: null,
      places: [place],
    } as const;
    return { findings: [finding], types: 0, queries: 0, silenced: 0 };
  }
  const outdated = await compareMigrations(checkout, subgraph.name, schema);
  const comparison = await compareWithCode(checkout, subgraph, schema);
  return { ...comparison, findings: [...comparison.findings, ...outdated] };
}

async function compareWithCode({ root, tools }: Checkout, subgraph: SubgraphFacts, schema: PrismaSchema) {
  const newMigration = tools.newMigration(subgraph.name);
  const comments = readCheckComments(schema);
  const types = pairTypes(subgraph, schema, comments);
  const queries = await findQueries(root, subgraph.file, schema);
  const disagreements = [
    ...types.flatMap((pair) => [...compareNullability(pair, subgraph), ...compareKeys(pair, subgraph, newMigration)]),
    ...compareEnums(subgraph, schema, comments, types),
    ...judgeQueries(queries, schema, newMigration),
  ];
  const { remaining, unused } = applySilencers(disagreements, comments.silencers);
  return {
    findings: [
      ...remaining.map((one) => buildFinding(one, schema)),
      ...comments.problems,
      ...findUnknownTypes(comments, schema, subgraph),
      ...unused.map(buildUnused),
    ],
    types: types.length,
    queries: queries.length,
    silenced: disagreements.length - remaining.length,
  };
}

function buildFinding({ rule, subjects, message, mend, places }: Disagreement, { file }: PrismaSchema): Problem {
  const silence = `Or silence it: put "/// check-disable ${rule}: the reason" above ${subjects[0]} in ${file}.`;
  return { severity: "error", code: rule, message, mend: `${mend} ${silence}`, places };
}

function findUnknownTypes(
  { typeNames }: CheckComments,
  { models, enums }: PrismaSchema,
  { types }: SubgraphFacts,
): Problem[] {
  return [...models, ...enums].flatMap(({ coordinate, place }) => {
    const name = typeNames.get(coordinate);
    if (name === undefined || name === null || types.has(name)) return [];
    return [
      {
        severity: "error",
        code: "invalid-check-comment",
        message: `${coordinate} says that it stands for the type ${name}, which the SDL does not have.`,
        mend: 'Correct the name, or write "/// check-type: none".',
        places: [place],
      },
    ];
  });
}

function buildUnused({ rule, coordinate, place }: Silencer): Problem {
  return {
    severity: "warning",
    code: "unused-check-disable",
    message: `The comment on ${coordinate} that disables ${rule} silences nothing.`,
    mend: "Remove the comment.",
    places: [place],
  };
}
