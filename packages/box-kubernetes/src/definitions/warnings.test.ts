import { expect, test } from "vitest";
import { podSpecWarnings } from "./warnings.ts";

test("labels that have newer names are told, wherever a pod asks for them", () => {
  const nodeSelectorTerms = [
    { matchExpressions: [{ key: "failure-domain.beta.kubernetes.io/zone", operator: "Exists" }] },
  ];
  const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
  expect(
    podSpecWarnings({ nodeSelector: { "beta.kubernetes.io/os": "linux" }, affinity: { nodeAffinity } }, "spec"),
  ).toEqual([
    'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  ]);
});

test("variables and ports that stand twice are told", () => {
  const env = [{ name: "A" }, { name: "A" }];
  const ports = [{ containerPort: 80, protocol: "TCP" }, { containerPort: 80, protocol: "UDP" }, { containerPort: 80, protocol: "TCP" }]; // prettier-ignore
  expect(podSpecWarnings({ containers: [{ name: "c", env, ports }] }, "spec.template.spec")).toEqual([
    'spec.template.spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
    "spec.template.spec.containers[0].ports[2]: duplicate port definition with spec.template.spec.containers[0].ports[0]",
  ]);
});

test("a plain pod has none", () => {
  expect(podSpecWarnings({ containers: [{ name: "c", image: "i" }] }, "spec")).toEqual([]);
});
