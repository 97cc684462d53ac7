import type { MacroValue } from "./macro-expression.ts";

/** System macros by what follows `.spectro.system.`: `cluster.name`, `kubernetes.version`, … */
export type SystemMacros = Readonly<Record<string, string>>;

/** What macros may refer to. Found or not is told apart from empty. */
export interface MacroScope {
  readonly system: SystemMacros;
  /** User macros, precedence settled: see `mergeMacros`. */
  readonly macros: Readonly<Record<string, string>>;
  /** Values of the profile's variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** A value of another (or the same) layer's values. Undefined: there is no such pack or path. */
  readonly pack: (packName: string, path: readonly string[]) => MacroValue | undefined;
}

/** Names that Palette's documentation lists; a name that is not here is a mistake in the text, not a missing value. */
export const SYSTEM_MACROS: readonly string[] = [
  "user.name",
  "user.uid",
  "user.email",
  "tenant.uid",
  "project.name",
  "project.uid",
  "clusterprofile.name",
  "clusterprofile.uid",
  "clusterprofile.version",
  "clusterprofile.infra.name",
  "clusterprofile.infra.uid",
  "clusterprofile.infra.version",
  "cluster.name",
  "cluster.uid",
  "cluster.kubevip",
  "cloudaccount.name",
  "cloudaccount.uid",
  "kubernetes.version",
  "cloud.type",
  "cloud.region",
  "reverseproxy.server",
  "reverseproxy.port",
  "reverseproxy.protocol",
  "reverseproxy.vhostport",
  "appdeployment.tiername",
];

/** User macros as a cluster sees them: project over tenant over system. */
export function mergeMacros(levels: {
  readonly system?: Readonly<Record<string, string>>;
  readonly tenant?: Readonly<Record<string, string>>;
  readonly project?: Readonly<Record<string, string>>;
}): Readonly<Record<string, string>> {
  return { ...levels.system, ...levels.tenant, ...levels.project };
}
