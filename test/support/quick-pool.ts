import type { BoxProcess } from "./box-process.ts";
import { until } from "./wait.ts";

/** A pool that reacts at once, in place of the page's patient one: tests of what happens, not of how long it takes. */
export const QUICK_POOL = `
apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: default
spec:
  template:
    spec:
      requirements:
        - { key: kubernetes.io/arch, operator: In, values: [amd64] }
        - { key: karpenter.sh/capacity-type, operator: In, values: [on-demand] }
        - { key: karpenter.k8s.aws/instance-category, operator: In, values: [c, m, r] }
        - { key: karpenter.k8s.aws/instance-generation, operator: Gt, values: ["2"] }
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: al2023-20250920 }
  disruption:
    consolidationPolicy: WhenEmptyOrUnderutilized
    consolidateAfter: 1s
    budgets: [{ nodes: "100%" }]
`;

/** A Deployment of pause pods that only Karpenter's nodes may run. */
export function load(name: string, replicas: number, cpu: string, extra: Record<string, unknown> = {}): string {
  return JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          terminationGracePeriodSeconds: 0,
          nodeSelector: { "karpenter.sh/nodepool": "default" },
          containers: [
            {
              name: "pause",
              image: "public.ecr.aws/eks-distro/kubernetes/pause:3.7",
              resources: { requests: { cpu } },
            },
          ],
          ...extra,
        },
      },
    },
  });
}

export async function allReady(
  box: BoxProcess,
  deployment: string,
  replicas: number,
  deadlineMs = 60_000,
): Promise<void> {
  await until(
    `${replicas} pods of ${deployment} to be ready`,
    async () => (await box.ok(`get deployment ${deployment}`)).includes(` ${replicas}/${replicas} `),
    deadlineMs,
  );
}
