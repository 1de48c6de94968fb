/** `base` with other properties. What `base` has of Fastify's classes is found on it: a copy would not have their getters. */
export function inherit<Base extends object>(base: Base, own: object): Base {
  return Object.create(base, Object.getOwnPropertyDescriptors(own));
}
