import { afterAll } from "@jest/globals";
import { stopStarted } from "./started-processes.ts";

// Apart from what it calls, since the fault suite starts the same processes outside of Jest.
afterAll(stopStarted);
