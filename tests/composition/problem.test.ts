import { describe, expect, it } from "@jest/globals";
import { formatProblem, type Problem } from "../../packages/composition/problem.ts";

const problem: Problem = {
  severity: "error",
  code: "FIELD_TYPE_MISMATCH",
  message: "Types differ",
  mend: null,
  places: [{ subgraph: "books", file: "books.graphql", line: 12, column: 3 }],
};

describe("formatProblem", () => {
  it("begins with a position editors can open", () => {
    expect(formatProblem(problem)).toBe("books.graphql:12:3 error FIELD_TYPE_MISMATCH [books] Types differ");
  });

  it("names every further place", () => {
    const others = ["a", "b"].map((subgraph) => ({
      subgraph,
      file: `${subgraph}.graphql`,
      line: 1,
      column: 2,
    }));
    const line = formatProblem({ ...problem, places: [...problem.places, ...others] });
    expect(line).toMatch(/ Types differ \(also at a\.graphql:1:2, b\.graphql:1:2\)$/);
  });

  it("does without a position, a subgraph and a place", () => {
    const place = { subgraph: null, file: "supergraph.yaml", line: null, column: null };
    expect(formatProblem({ ...problem, places: [place] })).toBe(
      "supergraph.yaml error FIELD_TYPE_MISMATCH Types differ",
    );
    expect(formatProblem({ ...problem, places: [] })).toBe("error FIELD_TYPE_MISMATCH Types differ");
  });

  it("puts the mend after the message", () => {
    expect(formatProblem({ ...problem, message: "It is wrong.", mend: "Mend it." })).toMatch(
      /It is wrong\. Mend it\.$/,
    );
  });

  it("stays on one line and drops control characters", () => {
    const line = formatProblem({ ...problem, message: "one\n  two\u001b[2J\r\nthree\u0000" });
    expect(line).toMatch(/one two \[2J three$/);
  });
});
