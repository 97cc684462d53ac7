import { randomUUID } from "node:crypto";

export type UpdateStatus = "InProgress" | "Successful" | "Failed";

/** One update of a cluster, a node group or an add-on, as `describe-update` tells it. */
export interface NodeGroupUpdate {
  readonly id: string;
  readonly type: "ConfigUpdate" | "VersionUpdate" | "AddonUpdate" | "AccessConfigUpdate";
  readonly createdAt: number;
  readonly params: readonly { readonly type: string; readonly value: string }[];
  status: UpdateStatus;
  errors: readonly {
    readonly errorCode: string;
    readonly errorMessage: string;
    readonly resourceIds: readonly string[];
  }[];
  /** What the machines of a version update start from. */
  readonly target?: { readonly version: string; readonly release: string; readonly force: boolean };
}

export function newUpdate(
  type: NodeGroupUpdate["type"],
  now: number,
  params: Readonly<Record<string, unknown>>,
  target?: NodeGroupUpdate["target"],
): NodeGroupUpdate {
  return {
    id: randomUUID(),
    type,
    createdAt: now,
    params: Object.entries(params)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => ({ type: key, value: typeof value === "string" ? value : JSON.stringify(value) })),
    status: "InProgress",
    errors: [],
    ...(target ? { target } : {}),
  };
}

export function describeUpdate({ id, status, type, params, createdAt, errors }: NodeGroupUpdate) {
  return { id, status, type, params, createdAt: new Date(createdAt), errors };
}
