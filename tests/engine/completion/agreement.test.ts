import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { drawData } from "./random-data.ts";
import { CONDITIONS, drawOperation } from "./random-operation.ts";
import { createReference } from "./reference-completion.ts";
import { buildSampleSchema } from "./sample-schema.ts";
import { buildOptions, buildState, writeInEveryWay } from "./write-in-every-way.ts";

const schema = buildSampleSchema();
const complete = createReference(buildSampleSchema());
const RUNS = 400;

it.each([0, 20, 100])("agrees with graphql-js on random data, of which %i in 1000 values are at fault", (faults) => {
  fc.assert(
    fc.property(fc.gen(), (generate) => {
      const draw = (maximum: number) => generate(fc.nat, maximum);
      const document = drawOperation(draw, schema);
      const data = drawData({ draw, schema, document, faults });
      const reference = complete(document, CONDITIONS, data);
      const answers = writeInEveryWay(buildOptions(schema, document, CONDITIONS), data, buildState(data));
      const { text, errors } = answers.interpreted;
      const plain = reference.paths.length === 0 ? reference.text : null;
      expect({ text, paths: errors.map(({ path }) => path), ...answers }).toEqual({
        text: reference.text,
        paths: reference.paths.slice(0, 100),
        interpreted: answers.interpreted,
        generated: plain,
      });
    }),
    { numRuns: RUNS },
  );
});
