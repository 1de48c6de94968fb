import type { IncomingMessage } from "node:http";

/** All values of the header `name`, in lower case; undefined without one. `headersDistinct` would sort all headers. */
export function readHeaderValues(
  { headers, rawHeaders }: Pick<IncomingMessage, "headers" | "rawHeaders">,
  name: string,
): readonly string[] | undefined {
  if (headers[name] === undefined) return undefined;
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const written = rawHeaders[index];
    // Few names have its length.
    if (written?.length === name.length && written.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? "");
  }
  return values;
}
