import type { RequestFacts } from "../header-rules/request-facts.ts";

/** Decides about `@policy` for one request. Only `true` grants. */
export type Policy = (request: RequestFacts) => boolean | Promise<boolean>;

/** How long a policy may take before it refuses. */
const MAXIMUM_POLICY_MS = 1_000;

/** Evaluates the policies `names` for one request, all at once. @returns the names of those that grant */
export type GrantPolicies = (names: ReadonlySet<string>, request: RequestFacts) => Promise<ReadonlySet<string>>;

/** Makes what evaluates policies, each at most once for a request. An unknown, failing or slow policy refuses. */
export function createPolicyEvaluation(
  policies: Readonly<Record<string, Policy>>,
  onFailure: (policy: string, error: unknown) => void,
): GrantPolicies {
  async function isGranted(name: string, request: RequestFacts): Promise<boolean> {
    const policy = Object.hasOwn(policies, name) ? policies[name] : undefined;
    if (policy === undefined) return false;
    try {
      return (await withinTime(async () => policy(request))) === true;
    } catch (error) {
      onFailure(name, error);
      return false;
    }
  }

  return async (names, request) => {
    const list = [...names];
    const granted = await Promise.all(list.map((name) => isGranted(name, request)));
    return new Set(list.filter((_name, index) => granted[index]));
  };
}

function withinTime<Result>(run: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`it took longer than ${MAXIMUM_POLICY_MS} ms`));
    const timer = setTimeout(late, MAXIMUM_POLICY_MS);
    run()
      .finally(() => clearTimeout(timer))
      .then(resolve, reject);
  });
}
