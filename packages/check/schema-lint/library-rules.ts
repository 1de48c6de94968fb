import type { rules } from "@graphql-eslint/eslint-plugin/rules/index";

/** A rule of graphql-eslint that we use (https://the-guild.dev/graphql/eslint/rules). */
export interface LibraryRule {
  readonly code: `@graphql-eslint/${keyof typeof rules}`;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly mend: string;
}

const naming = (style: "PascalCase" | "camelCase" | "UPPER_CASE") =>
  // A double underscore separates the name of a specification: federation__FieldSet.
  ({ style, ignorePattern: "__" });

/** The library's rules that the check has options and advice for. */
export const LIBRARY_RULES: readonly LibraryRule[] = [
  {
    code: "@graphql-eslint/require-description",
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
    code: "@graphql-eslint/no-hashtag-description",
    mend: 'Write it in quotes instead of after "#", or leave an empty line below the comment.',
  },
  {
    code: "@graphql-eslint/naming-convention",
    options: {
      types: naming("PascalCase"),
      FieldDefinition: naming("camelCase"),
      InputValueDefinition: naming("camelCase"),
      DirectiveDefinition: naming("camelCase"),
      EnumValueDefinition: naming("UPPER_CASE"),
    },
    mend: "Rename it; clients rely on every name being written the same way.",
  },
  { code: "@graphql-eslint/unique-enum-value-names", mend: "Rename or remove one of them." },
  {
    code: "@graphql-eslint/require-deprecation-reason",
    mend: 'Say what to use instead: @deprecated(reason: "…").',
  },
  {
    code: "@graphql-eslint/relay-connection-types",
    mend: "Give a connection edges and pageInfo, and nothing else the name of one.",
  },
  {
    code: "@graphql-eslint/relay-arguments",
    options: { includeBoth: false },
    mend: "Take first: Int and after: String, or last and before.",
  },
  {
    // Only for subgraphs with a PageInfo: the library's rule requires one in every schema.
    code: "@graphql-eslint/relay-page-info",
    mend: "Give PageInfo the fields of the GraphQL Cursor Connections Specification.",
  },
];
