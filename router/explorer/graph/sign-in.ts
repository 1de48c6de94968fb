import { type DocumentNode, type FieldDefinitionNode, Kind, print } from "graphql";
import { findRootName } from "./graph-model.ts";

/**
 * Whether a graph has a sign-in that the explorer can offer: a mutation `login(username:, password:)` whose result has
 * an `accessToken`.
 */
export function hasSignIn(supergraph: DocumentNode): boolean {
  const login = findFields(supergraph, findRootName(supergraph, "mutation")).find(
    (field) => field.name.value === "login",
  );
  if (login === undefined) return false;
  const given = (login.arguments ?? []).map((argument) => `${argument.name.value}: ${print(argument.type)}`);
  const isCallable = ["username: String!", "password: String!"].every((argument) => given.includes(argument));
  const session = print(login.type).replace("!", "");
  return isCallable && findFields(supergraph, session).some((field) => field.name.value === "accessToken");
}

function findFields({ definitions }: DocumentNode, typeName: string): readonly FieldDefinitionNode[] {
  const type = definitions.find(
    (definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === typeName,
  );
  return type?.kind === Kind.OBJECT_TYPE_DEFINITION ? (type.fields ?? []) : [];
}
