/**
 * Reads the body of an answer as UTF-8.
 * @throws Error when it has more than `maximumBytes`; the rest is not read
 */
export async function readBoundedBody(body: AsyncIterable<Uint8Array>, maximumBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maximumBytes) throw new Error(`the answer has more than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
