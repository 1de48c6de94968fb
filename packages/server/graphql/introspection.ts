/**
 * Whether clients may learn the schema: in development only. In production introspection is refused, and validation
 * errors make no suggestions, which would tell names one by one.
 */
export function chooseIntrospection(isProduction: boolean): {
  readonly introspection: boolean;
  readonly hideSchemaDetailsFromClientErrors: boolean;
} {
  return { introspection: !isProduction, hideSchemaDetailsFromClientErrors: isProduction };
}
