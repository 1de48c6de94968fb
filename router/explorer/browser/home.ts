import { mountAccount } from "./account.ts";
import { requireElement } from "./dom.ts";
import { mountGraph } from "./graph.ts";
import { ENDPOINT } from "./graphql-request.ts";
import { mountStates } from "./states.ts";

mountAccount();
mountStates();
mountGraph();
requireElement("#endpoint", HTMLElement).textContent = new URL(ENDPOINT, location.href).href;
