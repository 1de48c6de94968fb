/**
 * Refuses, with HTTP 400, every request that a page of another site could send without the browser's asking first. It
 * is Apollo Server's rule: a request passes when it has a `content-type` that makes browsers send a preflight
 * (https://fetch.spec.whatwg.org/#simple-header), or a header `apollo-require-preflight` or `x-apollo-operation-name`.
 * A POST of `application/json` passes always, and so may take our shorter way. A mutation by GET is refused with 405.
 * Tokens are sent in a header, never in a cookie, so that a forged request would be anonymous. The rule holds all the
 * same: an anonymous request from inside a network may reach what its sender cannot.
 */
export const CSRF_PREVENTION = true;
