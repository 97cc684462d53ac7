/** What a changed field of an infrastructure layer means for machines that run. */
export type RepaveEffect =
  | "none"
  /** Node groups that have another role must be replaced. */
  | "role"
  /** All node groups of ours get new machines. */
  | "roll"
  /** EKS cannot change it on a cluster that exists. */
  | "immutable";

export interface RepaveRule {
  /** Start of the field's path in the layer's values. */
  readonly path: string;
  readonly effect: RepaveEffect;
  readonly why: string;
}

/** First match counts. Source: EKS's UpdateClusterConfig and UpdateNodegroupConfig, which name what can change in place. */
export const KUBERNETES_RULES: readonly RepaveRule[] = [
  {
    path: "managedMachinePool.roleName",
    effect: "role",
    why: "EKS cannot change the role of a managed node group: a group with the new role replaces it",
  },
  {
    path: "managedMachinePool.roleAdditionalPolicies",
    effect: "none",
    why: "policies are attached to the role in place",
  },
  {
    path: "managedControlPlane.irsaRoles",
    effect: "none",
    why: "roles of service accounts live in IAM; no machine uses them",
  },
  { path: "managedControlPlane.iamAuthenticatorConfig", effect: "none", why: "role mapping is read at each sign-in" },
  { path: "iamAuthenticatorConfig", effect: "none", why: "role mapping is read at each sign-in" },
  { path: "managedControlPlane.logging", effect: "none", why: "EKS switches logs of the control plane in place" },
  {
    path: "managedControlPlane.oidcIdentityProvider",
    effect: "none",
    why: "EKS associates identity providers in place",
  },
  {
    path: "managedControlPlane.roleAdditionalPolicies",
    effect: "none",
    why: "policies are attached to the role in place",
  },
  { path: "managedControlPlane.roleName", effect: "immutable", why: "EKS cannot change the role of a cluster" },
  {
    path: "managedControlPlane.disableAssociateOIDCProvider",
    effect: "immutable",
    why: "it is settled when the cluster is made",
  },
  {
    path: "managedControlPlane.securityGroupOverrides.node",
    effect: "roll",
    why: "security groups stand in the launch template of the machines",
  },
  {
    path: "managedControlPlane.securityGroupOverrides",
    effect: "immutable",
    why: "EKS settles the control plane's network when the cluster is made",
  },
  { path: "clientConfig", effect: "none", why: "it only shapes kubeconfig files" },
  { path: "pack", effect: "none", why: "it only concerns how the layer is deployed" },
];

export const OTHER_KUBERNETES: RepaveRule = {
  path: "",
  effect: "none",
  why: "no machine takes its configuration from this field",
};
export const OPERATING_SYSTEM: RepaveRule = {
  path: "",
  effect: "roll",
  why: "the image and its settings are given to a machine when it starts",
};
export const KUBERNETES_VERSION: RepaveRule = {
  path: "",
  effect: "roll",
  why: "kubelets must follow the control plane's version",
};
export const IN_CLUSTER: RepaveRule = {
  path: "",
  effect: "none",
  why: "it is applied inside the cluster; its pods roll by themselves",
};

export function kubernetesRule(field: string): RepaveRule {
  return (
    KUBERNETES_RULES.find(({ path }) => field.startsWith(path) && !/^[A-Za-z]/.test(field.slice(path.length))) ??
    OTHER_KUBERNETES
  );
}
