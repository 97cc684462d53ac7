import { expect, test } from "vitest";
import { decodeAs, decodeMetadata } from "./decode.ts";
import { goKind } from "./go-types.ts";

const deployment = goKind("apps/v1", "Deployment")!;
const decode = (spec: object) =>
  decodeAs(deployment, { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d" }, spec });
const withContainer = (container: object) => ({ template: { spec: { containers: [{ name: "c", ...container }] } } });

test("unknown fields are dropped and listed with their path, in the order of the document", () => {
  const { object, unknownFields } = decode({ bogus: 1, ...withContainer({ imagee: "x" }) });
  expect(unknownFields).toEqual([
    'unknown field "spec.bogus"',
    'unknown field "spec.template.spec.containers[0].imagee"',
  ]);
  expect(object["spec"]).not.toHaveProperty("bogus");
});

test("quantities become canonical", () => {
  const { object } = decode(
    withContainer({ resources: { requests: { cpu: 1, memory: "1.5Gi" }, limits: { cpu: "1000m" } } }),
  );
  expect(object["spec"]).toMatchObject({
    template: {
      spec: { containers: [{ resources: { limits: { cpu: "1" }, requests: { cpu: "1", memory: "1536Mi" } } }] },
    },
  });
});

test("what Go leaves out when empty is gone, what it always writes is there", () => {
  const { object } = decode(withContainer({ command: [], args: null, workingDir: "" }));
  expect(object).toEqual({
    kind: "Deployment",
    apiVersion: "apps/v1",
    metadata: { name: "d", creationTimestamp: null },
    spec: {
      selector: null,
      strategy: {},
      template: { metadata: { creationTimestamp: null }, spec: { containers: [{ name: "c", resources: {} }] } },
    },
    status: {},
  });
});

test.for([
  [{ replicas: "3" }, "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"],
  [
    { replicas: 1.5 },
    "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
  ],
  [{ paused: 1 }, "json: cannot unmarshal number into Go struct field DeploymentSpec.spec.paused of type bool"],
  [
    withContainer({ imagePullPolicy: 1 }),
    "json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.imagePullPolicy of type v1.PullPolicy",
  ],
  [
    withContainer({ ports: {} }),
    "json: cannot unmarshal object into Go struct field Container.spec.template.spec.containers.ports of type []v1.ContainerPort",
  ],
  [
    withContainer({ resources: { limits: { cpu: "1x" } } }),
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
] as const)("%j is refused as Go's decoder refuses it", ([spec, message]) => {
  expect(decode(spec).error).toBe(message);
});

test("times become UTC with second precision", () => {
  const pod = goKind("v1", "Pod")!;
  const { object } = decodeAs(pod, { metadata: { deletionTimestamp: "2026-01-02T05:04:05.9+02:00" } });
  expect(object["metadata"]).toMatchObject({ deletionTimestamp: "2026-01-02T03:04:05Z" });
});

test("a custom resource's metadata has the type that all metadata has", () => {
  expect(decodeMetadata({ name: "x", labels: { a: 1 } }).error).toBe(
    "json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string",
  );
  expect(decodeMetadata("x").error).toBe("json: cannot unmarshal string into Go value of type v1.ObjectMeta");
  expect(decodeMetadata({ name: "x", bogus: 1 }).unknownFields).toEqual(['unknown field "metadata.bogus"']);
});

test("a key named __proto__ is data like any other", () => {
  const configMap = goKind("v1", "ConfigMap")!;
  const data = JSON.parse('{"__proto__":"x"}') as object;
  const { object } = decodeAs(configMap, { data });
  expect(JSON.stringify(object["data"])).toBe('{"__proto__":"x"}');
  expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
});
