/** What a page may do beyond what all of the explorer's may. */
export interface PolicyExceptions {
  /** For the style elements that a library of the page writes while it runs. */
  readonly styleNonce?: string;
  readonly frameOrigin?: string;
}

/**
 * The Content-Security-Policy of the explorer's pages (https://www.w3.org/TR/CSP3/): scripts, styles and requests of
 * this origin alone, nothing inline, no eval, no frame around it. Forms are sent by scripts.
 */
export function buildContentSecurityPolicy({ styleNonce, frameOrigin }: PolicyExceptions = {}): string {
  const directives = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${styleNonce === undefined ? "" : ` 'nonce-${styleNonce}'`}`,
    // Style sheets of the editor hold small pictures.
    "img-src 'self' data:",
    "connect-src 'self'",
    ...(frameOrigin === undefined ? [] : [`frame-src ${frameOrigin}`]),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return directives.join("; ");
}
