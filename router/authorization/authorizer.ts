import type { Schema } from "@apollo/federation-internals";
import { type GraphQLSchema, getOperationAST, type OperationDefinitionNode } from "graphql";
import { buildAccessRules } from "../../packages/access/access-rules.ts";
import { createRequirements } from "../../packages/access/requirements.ts";
import { remember } from "../../packages/engine/remember.ts";
import { type Authorization, buildAuthorization } from "./authorization.ts";
import { createCompleter } from "./complete-response.ts";
import { buildOperationAccess } from "./operation-access.ts";
import { createOperationFilter, type OperationFilter } from "./operation-filter.ts";
import type { AuthorizationRequest } from "./partly-refused.ts";
import { buildPlainSchema } from "./plain-schema.ts";

/** Decides, by the access rules in a schema, what part of an operation a caller gets executed. */
export type Authorizer = ReturnType<typeof createAuthorizer>;

type NamedOperation = Pick<AuthorizationRequest, "document" | "operationName">;

/** A composed supergraph, its SDL or its schema, and the API schema it gives. */
export interface AuthorizedSchema {
  readonly supergraph: string | Schema;
  readonly apiSchema: GraphQLSchema;
}

/**
 * An authorizer for one supergraph. Throws when the supergraph is invalid or asks for protection that nothing here gives.
 * An operation is looked through once; deciding about it again costs a check of the distinct rules it touches.
 */
export function createAuthorizer({ supergraph, apiSchema }: AuthorizedSchema) {
  const schema = buildPlainSchema(apiSchema);
  const requirements = createRequirements(schema, buildAccessRules(supergraph));
  const completeResponse = createCompleter(schema);
  const filters = new WeakMap<OperationDefinitionNode, OperationFilter>();

  function filterFor({ document, operationName }: NamedOperation): OperationFilter {
    const operation = getOperationAST(document, operationName);
    // An engine may make more of a strange operation name than we would, and execute what we never looked at.
    if (!operation) throw new Error("The document has no operation of that name.");
    return remember(filters, operation, () =>
      createOperationFilter(buildOperationAccess(schema, requirements, document, operation)),
    );
  }

  return {
    listPolicies: (request: NamedOperation): ReadonlySet<string> => filterFor(request).policies,
    /** @throws Error when the document is not valid against the API schema or has no such operation */
    authorize(request: AuthorizationRequest): Authorization {
      const filter = filterFor(request);
      const filtered = filter.findFiltered(request.caller);
      if (filtered === null) return { kind: "allowed" };
      const { access } = filter;
      return buildAuthorization({ schema, completeResponse, request, access, filtered });
    },
  };
}
