import type { SupergraphFixture } from "./fixture.ts";

/** Enums that subgraphs define differently, in outputs, in inputs and in both; inaccessible values and types. */
export const enumsFixture: SupergraphFixture = {
  name: "enums",
  subgraphs: {
    jobs: `
      enum State { OPEN DONE FAILED LOST @inaccessible }
      enum Sort { NAME AGE SIZE }
      enum Level { LOW HIGH }
      type Query {
        jobs(sort: Sort = NAME, levels: [Level!]): [Job!]!
        job(id: ID!): Job
        states: [State]
        secret: Secret @inaccessible
        thing: Thing
        things: [Thing!]
      }
      type Job @key(fields: "id") {
        id: ID!
        state: State
        level: Level!
        history: [State!]
        hidden: Int @inaccessible
        owner(sort: Sort, quiet: Boolean = true @inaccessible): Owner
      }
      type Owner @key(fields: "id") { id: ID! name: String! secret: Secret @inaccessible }
      type Secret @inaccessible { word: String! }
      union Thing = Job | Owner | Secret
    `,
    runs: `
      enum State { OPEN DONE RUNNING }
      enum Sort { NAME AGE }
      enum Level { LOW HIGH }
      enum Phase { FIRST SECOND @inaccessible THIRD }
      type Query { runs(level: Level! = LOW, sort: [Sort!]! = [AGE]): [Run] phases: [Phase!] }
      type Run @key(fields: "id") { id: ID! phase: Phase job: Job! state: State! phases: [[Phase]] }
      type Job @key(fields: "id") {
        id: ID!
        hidden: Int @external
        lastRun(state: Phase): Run
        verdict: State
        cost: Int @requires(fields: "hidden")
      }
    `,
  },
};
