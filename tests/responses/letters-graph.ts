import { createRsaSigner, type TokenSigner } from "../support/access-tokens.ts";
import { answerJson, type FakeSubgraph, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { type Answer, type SendOptions, sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess, type TestProcess, type Variables } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const LETTERS_SDL = `
  type Query { letter(id: ID): Letter  mine: Letter }
  type Mutation { write(text: String): Letter }
  type Letter @key(fields: "id") { id: ID! text: String sealed: String @authenticated
    secret: String @requiresScopes(scopes: [["letters:secret"]]) }`;

const STAMPS_SDL = `type Letter @key(fields: "id") { id: ID! stamp: String }`;

/** What letters answers at first, whatever it is asked. */
export const LETTER = {
  __typename: "Letter",
  id: "1",
  text: "Dear reader",
  sealed: "for users",
  secret: "for few",
};

/** What stamps answers at first. */
export const STAMPED = { _entities: [{ __typename: "Letter", stamp: "5 cents" }] };

/** A router over two subgraphs under the test's control. */
export interface LettersGraph {
  readonly letters: FakeSubgraph;
  /** Adds stamps to letters. */
  readonly stamps: FakeSubgraph;
  readonly router: TestProcess;
  /** Signs tokens that the router accepts. */
  readonly signer: TokenSigner;
  send(query: string, options?: SendOptions): Promise<Answer<unknown>>;
}

/** Starts the graph with the router's `variables`. It is stopped after the file's tests. */
export async function startLettersGraph(variables: Variables = {}): Promise<LettersGraph> {
  const signer = createRsaSigner();
  const { url: keysUrl } = await startKeyPublisher([signer.jwk]);
  const letters = await startFakeSubgraph(answerJson({ data: { letter: LETTER, mine: LETTER, write: LETTER } }));
  const stamps = await startFakeSubgraph(answerJson({ data: STAMPED }));
  const router = await startProcess("router/main", {
    SUPERGRAPH_PATH: writeSupergraph([
      { name: "letters", url: letters.url, sdl: LETTERS_SDL },
      { name: "stamps", url: stamps.url, sdl: STAMPS_SDL },
    ]),
    JWKS_URL: keysUrl,
    ...variables,
  });
  const send = (query: string, options?: SendOptions) => sendOperation(router.url, query, options);
  return { letters, stamps, router, signer, send };
}
