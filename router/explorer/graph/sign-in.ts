import { type GraphQLSchema, getNullableType, isObjectType } from "graphql";

/** Whether a graph has a mutation `login(username:, password:)` whose result has an `accessToken`. */
export function hasSignIn(supergraph: GraphQLSchema): boolean {
  const login = supergraph.getMutationType()?.getFields().login;
  if (login === undefined) return false;
  const given = login.args.map(({ name, type }) => `${name}: ${type}`);
  const isCallable = ["username: String!", "password: String!"].every((argument) => given.includes(argument));
  const session = getNullableType(login.type);
  return isCallable && isObjectType(session) && session.getFields().accessToken !== undefined;
}
