/** Where each process serves GraphQL. */
export const GRAPHQL_ROUTE = "/graphql";
