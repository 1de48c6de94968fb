/**
 * The `authorization` that the credentials in `url` make: Basic, in UTF-8 (RFC 7617). Null when it holds none. HTTP
 * clients drop such credentials or refuse the URL.
 */
export function readUrlCredentials(url: string): string | null {
  const { username, password } = new URL(url);
  if (username === "" && password === "") return null;
  const pair = `${decode(username)}:${decode(password)}`;
  return `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
}

/** `url` without credentials, as it may be logged, shown and requested. */
export function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (parsed.username === "" && parsed.password === "") return url;
  parsed.username = "";
  parsed.password = "";
  return parsed.href;
}

/** A `%` that is not the start of an escape stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
