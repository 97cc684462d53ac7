import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { controllerManifests } from "./controller-manifests.ts";

const facts = { clusterName: "shop", replicas: 2, nodeGroups: [], interruptionQueue: "" };

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly template: {
      readonly spec: {
        readonly affinity: unknown;
        readonly volumes?: unknown;
        readonly containers: readonly [
          { readonly image: string; readonly env: readonly { readonly name: string; readonly value?: string }[] },
        ];
      };
    };
  };
}

function manifests(more: Partial<Parameters<typeof controllerManifests>[0]> = {}): readonly Manifest[] {
  return parseAllDocuments(controllerManifests({ ...facts, ...more })).map((each) => each.toJS() as Manifest);
}

const kinds = (all: readonly Manifest[]): readonly string[] => all.map(({ kind }) => kind);

test("definitions and the namespace come before what needs them", () => {
  expect(kinds(manifests()).slice(0, 5)).toEqual([
    "CustomResourceDefinition",
    "CustomResourceDefinition",
    "CustomResourceDefinition",
    "Namespace",
    "ServiceAccount",
  ]);
});

test("without an image there is no Deployment, with one it runs that image for that cluster", () => {
  expect(kinds(manifests())).not.toContain("Deployment");
  const deployment = manifests({ image: "registry/inlay:1" }).find(({ kind }) => kind === "Deployment");
  const [container] = deployment!.spec!.template.spec.containers;
  expect(container.image).toBe("registry/inlay:1");
  expect(container.env).toContainEqual({ name: "CLUSTER_NAME", value: "shop" });
});

test("the service account names its role only when there is one", () => {
  const account = (roleArn?: string) =>
    manifests(roleArn === undefined ? {} : { roleArn }).find(({ kind }) => kind === "ServiceAccount")!.metadata;
  expect(account().annotations).toBeUndefined();
  expect(account("arn:aws:iam::123456789012:role/controller").annotations).toEqual({
    "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/controller",
  });
});

test("credentials are left to the cluster's webhook", () => {
  const deployment = manifests({ image: "registry/inlay:1", roleArn: "arn:aws:iam::123456789012:role/controller" });
  const spec = deployment.find(({ kind }) => kind === "Deployment")!.spec!.template.spec;
  expect(spec.volumes).toBeUndefined();
  expect(spec.containers[0].env.filter(({ name }) => name.startsWith("AWS_"))).toEqual([]);
});

test("the controller never runs on nodes that it made, and only on the node groups named", () => {
  const terms = (nodeGroups: readonly string[]) =>
    manifests({ image: "registry/inlay:1", nodeGroups }).find(({ kind }) => kind === "Deployment")!.spec!.template.spec
      .affinity;
  const never = { key: "karpenter.sh/nodepool", operator: "DoesNotExist" };
  const nodeAffinity = (matchExpressions: readonly unknown[]) => ({
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
  });
  expect(terms([])).toMatchObject(nodeAffinity([never]));
  expect(terms(["a", "b"])).toMatchObject(
    nodeAffinity([never, { key: "eks.amazonaws.com/nodegroup", operator: "In", values: ["a", "b"] }]),
  );
});
