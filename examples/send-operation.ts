import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type GraphQLFormattedError, print } from "graphql";

type Answer<Data> = { data?: Data | null; errors?: GraphQLFormattedError[] };

/** The router's endpoint: the first argument, else the stack on `PORT`. */
export const url = process.argv[2] ?? `http://127.0.0.1:${process.env.PORT || 4000}/graphql`;

/** Sends a stored operation. A part of the answer may be missing while the rest is good: says which, and goes on. */
export async function send<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  token?: string,
): Promise<Data> {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const body = JSON.stringify({ query: print(document), variables });
  const response = await fetch(url, { method: "POST", headers, body }).catch(() => {
    throw new Error(`${url} cannot be reached: is the stack running (npm start)?`);
  });
  const answer = (await response.json().catch(() => {
    throw new Error(`${url} is no GraphQL endpoint: it answered ${response.status} without JSON`);
  })) as Answer<Data>;
  for (const { path, message } of answer.errors ?? []) process.stderr.write(`${path?.join(".")}: ${message}\n`);
  if (!answer.data) throw new Error("the operation gave no data");
  return answer.data;
}
