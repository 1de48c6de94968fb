declare global {
  // react-remove-scroll, which GraphiQL's dialogs use, marks its style elements with it.
  var __webpack_nonce__: string | undefined;
}

// Import this module before what it is for. Browsers hide the attribute `nonce`, but not from scripts' property.
globalThis.__webpack_nonce__ = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;

export {};
