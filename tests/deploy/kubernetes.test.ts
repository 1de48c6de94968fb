import { describe, expect, it } from "@jest/globals";
import { OWN_DATABASES, OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { type Manifest, readManifests, validateManifest } from "./manifests.ts";

const manifests = readManifests();

interface DeploymentSpec {
  readonly replicas: number;
  readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
}

type Labels = Readonly<Record<string, string>>;

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly [
    {
      readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
      readonly lifecycle: { readonly preStop: { readonly exec: { readonly command: readonly [string, string] } } };
      readonly securityContext: object;
    },
  ];
}

interface PolicySpec {
  readonly podSelector: { readonly matchLabels?: Labels };
  readonly ingress?: readonly {
    readonly from?: readonly { readonly podSelector: { readonly matchLabels: Labels } }[];
  }[];
}

const deployments = new Map(ofKind("Deployment").map(({ metadata, spec }) => [metadata.name, spec as DeploymentSpec]));

function ofKind(kind: string): Manifest[] {
  return manifests.filter((manifest) => manifest.kind === kind);
}

function matches(labels: Labels, wanted: Labels = {}): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** Whether a policy lets pods with the labels `from` reach those with the labels `to`. */
function mayReach(from: Labels, to: Labels): boolean {
  return ofKind("NetworkPolicy")
    .map(({ spec }) => spec as PolicySpec)
    .filter(({ podSelector }) => matches(to, podSelector.matchLabels))
    .flatMap(({ ingress = [] }) => ingress)
    .some(
      ({ from: peers }) => peers === undefined || peers.some((peer) => matches(from, peer.podSelector.matchLabels)),
    );
}

function findLabels(name: string): Labels {
  return deployments.get(name)?.template.metadata.labels ?? {};
}

describe("the manifests", () => {
  it("are valid by the schemas of their kinds, without a field that there is not", () => {
    expect(manifests.flatMap(validateManifest)).toEqual([]);
  });

  it("would not be with a mistake in a name or a type", () => {
    const [router] = ofKind("Deployment").filter(({ metadata }) => metadata.name === "router");
    const text = JSON.stringify(router);
    const mistaken = text.replace('"livenessProbe"', '"livenesProbe"').replace('"periodSeconds"', '"periodSecond"');
    expect(validateManifest(JSON.parse(mistaken)).sort()).toEqual([
      expect.stringMatching(/Deployment router: .+\/livenesProbe is no field$/),
      expect.stringMatching(/Deployment router: .+\/periodSecond is no field$/),
    ]);
    expect(validateManifest(JSON.parse(text.replace('"replicas":2', '"replicas":"2"')))).not.toEqual([]);
  });

  it("have for the router and each subgraph two pods, a service and a budget of disruptions", () => {
    const names = ["router", ...OWN_SUBGRAPHS].sort();
    for (const kind of ["Deployment", "Service", "PodDisruptionBudget"])
      expect(
        ofKind(kind)
          .map(({ metadata }) => metadata.name)
          .sort(),
      ).toEqual(names);
    for (const { replicas } of deployments.values()) expect(replicas).toBe(2);
    const others = manifests.filter(({ kind }) => kind !== "Namespace");
    expect(others.filter(({ metadata }) => metadata.namespace !== "supergraph")).toEqual([]);
  });

  it("hold no secret: each is named", () => {
    const variables = [...deployments.values()].flatMap(({ template }) => template.spec.containers[0].env);
    const written = variables.filter(({ value }) => value !== undefined).map(({ name }) => name);
    expect(written.filter((name) => !/_URL$|^TRUSTED_PROXIES$/.test(name) || /DATABASE|REDIS/.test(name))).toEqual([]);
    for (const name of OWN_DATABASES) {
      const own = deployments.get(name)?.template.spec.containers[0].env.map((variable) => variable.name);
      expect(own).toEqual(expect.arrayContaining(["ROUTER_SECRET", `${name.toUpperCase()}_DATABASE_URL`]));
    }
  });

  it("let a pod take all the time that its end may need", () => {
    for (const { template } of deployments.values()) {
      const [, seconds] = template.spec.containers[0].lifecycle.preStop.exec.command;
      // DRAIN_MS in production, then at most eight seconds for what is in flight (run-process.ts).
      expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(Number(seconds) + 2 + 8);
    }
  });

  it.each(OWN_SUBGRAPHS)("let the router reach %s, and no pod of others", (name) => {
    expect(mayReach(findLabels("router"), findLabels(name))).toBe(true);
    expect(mayReach({ "app.kubernetes.io/name": "stranger" }, findLabels(name))).toBe(false);
  });

  it("let each subgraph read the public keys, and clients reach the router alone", () => {
    for (const name of OWN_SUBGRAPHS) expect(mayReach(findLabels(name), findLabels("accounts"))).toBe(true);
    expect(mayReach({}, findLabels("router"))).toBe(true);
  });

  // <demo>
  it("let comments alone read the events of books", () => {
    expect(mayReach(findLabels("comments"), findLabels("books"))).toBe(true);
    expect(mayReach(findLabels("accounts"), findLabels("books"))).toBe(false);
    expect(mayReach(findLabels("books"), findLabels("comments"))).toBe(false);
  });
  // </demo>
});
