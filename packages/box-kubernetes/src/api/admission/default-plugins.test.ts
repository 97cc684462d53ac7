/** Words and causes as a Kubernetes 1.32 API server has them. */
import { PODS, SERVICE_ACCOUNTS, SERVICES, seededRandom, systemClock } from "@inlay/resources";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startControlPlane, type ControlPlane } from "../../control-plane.ts";
import type { Api } from "../api.ts";

let plane: ControlPlane;
let api: Api;
beforeAll(async () => {
  plane = await startControlPlane({ clock: systemClock, random: seededRandom(7) }, () => {
    throw new Error("no kubelet runs here");
  });
  ({ api } = plane);
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace: "default" } };
  await api.create(SERVICE_ACCOUNTS, account);
  await api.create(SERVICES, service("taken", { type: "NodePort", ports: [{ port: 80, nodePort: 31_234 }] }));
});
afterAll(() => plane?.close());

const service = (name: string, spec: object) => ({
  apiVersion: "v1",
  kind: "Service" as const,
  metadata: { name, namespace: "default" },
  spec,
});

test.each([
  [
    { clusterIP: "1.2.3.4", ports: [{ port: 80 }] },
    'Service "s" is invalid: spec.clusterIPs: Invalid value: []string{"1.2.3.4"}: failed to allocate IP 1.2.3.4: the provided IP (1.2.3.4) is not in the valid range. The range of valid IPs is 10.100.0.0/16',
  ],
  [
    { type: "NodePort", ports: [{ port: 80, nodePort: 80 }] },
    'Service "s" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
  ],
  [
    { type: "NodePort", ports: [{ port: 80, nodePort: 31_234 }] },
    'Service "s" is invalid: spec.ports[0].nodePort: Invalid value: 31234: provided port is already allocated',
  ],
])("an address or port that cannot be had is refused: %j", async (spec, message) => {
  await expect(api.create(SERVICES, service("s", spec))).rejects.toMatchObject({ status: 422, message });
});

test("a service keeps its own port when it is changed", async () => {
  await api.create(SERVICES, service("own", { type: "NodePort", ports: [{ port: 80, nodePort: 31_235 }] }));
  const key = { namespace: "default", name: "own" };
  const patch = { spec: { ports: [{ port: 81, nodePort: 31_235 }] } };
  expect(await api.patch(SERVICES, key, "merge", patch)).toMatchObject({ spec: { ports: [{ nodePort: 31_235 }] } });
});

test("a pod of a runtime class that is not there is rejected", async () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod" as const,
    metadata: { name: "pp", namespace: "default" },
    spec: {
      runtimeClassName: "nope",
      automountServiceAccountToken: false,
      containers: [{ name: "c", image: "pause" }],
    },
  };
  await expect(api.create(PODS, pod)).rejects.toMatchObject({
    status: 403,
    message: 'pods "pp" is forbidden: pod rejected: RuntimeClass "nope" not found',
  });
});
