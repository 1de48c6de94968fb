import { GraphQLError } from "graphql";
import jsonwebtoken from "jsonwebtoken";

/** As the manuals verify a token for each request. @returns the caller's id. @throws UNAUTHENTICATED */
export function verifyToken(authorization: string | undefined, publicKey: string): string {
  try {
    const token = (authorization ?? "").slice("Bearer ".length);
    const claims = jsonwebtoken.verify(token, publicKey, {
      algorithms: ["RS256"],
      issuer: "urn:supergraph:accounts",
      audience: "urn:supergraph",
    });
    return String(claims.sub);
  } catch {
    throw new GraphQLError("Sign in first.", {
      extensions: { code: "UNAUTHENTICATED", http: { status: 401 } },
    });
  }
}
