import { isMaster } from "../../auth/authorization/authorizer.ts";
import { goStrings, ruleText, uncovered, type PolicyRule } from "../../auth/authorization/policy-rule.ts";
import type { Binding, RbacAuthorizer, Role } from "../../auth/authorization/rbac-authorizer.ts";
import type { User } from "../../auth/user.ts";
import { forbidden, notFound } from "../failures.ts";
import { sameJson } from "../json-value.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";

const GROUP = "rbac.authorization.k8s.io";

/** Nobody grants more than what is theirs, unless allowed `escalate` on roles or `bind` on the role (pkg/registry/rbac). */
export function rbacEscalation(rbac: RbacAuthorizer): AdmissionPlugin {
  return {
    name: "RbacEscalation",
    validate: (request) => {
      const { definition, operation, user, object } = request;
      if (definition.group !== GROUP || operation === "DELETE" || !object || isMaster(user)) return;
      if (definition.resource.endsWith("bindings")) checkBinding(rbac, request, object as unknown as Binding);
      else checkRole(rbac, request, object as unknown as Role);
    },
  };
}

function checkRole(rbac: RbacAuthorizer, request: AdmissionRequest, { rules }: Role): void {
  const { definition, namespace, name, user, old } = request;
  if (old && sameJson((old as Role).rules, rules)) return;
  const { group, resource } = definition;
  if (rbac.decide(user, { verb: "escalate", group, resource, subresource: "", namespace, name }).allowed) return;
  checkCovered(request, rbac.rulesFor(user, namespace), rules ?? []);
}

function checkBinding(rbac: RbacAuthorizer, request: AdmissionRequest, { roleRef, subjects }: Binding): void {
  const { definition, namespace, user, old } = request;
  if (old && sameJson((old as Binding).subjects, subjects)) return;
  const resource = roleRef.kind === "ClusterRole" ? "clusterroles" : "roles";
  const bind = { verb: "bind", group: GROUP, resource, subresource: "", namespace, name: roleRef.name };
  if (rbac.decide(user, bind).allowed) return;
  const role = rbac.role(roleRef, namespace);
  if (!role) throw notFound(definition, roleRef.name);
  checkCovered(request, rbac.rulesFor(user, namespace), role.rules ?? []);
}

function checkCovered(
  { definition, name, user }: AdmissionRequest,
  owned: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): void {
  const missing = uncovered(owned, wanted).map(ruleText).sort();
  if (missing.length === 0) return;
  const why = `${described(user)} is attempting to grant RBAC permissions not currently held:\n${missing.join("\n")}`;
  throw forbidden(definition, name, why);
}

function described({ name, groups }: User): string {
  return `user ${JSON.stringify(name)} (groups=${goStrings(groups)})`;
}
