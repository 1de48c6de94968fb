import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as apps from "kubernetes-models/apps/v1";
import * as networking from "kubernetes-models/networking.k8s.io/v1";
import * as policy from "kubernetes-models/policy/v1";
import * as core from "kubernetes-models/v1";
import { parseAllDocuments } from "yaml";

const FOLDER = "deploy/kubernetes";

/** The kinds that the manifests have. */
const MODELS = {
  Namespace: core.Namespace,
  Service: core.Service,
  Deployment: apps.Deployment,
  PodDisruptionBudget: policy.PodDisruptionBudget,
  NetworkPolicy: networking.NetworkPolicy,
};

/** An object of Kubernetes, as it is written. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: unknown;
}

/** All objects of deploy/kubernetes. */
export function readManifests(): Manifest[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".yaml"))
    .flatMap((name) => parseAllDocuments(readFileSync(join(FOLDER, name), "utf8")))
    .map((document) => document.toJS() as Manifest);
}

/**
 * Validates an object by the schema of its kind. The schemas let unknown fields pass: one that the validation has not
 * looked at is no field of its object.
 * @returns what is wrong
 */
export function validateManifest(manifest: Manifest): string[] {
  const Model = Object.entries(MODELS).find(([kind]) => kind === manifest.kind)?.[1];
  if (Model === undefined) return [`${manifest.kind} has no schema here`];
  const unread = new Set<string>();
  const watched = watchReads(manifest, "", unread);
  try {
    // Its constructor would copy the object, and so read all of it.
    Model.prototype.validate.call(watched);
  } catch (error) {
    return [(error as Error).message];
  }
  const paths = [...unread].filter((path) => !unread.has(path.slice(0, path.lastIndexOf("/"))));
  return paths.map((path) => `${manifest.kind} ${manifest.metadata.name}: ${path} is no field`);
}

/** A copy that takes each path out of `unread` when it is read, after all of them were put in. */
function watchReads(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => {
    unread.add(`${path}/${key}`);
    return [key, watchReads(child, `${path}/${key}`, unread)] as const;
  });
  const copy: object = Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
  return new Proxy(copy, {
    get(target, key, receiver) {
      unread.delete(`${path}/${String(key)}`);
      return Reflect.get(target, key, receiver);
    },
  });
}
