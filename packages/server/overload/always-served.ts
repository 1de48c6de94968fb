import type { FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route is served under any load, as supervisors need it. */
    readonly isAlwaysServed?: boolean;
  }
}

/** Whether the route of a request is served under any load. */
export function isAlwaysServed({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.isAlwaysServed === true;
}
