import { requireCaller } from "../shared/context.ts";
import { DateTime } from "../shared/date-time.ts";
import type { Resolvers } from "./generated/resolver-types.ts";

/** The fields of schema.graphql, each a call to the rules in accounts.ts. */
export const resolvers: Resolvers = {
  DateTime,
  Query: {
    me: (_root, _arguments, context) => context.loaders.userById.load(requireCaller(context).id),
  },
  Mutation: {
    register: (_root, credentials, { accounts, clientAddress }) => accounts.register(credentials, clientAddress),
    login: (_root, credentials, { accounts, clientAddress }) => accounts.login(credentials, clientAddress),
    refreshSession: (_root, { refreshToken }, { accounts, clientAddress }) =>
      accounts.refreshSession(refreshToken, clientAddress),
    logout: (_root, { refreshToken }, { accounts }) => accounts.logout(refreshToken),
    changePassword: (_root, change, context) =>
      context.accounts.changePassword(requireCaller(context).id, change, context.clientAddress),
  },
  User: {
    __resolveReference: ({ id }, { loaders }) => loaders.userById.load(id),
  },
};
