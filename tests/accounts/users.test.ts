import { readFile } from "node:fs/promises";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { graphql, parse } from "graphql";
import { createAccounts } from "../../subgraphs/accounts/accounts.ts";
import { createLoaders } from "../../subgraphs/accounts/loaders.ts";
import { resolvers } from "../../subgraphs/accounts/resolvers.ts";
