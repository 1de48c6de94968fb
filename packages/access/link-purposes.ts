import { type FeatureDefinitions, FeatureUrl } from "@apollo/federation-internals";
import { type ConstDirectiveNode, type DefinitionNode, Kind, parse, print } from "graphql";

/**
 * The supergraph without the purpose (`for:`, https://specs.apollo.dev/link/v1.0) of its links to known versions of
 * `features`, for an engine that would refuse them. The caller must enforce `features`: the result no longer says so.
 */
export function removePurposes(supergraphSdl: string, features: readonly FeatureDefinitions[]): string {
  const document = parse(supergraphSdl, { noLocation: true });
  const definitions = document.definitions.map((definition) =>
    isSchemaNode(definition) && definition.directives !== undefined
      ? { ...definition, directives: definition.directives.map((link) => withoutPurpose(link, features)) }
      : definition,
  );
  return print({ ...document, definitions });
}

function isSchemaNode(definition: DefinitionNode) {
  return definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION;
}

/** A link is recognised by its URL, as `@link` itself may have another name. */
function withoutPurpose(link: ConstDirectiveNode, features: readonly FeatureDefinitions[]): ConstDirectiveNode {
  const url = findFeatureUrl(link);
  const feature = features.find(({ identity }) => identity === url?.identity);
  if (url === null || feature?.find(url.version) === undefined) return link;
  const kept = link.arguments?.filter((argument) => argument.name.value !== "for") ?? [];
  return { ...link, arguments: kept };
}

function findFeatureUrl(link: ConstDirectiveNode): FeatureUrl | null {
  const value = link.arguments?.find((argument) => argument.name.value === "url")?.value;
  return value?.kind === Kind.STRING ? (FeatureUrl.maybeParse(value.value) ?? null) : null;
}
