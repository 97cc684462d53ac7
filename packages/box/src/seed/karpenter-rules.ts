import { rule, type PolicyRule } from "./seed-object.ts";

const READ = "get list watch";

/** What Karpenter's chart grants its service account (charts of core and AWS provider, 1.14). */
export const KARPENTER_RULES = {
  core: [
    rule(
      "karpenter.sh",
      "nodepools nodepools/status nodeclaims nodeclaims/status nodeoverlays nodeoverlays/status",
      READ,
    ),
    rule("autoscaling.x-k8s.io", "capacitybuffers capacitybuffers/status", READ),
    rule(
      "",
      "pods nodes persistentvolumes persistentvolumeclaims replicationcontrollers namespaces podtemplates events",
      READ,
    ),
    rule("storage.k8s.io", "storageclasses csinodes volumeattachments", READ),
    rule("apps", "daemonsets deployments replicasets statefulsets", READ),
    rule("policy", "poddisruptionbudgets", READ),
    rule("karpenter.sh", "nodeclaims nodeclaims/status", "create delete update patch"),
    rule("karpenter.sh", "nodepools nodepools/status nodeoverlays/status", "update patch"),
    rule("autoscaling.x-k8s.io", "capacitybuffers/status", "update patch"),
    rule("", "events", "create patch"),
    rule("", "nodes", "patch delete update"),
    rule("", "pods/eviction", "create"),
    rule("", "pods", "delete"),
  ],
  aws: [
    rule("karpenter.k8s.aws", "ec2nodeclasses", READ),
    rule("karpenter.k8s.aws", "ec2nodeclasses ec2nodeclasses/status", "patch update"),
  ],
  leaderElection: [
    rule("coordination.k8s.io", "leases", "get watch create"),
    rule("coordination.k8s.io", "leases", "patch update", ["karpenter-leader-election"]),
  ],
  /** For people who administer a namespace or the cluster. */
  admin: [
    rule(
      "karpenter.sh",
      "nodepools nodepools/status nodeclaims nodeclaims/status",
      "get list watch create delete update patch",
    ),
    rule("karpenter.k8s.aws", "ec2nodeclasses", "get list watch create delete update patch"),
  ],
} as const satisfies Record<string, readonly PolicyRule[]>;
