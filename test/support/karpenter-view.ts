import type { BoxProcess } from "./box-process.ts";
import { until } from "./wait.ts";

interface Event {
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

/** Waits for an event about this object (of any name: `""`). @returns its message. */
export async function untilEvent(
  box: BoxProcess,
  reason: string,
  kind: string,
  name = "",
  deadlineMs = 90_000,
): Promise<string> {
  const selector = `reason=${reason},involvedObject.kind=${kind}${name && `,involvedObject.name=${name}`}`;
  return until(
    `an event ${reason} of ${kind} ${name}`,
    async () => {
      const { items } = await box.json<{ items: Event[] }>(`get events -A --field-selector ${selector}`);
      return items.at(-1)?.message;
    },
    deadlineMs,
  );
}

export interface ManagedNode {
  readonly claim: string;
  readonly node: string;
  readonly instance: string;
}

/** The nodes that Karpenter has now: claims with their nodes and instances. */
export async function managedNodes(box: BoxProcess): Promise<readonly ManagedNode[]> {
  const { items } = await box.json("get nodeclaims");
  return items.map(({ metadata, status }) => ({
    claim: metadata.name,
    node: (status?.nodeName as string | undefined) ?? "",
    instance: ((status?.providerID as string | undefined) ?? "").split("/").at(-1)!,
  }));
}

/** The only node that Karpenter has. */
export async function onlyNode(box: BoxProcess): Promise<ManagedNode> {
  const nodes = await managedNodes(box);
  if (nodes.length !== 1) throw new Error(`one node is expected, not ${JSON.stringify(nodes)}`);
  return nodes[0]!;
}

export async function untilGone(box: BoxProcess, resource: string, name: string, deadlineMs = 120_000): Promise<void> {
  await until(
    `${resource} ${name} to be gone`,
    async () => (await box.kubectl(`get ${resource} ${name}`)).stderr.includes("NotFound"),
    deadlineMs,
  );
}

/** Where this Deployment's pods run, unscheduled ones left out. */
export async function nodesOfPods(box: BoxProcess, app: string): Promise<readonly string[]> {
  const { items } = await box.json(`get pods -A -l app=${app}`);
  return items.flatMap(({ spec }) => (typeof spec.nodeName === "string" ? [spec.nodeName] : []));
}

/** What the controller's pods have logged, as objects. */
export async function controllerLog(box: BoxProcess): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const text = await box.ok("logs -n karpenter -l app.kubernetes.io/name=karpenter -c controller --tail=-1");
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
