import { rules } from "@graphql-eslint/eslint-plugin/rules/index";
import type { Linter } from "eslint";
import type { SubgraphFacts } from "./subgraph-facts.ts";

/** A rule of graphql-eslint that we use (https://the-guild.dev/graphql/eslint/rules). */
export interface LibraryRule {
  readonly name: keyof typeof rules;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly mend: string;
}

const naming = (style: "PascalCase" | "camelCase" | "UPPER_CASE") =>
  // A double underscore separates the name of a specification: federation__FieldSet.
  ({ style, ignorePattern: "__" });

const LIBRARY_RULES: readonly LibraryRule[] = [
  {
    name: "require-description",
    options: {
      types: true,
      FieldDefinition: true,
      InputValueDefinition: true,
      EnumValueDefinition: true,
      DirectiveDefinition: true,
      ignoredSelectors: [
        // Every reader knows root types; the description of a field covers its arguments.
        "ObjectTypeDefinition[name.value=/^(Query|Mutation|Subscription)$/]",
        "FieldDefinition > InputValueDefinition",
        "DirectiveDefinition > InputValueDefinition",
        // Described where it is resolved.
        "FieldDefinition:has(> Directive[name.value=external])",
      ],
    },
    mend: 'Write one above it, in quotes: "What it is, for somebody who does not know."',
  },
  {
    name: "no-hashtag-description",
    mend: 'Write it in quotes instead of after "#", or leave an empty line below the comment.',
  },
  {
    name: "naming-convention",
    options: {
      types: naming("PascalCase"),
      FieldDefinition: naming("camelCase"),
      InputValueDefinition: naming("camelCase"),
      DirectiveDefinition: naming("camelCase"),
      EnumValueDefinition: naming("UPPER_CASE"),
    },
    mend: "Rename it; clients rely on every name being written the same way.",
  },
  { name: "unique-enum-value-names", mend: "Rename or remove one of them." },
  { name: "require-deprecation-reason", mend: 'Say what to use instead: @deprecated(reason: "…").' },
  {
    name: "relay-connection-types",
    mend: "Give a connection edges and pageInfo, and nothing else the name of one.",
  },
  {
    name: "relay-arguments",
    options: { includeBoth: false },
    mend: "Take first: Int and after: String, or last and before.",
  },
];

/** Only for subgraphs with a PageInfo: the library's rule requires one in every schema. */
const PAGE_INFO_RULE: LibraryRule = {
  name: "relay-page-info",
  mend: "Give PageInfo the fields of the GraphQL Cursor Connections Specification.",
};

/** The library's rules that apply to a subgraph. */
export function listLibraryRules({ types }: SubgraphFacts): readonly LibraryRule[] {
  return types.has("PageInfo") ? [...LIBRARY_RULES, PAGE_INFO_RULE] : LIBRARY_RULES;
}

/** The library's rules as an ESLint plugin; its types name their own parser, which ESLint does not know. */
export const libraryPlugin = { rules } as unknown as NonNullable<Linter.Config["plugins"]>[string];
