import { defaultFieldResolver, type GraphQLField, type GraphQLFieldResolver } from "graphql";
import type { SubgraphContext } from "./context.ts";

type Resolve = GraphQLFieldResolver<unknown, SubgraphContext>;

/** Lets `check` refuse, with the error that it throws, before `field` is resolved or subscribed to. */
export function guardField(
  field: GraphQLField<unknown, SubgraphContext>,
  check: (args: Readonly<Record<string, unknown>>, context: SubgraphContext) => void,
): void {
  const guard =
    (resolve: Resolve): Resolve =>
    (source, args, context, info) => {
      check(args, context);
      return resolve(source, args, context, info);
    };
  field.resolve = guard(field.resolve ?? defaultFieldResolver);
  if (field.subscribe !== undefined) field.subscribe = guard(field.subscribe);
}
