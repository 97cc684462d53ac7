import type { KubeObject } from "@inlay/resources";
import type { ObjectStore } from "../../store/object-store.ts";
import type { User } from "../user.ts";
import { isMaster, type Authorizer, type Decision, type PathAccess, type ResourceAccess } from "./authorizer.ts";
import { allowsAccess, allowsPath, type PolicyRule } from "./policy-rule.ts";

const GROUP = "rbac.authorization.k8s.io";
const stored = (resource: string) => `${GROUP}/${resource}`;

export interface Role extends KubeObject {
  readonly rules?: readonly PolicyRule[] | null;
}

export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface RoleReference {
  readonly kind: string;
  readonly name: string;
}

export interface Binding extends KubeObject {
  readonly roleRef: RoleReference;
  readonly subjects?: readonly Subject[] | null;
}

interface BoundSubject {
  readonly binding: Binding;
  readonly subject: Subject;
}

interface Index {
  readonly clusterBindings: readonly KubeObject[];
  readonly bindings: readonly KubeObject[];
  /** By subject, e.g. `User alice`. */
  readonly bySubject: ReadonlyMap<string, readonly BoundSubject[]>;
}

const DENIED: Decision = { allowed: false };

/** Roles and bindings decide; system:masters may do everything. Reads them from the store, indexed until one changes. */
export class RbacAuthorizer implements Authorizer {
  readonly #store: ObjectStore;
  #index: Index | undefined;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  decide(user: User, access: ResourceAccess): Decision {
    if (isMaster(user)) return { allowed: true };
    for (const bound of this.#bindingsOf(user, access.namespace))
      if (this.#rulesOf(bound.binding).some((rule) => allowsAccess(rule, access))) return allowedBy(bound);
    return DENIED;
  }

  decidePath(user: User, access: PathAccess): Decision {
    if (isMaster(user)) return { allowed: true };
    for (const bound of this.#bindingsOf(user, ""))
      if (this.#rulesOf(bound.binding).some((rule) => allowsPath(rule, access))) return allowedBy(bound);
    return DENIED;
  }

  /** All that a user may do in a namespace (`""`: everywhere). */
  rulesFor(user: User, namespace: string): readonly PolicyRule[] {
    const everything: PolicyRule = { verbs: ["*"], apiGroups: ["*"], resources: ["*"] };
    if (isMaster(user)) return [everything, { verbs: ["*"], nonResourceURLs: ["*"] }];
    return this.#bindingsOf(user, namespace).flatMap(({ binding }) => this.#rulesOf(binding));
  }

  /** Undefined: there is no such role. @param namespace of the binding that refers to it */
  role({ kind, name }: RoleReference, namespace: string): Role | undefined {
    return kind === "ClusterRole"
      ? (this.#store.get(stored("clusterroles"), "", name) as Role | undefined)
      : (this.#store.get(stored("roles"), namespace, name) as Role | undefined);
  }

  #rulesOf({ roleRef, metadata }: Binding): readonly PolicyRule[] {
    return this.role(roleRef, metadata.namespace ?? "")?.rules ?? [];
  }

  #bindingsOf(user: User, namespace: string): readonly BoundSubject[] {
    const { bySubject } = this.#current();
    const keys = [`User ${user.name}`, ...user.groups.map((group) => `Group ${group}`)];
    return keys.flatMap((key) =>
      (bySubject.get(key) ?? []).filter(({ binding }) => {
        const own = binding.metadata.namespace ?? "";
        return own === "" || own === namespace;
      }),
    );
  }

  #current(): Index {
    const clusterBindings = this.#store.list(stored("clusterrolebindings"));
    const bindings = this.#store.list(stored("rolebindings"));
    if (this.#index?.clusterBindings !== clusterBindings || this.#index.bindings !== bindings)
      this.#index = { clusterBindings, bindings, bySubject: indexed([...clusterBindings, ...bindings] as Binding[]) };
    return this.#index;
  }
}

function indexed(bindings: readonly Binding[]): ReadonlyMap<string, readonly BoundSubject[]> {
  const bySubject = new Map<string, BoundSubject[]>();
  for (const binding of bindings)
    for (const subject of binding.subjects ?? []) {
      const key = subjectKey(subject);
      const known = bySubject.get(key);
      if (known) known.push({ binding, subject });
      else bySubject.set(key, [{ binding, subject }]);
    }
  return bySubject;
}

function subjectKey({ kind, name, namespace = "" }: Subject): string {
  return kind === "ServiceAccount" ? `User system:serviceaccount:${namespace}:${name}` : `${kind} ${name}`;
}

function allowedBy({ binding, subject }: BoundSubject): Decision {
  const { kind, metadata, roleRef } = binding;
  const name = metadata.namespace ? `${metadata.name}/${metadata.namespace}` : metadata.name;
  const who = subject.kind === "ServiceAccount" ? `${subject.name}/${subject.namespace}` : subject.name;
  return {
    allowed: true,
    reason: `RBAC: allowed by ${kind} "${name}" of ${roleRef.kind} "${roleRef.name}" to ${subject.kind} "${who}"`,
  };
}
