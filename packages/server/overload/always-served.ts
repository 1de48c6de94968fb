import type { FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route is served however much there is to do, as supervisors need it. */
    readonly isAlwaysServed?: boolean;
  }
}

/** Whether the route of a request is served however much there is to do. */
export function isAlwaysServed({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.isAlwaysServed === true;
}
