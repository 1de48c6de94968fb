import type { FragmentDefinitionNode, GraphQLCompositeType, GraphQLInputType, GraphQLSchema } from "graphql";
import type { Random } from "../random.ts";
import type { ResponseScope } from "./response-scope.ts";

/** A variable of the operation being made. */
export interface DraftVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly hasDefault: boolean;
  readonly defaultValue: unknown;
  /** Whether it stands where its type allows a null that its place does not. */
  mustNotBeNull: boolean;
}

/** An operation while it is made. */
export interface Draft {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** How many more fields it may have. */
  fieldsLeft: number;
  /** Makes names that are nobody else's. */
  namesGiven: number;
  readonly variables: DraftVariable[];
  /** The complete ones: these may be spread again. */
  readonly fragments: FragmentDefinitionNode[];
}

/** Where selections are made. */
export interface SelectionPlace {
  readonly type: GraphQLCompositeType;
  /** What they merge into. */
  readonly scope: ResponseScope;
  /** How many fields lie above. */
  readonly depth: number;
}

/** Starts an operation of at most so many fields. */
export function createDraft(schema: GraphQLSchema, random: Random, maximumFields: number): Draft {
  return { schema, random, fieldsLeft: maximumFields, namesGiven: 0, variables: [], fragments: [] };
}

/** A name that nothing in the operation has yet. */
export function giveName(draft: Draft, prefix: string): string {
  draft.namesGiven += 1;
  return `${prefix}${draft.namesGiven}`;
}
