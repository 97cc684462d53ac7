import {
  editedKarpenterValues,
  editedKubernetesValues,
  withNodeRoleMapped,
} from "../../packages/profiles/src/testing/built-in-packs.ts";
import { CLUSTER, type ManagedCluster, type TestLayer } from "./managed-cluster.ts";

export const ACCOUNT = "arn:aws:iam::123456789012";

/** The Kubernetes layer as the page edits it, with one more role of nodes mapped. */
export const withOtherRole = (role: string): string =>
  withNodeRoleMapped(editedKubernetesValues(), `${ACCOUNT}:role/${CLUSTER}-${role}`);

/** The layers of the profile that the page's first section makes. */
export const editedInfrastructure = (cluster: ManagedCluster): readonly TestLayer[] =>
  cluster.infrastructure(
    { "kubernetes-eks": editedKubernetesValues() },
    { name: "karpenter", values: editedKarpenterValues() },
  );
