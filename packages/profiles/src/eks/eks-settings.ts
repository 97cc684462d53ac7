/** What the Kubernetes layer (`kubernetes-eks`) asks of AWS, read from its values with macros replaced. */
export interface EksSettings {
  readonly irsaRoles: readonly IrsaRole[];
  readonly mapRoles: readonly MappedRole[];
  readonly mapUsers: readonly MappedUser[];
  /** IAM role of the managed node groups' machines; undefined: each group keeps the role it has. */
  readonly nodeRoleName?: string;
  readonly nodeRolePolicies: readonly string[];
  /** Where the role mapping stood: `managedControlPlane` is right, the top level is read as well. */
  readonly mappingAt: "managedControlPlane" | "top level" | "nowhere";
}

/** A role that a service account assumes by the cluster's OIDC provider; without one the audience is sts.amazonaws.com alone. */
export interface IrsaRole {
  readonly name: string;
  /** ARNs. */
  readonly policies: readonly string[];
  readonly serviceAccount?: { readonly name: string; readonly namespace: string };
}

export interface MappedRole {
  readonly rolearn: string;
  readonly username: string;
  readonly groups: readonly string[];
}

export interface MappedUser {
  readonly userarn: string;
  readonly username: string;
  readonly groups: readonly string[];
}

type Data = Readonly<Record<string, unknown>>;

/** Parts of the wrong shape count as absent: validation names them. */
export function readEksSettings(values: Data): EksSettings {
  const controlPlane = map(values["managedControlPlane"]);
  const machinePool = map(values["managedMachinePool"]);
  const nested = map(controlPlane["iamAuthenticatorConfig"]);
  const topLevel = map(values["iamAuthenticatorConfig"]);
  const mapped = (field: string): readonly Data[] => [...list(nested[field]), ...list(topLevel[field])].map(map);
  const nodeRoleName = text(machinePool["roleName"]);
  return {
    irsaRoles: list(controlPlane["irsaRoles"]).map(map).map(irsaRole),
    mapRoles: mapped("mapRoles").map((entry) => ({ rolearn: text(entry["rolearn"]), ...identity(entry) })),
    mapUsers: mapped("mapUsers").map((entry) => ({ userarn: text(entry["userarn"]), ...identity(entry) })),
    ...(nodeRoleName !== "" && { nodeRoleName }),
    nodeRolePolicies: list(machinePool["roleAdditionalPolicies"]).map(text),
    mappingAt:
      Object.keys(nested).length > 0
        ? "managedControlPlane"
        : Object.keys(topLevel).length > 0
          ? "top level"
          : "nowhere",
  };
}

function irsaRole(entry: Data): IrsaRole {
  const account = map(entry["serviceAccount"]);
  const [name, namespace] = [text(account["name"]), text(account["namespace"])];
  return {
    name: text(entry["name"]),
    policies: list(entry["policies"]).map(text),
    ...(name !== "" && { serviceAccount: { name, namespace: namespace || "default" } }),
  };
}

const identity = (entry: Data): { username: string; groups: readonly string[] } => ({
  username: text(entry["username"]),
  groups: list(entry["groups"]).map(text),
});

const map = (value: unknown): Data =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Data) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
