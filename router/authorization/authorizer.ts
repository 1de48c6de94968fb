import type { Schema } from "@apollo/federation-internals";
import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from "graphql";
import { buildAccessRules } from "../../packages/access/access-rules.ts";
import { createRequirements } from "../../packages/access/requirements.ts";
import { type Authorization, type AuthorizationRequest, buildAuthorization } from "./authorization.ts";
import { createCompleter } from "./complete-response.ts";
import { buildOperationAccess } from "./operation-access.ts";
import { createOperationFilter, type OperationFilter } from "./operation-filter.ts";
import { buildPlainSchema } from "./plain-schema.ts";

/** Decides, by the access rules in a schema, what part of an operation a caller gets executed. */
export interface Authorizer {
  /** Throws when the document is not valid against the API schema or has no such operation. */
  authorize(request: AuthorizationRequest): Authorization;
  /** The policies that the operation asks about. */
  listPolicies(request: Pick<AuthorizationRequest, "document" | "operationName">): ReadonlySet<string>;
}

/** A composed supergraph, its SDL or its schema, and the API schema it gives. */
export interface AuthorizedSchema {
  readonly supergraph: string | Schema;
  readonly apiSchema: GraphQLSchema;
}

/**
 * An authorizer for one supergraph. Throws when the supergraph is invalid or asks for protection that nothing here gives.
 * An operation is looked through once; deciding about it again costs a check of the distinct rules it touches.
 */
export function createAuthorizer({ supergraph, apiSchema }: AuthorizedSchema): Authorizer {
  const schema = buildPlainSchema(apiSchema);
  const requirements = createRequirements(schema, buildAccessRules(supergraph));
  const completeResponse = createCompleter(schema);
  const filters = new WeakMap<OperationDefinitionNode, OperationFilter>();

  function filterFor(document: DocumentNode, operation: OperationDefinitionNode): OperationFilter {
    const known = filters.get(operation);
    if (known !== undefined) return known;
    const filter = createOperationFilter(buildOperationAccess(schema, requirements, document, operation));
    filters.set(operation, filter);
    return filter;
  }

  return {
    listPolicies: (request) => filterFor(request.document, requireOperation(request)).policies,
    authorize: (request) => {
      const filter = filterFor(request.document, requireOperation(request));
      const filtered = filter.findFiltered(request.caller);
      if (filtered === null) return { kind: "allowed" };
      const { access } = filter;
      return buildAuthorization({ schema, completeResponse, request, access, filtered });
    },
  };
}

/** An engine may make more of a strange operation name than we would, and execute what we never looked at. */
function requireOperation({
  document,
  operationName,
}: Pick<AuthorizationRequest, "document" | "operationName">): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error("The document has no operation of that name.");
  return operation;
}
