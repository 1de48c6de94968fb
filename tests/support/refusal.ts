/** What an answer with exactly one error, of this code and about this argument, matches. */
export function buildRefusal(code: string, field?: string): { readonly errors: readonly object[] } {
  return { errors: [{ extensions: { code, ...(field === undefined ? {} : { field }) } }] };
}
