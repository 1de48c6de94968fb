/** What `parseArgs` refuses, in one sentence: after it, Node gives advice about names that begin with a dash. */
export function describeArgumentProblem(error: unknown): string {
  const [problem = ""] = (error as Error).message.split(/(?<=')\. /, 1);
  return problem;
}
