import { ApolloSandbox } from "@apollo/sandbox";
import { mountAccount } from "./account.ts";
import { ENDPOINT } from "./graphql-request.ts";
import { withAuthorization } from "./session.ts";

mountAccount();

const endpoint = new URL(ENDPOINT, location.href).href;

// The frame asks this page to send its operations. The token stays here, and goes to our own endpoint alone.
new ApolloSandbox({
  target: "#sandbox",
  initialEndpoint: endpoint,
  endpointIsEditable: false,
  runTelemetry: false,
  // The Content-Security-Policy allows no inline styles; the style sheet says how large the frame is.
  allowDynamicStyles: false,
  handleRequest(url, options) {
    if (url !== endpoint) return Promise.reject(new Error(`This page sends operations to ${endpoint} only.`));
    return fetch(endpoint, { ...options, headers: withAuthorization(options.headers) });
  },
});
