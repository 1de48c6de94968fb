/** What one page may do beyond the others. */
export interface PolicyExceptions {
  /** Allows the style elements that a library of the page writes. */
  readonly styleNonce?: string;
  readonly frameOrigin?: string;
}

/**
 * The Content-Security-Policy of the explorer's pages (https://www.w3.org/TR/CSP3/). Scripts, styles and requests are of
 * this origin alone; nothing is inline; no eval; no frame around the page. Scripts send the forms.
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
