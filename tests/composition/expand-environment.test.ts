// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is the syntax under test.
import { describe, expect, it } from "@jest/globals";
import { expandEnvironment } from "../../packages/composition/expand-environment.ts";

const environment = { HOST: "books.test", PORT: "4002", EMPTY: "", DOLLARS: "$& ${env.HOST}" };

describe("expandEnvironment", () => {
  it.each([
    ["http://${env.HOST}:${env.PORT}/graphql", "http://books.test:4002/graphql"],
    ["${env.HOST:-localhost}", "books.test"],
    ["${env.UNSET:-localhost}", "localhost"],
    ["${env.UNSET:-}", ""],
    ["${env.EMPTY:-localhost}", "localhost"],
    ["${env.EMPTY}", ""],
    ["${env.UNSET:-a:-b}", "a:-b"],
    ["no variable", "no variable"],
    ["$HOST and ${env.HOST", "$HOST and ${env.HOST"],
    ["${env.DOLLARS}", "$& ${env.HOST}"],
  ])("turns %j into %j", (text, expanded) => {
    expect(expandEnvironment(text, environment)).toEqual({ text: expanded, problems: [] });
  });

  it("names an unset variable and how to mend it", () => {
    const { problems } = expandEnvironment("${env.HOST}:${env.UNSET}", environment);
    expect(problems).toEqual([
      {
        message: "The environment variable UNSET is not set.",
        mend: "Set UNSET, or give a default with ${env.UNSET:-default}.",
      },
    ]);
  });

  it.each(["${HOST}", "${file.secret}", "${env.}", "${env.1X}", "${env.UNSET:-${env.HOST}}", "${}"])(
    "reports %j, which it cannot expand",
    (text) => {
      expect(expandEnvironment(text, environment).problems).toEqual([
        {
          message: expect.stringContaining("cannot be expanded"),
          mend: expect.stringContaining("${env.NAME}"),
        },
      ]);
    },
  );

  it("takes no variable from the prototype of the environment", () => {
    expect(expandEnvironment("${env.toString}", {}).problems).toHaveLength(1);
  });
});
