"use strict";

const { pathToFileURL } = require("node:url");

/** Jest's global setup of the tests that start processes. */
module.exports = async function prepareProcesses() {
  const { tsImport } = await import("tsx/esm/api");
  const { makeTemplateDatabases } = await tsImport("./template-databases.ts", pathToFileURL(__filename).href);
  await makeTemplateDatabases();
};
