"use strict";

// Ends a process of a Node that is too old. It is written so that a Node of any age can read it.

const NEEDED = [20, 19];

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(`Node ${NEEDED.join(".")} or newer is needed, and this is Node ${process.versions.node}.\n`);
  process.exit(1);
}
