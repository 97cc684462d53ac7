import { isAwsError } from "@inlay/aws";
import { upgradeTo } from "../../eks/kubernetes-version.ts";
import type { OrderOfWork } from "../order-of-work.ts";
import { StepFailed, until, type Step } from "./step.ts";

/** EKS brings the control plane to the next minor version; there is no way back from it. Nodes follow, never lead. */
export function upgradeControlPlane(work: OrderOfWork): readonly Step[] {
  const version = upgradeTo(work.before.layers, work.after.layers);
  if (version === undefined) return [];
  const name = work.eksClusterName;
  return [
    {
      key: "control-plane",
      name: `Control plane to Kubernetes ${version}`,
      run: async (context) => {
        const { aws, patience, signal } = context;
        await until(
          context,
          // EKS takes up to an hour.
          3 * patience.nodeGroup,
          async () => {
            const { cluster } = await aws.call("eks", "DescribeCluster", { name }, { signal });
            if (cluster?.version === version && cluster.status === "ACTIVE") return true;
            if (cluster?.version !== version && cluster?.status === "ACTIVE")
              await aws.call("eks", "UpdateClusterVersion", { name, version }, { signal }).catch((error: unknown) => {
                if (!isAwsError(error, "ResourceInUseException")) throw error;
              });
            await context.report(`the control plane is at ${cluster?.version}, ${cluster?.status}`);
            return undefined;
          },
          () => new StepFailed(`the control plane is not at ${version} in time`, { object: `Cluster ${name}` }),
        );
        return `Kubernetes ${version}`;
      },
    },
  ];
}
