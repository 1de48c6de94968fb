import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DiffMigrations, MigrationTools } from "../../packages/check/prisma-agreement/migration-tools.ts";
import { prismaAgreementStep } from "../../packages/check/prisma-agreement/step.ts";
import type { StepResult } from "../../packages/check/step-result.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { OWN_DATABASES } from "../support/own-subgraphs.ts";
import { buildContext } from "./schema-lint-context.ts";

const DATASOURCE = 'datasource db {\n  provider = "sqlite"\n}\n';

/** A link on one line, so that the SDL begins on line 2. */
const FEDERATION_LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external"])\n';

/** The subgraph `books`, in the parts that a test is about. */
export interface BooksSubgraph {
  /** Begins on line 2 of subgraphs/books/schema.graphql. */
  readonly sdl?: string;
  /** Begins on line 4 of prisma/books/schema.prisma. */
  readonly prisma?: string;
  /** Is subgraphs/books/books.ts. */
  readonly code?: string;
  /** Other files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly diffMigrations?: DiffMigrations;
}

/** Runs the step on a project of one subgraph whose migrations agree, unless told otherwise. */
export function compareBooks(books: BooksSubgraph): Promise<StepResult> {
  const sdl = FEDERATION_LINK + (books.sdl ?? "");
  const file = "subgraphs/books/schema.graphql";
  const root = createTemporaryFolder({
    [file]: sdl,
    "subgraphs/books/books.ts": books.code ?? "",
    "prisma/books/schema.prisma": DATASOURCE + (books.prisma ?? ""),
    "prisma/books/migrations/migration_lock.toml": 'provider = "sqlite"\n',
    ...books.files,
  });
  const diffMigrations = books.diffMigrations ?? (() => Promise.resolve(null));
  return prismaAgreementStep.run(buildContext([{ name: "books", file, sdl }], root, { diffMigrations }));
}

/** Runs the step on this project. */
export function compareProject(tools: Partial<MigrationTools>): Promise<StepResult> {
  const root = join(import.meta.dirname, "..", "..");
  const subgraphs = OWN_DATABASES.map((name) => {
    const file = `subgraphs/${name}/schema.graphql`;
    return { name, file, sdl: readFileSync(join(root, file), "utf8") };
  });
  return prismaAgreementStep.run(buildContext(subgraphs, root, tools));
}

/** Each finding as one line: its rule and its places, `unindexed-filter schema.prisma:6 books.ts:1`. */
export function listPlaces({ findings }: StepResult): string[] {
  return findings.map(({ code, places }) =>
    [code, ...places.map(({ file, line }) => `${file.split("/").at(-1)}:${line}`)].join(" "),
  );
}
