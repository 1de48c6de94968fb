import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import { connect, type Socket } from "node:net";
import { signAsRouter } from "./router-signature.ts";
import { stopAfterTests } from "./started-processes.ts";

/** An HTTP request as exactly as a test needs to word it; `headers` may repeat one, and name any `host`. */
export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** Whether it is signed, for a subgraph. */
  readonly asRouter?: boolean;
}

/** An HTTP answer. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came, which need be no text. */
  readonly bytes: Buffer;
}

/** Sends what `fetch` would refuse to send or would tidy up first. `url` names the server alone. */
export async function sendRaw(
  url: string,
  { method = "POST", path = "/graphql", headers: given = {}, body, asRouter = false }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const signature = asRouter ? signAsRouter({ method, path, headers: given, body }) : {};
  const headers = { ...given, ...signature };
  const sent = request({ hostname, port, method, path, headers, agent: false });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return { status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString("utf8"), bytes };
}

/** Sends bytes that need not be HTTP. @returns the answer's status and body */
export async function sendBytes(url: string, bytes: string): Promise<Pick<RawAnswer, "status" | "body">> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(bytes);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  const [head = "", body = ""] = Buffer.concat(chunks).toString("utf8").split("\r\n\r\n", 2);
  return { status: Number(head.split(" ", 2)[1]), body };
}

/** Opens a connection for whatever bytes a test sends. It is closed after the file's tests. */
export function openSocket(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // A server that has closed answers further bytes with a reset, as it should.
  socket.on("error", () => undefined);
  stopAfterTests(async () => socket.destroy());
  return socket;
}
