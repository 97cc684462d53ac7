/** Who calls, as `userInfo` in reviews. */
export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** system:masters: everything, without looking at roles. */
export const ADMIN: User = { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };
export const ANONYMOUS: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };

/** @example serviceAccountUser("kube-system", "job-controller").name // "system:serviceaccount:kube-system:job-controller" */
export function serviceAccountUser(namespace: string, name: string, uid?: string): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    ...(uid === undefined ? {} : { uid }),
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
  };
}

export function nodeUser(nodeName: string): User {
  return { name: `system:node:${nodeName}`, groups: ["system:nodes", "system:bootstrappers", "system:authenticated"] };
}
