/**
 * What clients may learn of the schema where introspection is off, as in production: validation errors make no
 * suggestions either, which would tell names one by one.
 */
export function chooseIntrospection(isOn: boolean) {
  return { introspection: isOn, hideSchemaDetailsFromClientErrors: !isOn };
}
