import { expect, test } from "vitest";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { decodeObject } from "../schema/decode-object.ts";
import { at } from "../schema/paths.ts";
import { podTemplateHash } from "./pod-template-hash.ts";
import { quantityDump } from "./quantity-dump.ts";

const deployments = builtInDefinitions().find((d) => d.kind === "Deployment")!;
function template(spec: object, labels: object): object {
  const body = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "d" },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
  const { object } = decodeObject(deployments, body);
  deployments.applyDefaults(object);
  return at(object, "spec", "template") as object;
}

const inflate = (cpu: string | number) =>
  template(
    {
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000 },
      containers: [
        {
          name: "inflate",
          image: "public.ecr.aws/eks-distro/kubernetes/pause:3.7",
          resources: { requests: { cpu } },
          securityContext: { allowPrivilegeEscalation: false },
        },
      ],
    },
    { app: "inflate" },
  );

test("the sample deployment has the name that it has on a real cluster", () => {
  expect(podTemplateHash(inflate(1))).toBe("5c5f75666d");
});

test("how a quantity is written does not matter", () => {
  expect(podTemplateHash(inflate("1000m"))).toBe(podTemplateHash(inflate(1)));
  expect(podTemplateHash(inflate(2))).not.toBe(podTemplateHash(inflate(1)));
});

test("a recorded deployment of one container has its recorded hash", () => {
  expect(
    podTemplateHash(template({ containers: [{ name: "c", image: "registry.k8s.io/pause:3.10" }] }, { app: "d" })),
  ).toBe("5f54f7d4db");
});

test("a collision gives another name", () => {
  expect(podTemplateHash(inflate(1), 1)).not.toBe(podTemplateHash(inflate(1)));
});

test("quantities keep their text only where Go's parser does", () => {
  expect(quantityDump("100m")).toContain(
    "value:(int64)100 scale:(resource.Scale)-3} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)100m Format:(resource.Format)DecimalSI",
  );
  expect(quantityDump("128Mi")).toContain("s:(string) Format:(resource.Format)BinarySI");
  expect(quantityDump("200Ti")).toContain("abs:(big.nat)[17136196582144737280 11920]} scale:(inf.Scale)9");
});
