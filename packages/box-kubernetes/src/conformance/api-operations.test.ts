import type { KubeObject, ResourceRef } from "@inlay/resources";
import { afterAll, beforeAll, expect, test } from "vitest";
import { template, wholeCluster, type WholeCluster } from "../testing/whole-cluster.ts";

/** "should support … API operations" of Kubernetes' conformance tests: each kind can be made, read, watched, changed and deleted. */

let cluster: WholeCluster;
beforeAll(async () => {
  cluster = await wholeCluster([]);
});
afterAll(() => cluster.close());

interface Kind {
  readonly resource: ResourceRef;
  readonly cluster?: true;
  readonly object: object;
  /** Merge patch of the status, where there is one. */
  readonly status?: object;
}

const ref = (group: string, resource: string, version = "v1"): ResourceRef => ({ group, version, resource });
const hooks = [
  {
    name: "w.example.com",
    clientConfig: { url: "https://127.0.0.1:1/" },
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["nothing"] }],
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    matchConditions: [{ name: "never", expression: "object.metadata.name == 'never'" }],
  },
];
/** Of `O=devs, CN=e2e-user`. */
const SIGNING_REQUEST =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIY01JR0VBZ0VBTUNJeERUQUxCZ05WQkFvTUJHUmxkbk14RVRBUEJnTlZCQU1NQ0dVeVpTMTFjMlZ5TUZrdwpFd1lIS29aSXpqMENBUVlJS29aSXpqMERBUWNEUWdBRVhRa0Q1Y1RhTktzajArSDkwN0lCNDhLL0pObU1vREE3CkdxMGwwN2FWZkN0QlRTdW9DOHd4eklQSy9SWnd1L3lPb1grTi9rZXUvTmVlcHZ6Q3JkS0paS0FBTUFvR0NDcUcKU000OUJBTUNBMGNBTUVRQ0lHYUtNT2dWYm94YjVGYmp5YytUeGpPa3pFb1RrdUhJcVRvSjQvYlhsdWhyQWlCaQp6OWVQUmd2dzRyemRWS21HRG16QTJvcmR5SzNJbmg1dTF3Y1ExR1pKa2c9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K";
const quantity = { storage: "1Gi" };

const KINDS: Readonly<Record<string, Kind>> = {
  CertificateSigningRequest: {
    resource: ref("certificates.k8s.io", "certificatesigningrequests"),
    cluster: true,
    object: { spec: { request: SIGNING_REQUEST, signerName: "example.com/e2e", usages: ["client auth"] } },
  },
  FlowSchema: {
    resource: ref("flowcontrol.apiserver.k8s.io", "flowschemas"),
    cluster: true,
    object: { spec: { priorityLevelConfiguration: { name: "exempt" }, matchingPrecedence: 500 } },
    status: { conditions: [{ type: "Dangling", status: "False" }] },
  },
  PriorityLevelConfiguration: {
    resource: ref("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations"),
    cluster: true,
    object: { spec: { type: "Limited", limited: { limitResponse: { type: "Reject" } } } },
    status: { conditions: [{ type: "Mine", status: "True" }] },
  },
  ValidatingAdmissionPolicy: {
    resource: ref("admissionregistration.k8s.io", "validatingadmissionpolicies"),
    cluster: true,
    object: {
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: ["x.io"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["nothing"] }],
        },
        validations: [{ expression: "object.spec.replicas <= 100" }],
      },
    },
    status: {
      conditions: [
        { type: "Mine", status: "True", reason: "R", message: "", lastTransitionTime: "2026-01-01T00:00:00Z" },
      ],
    },
  },
  ValidatingAdmissionPolicyBinding: {
    resource: ref("admissionregistration.k8s.io", "validatingadmissionpolicybindings"),
    cluster: true,
    object: { spec: { policyName: "p", validationActions: ["Deny"] } },
  },
  ValidatingWebhookConfiguration: {
    resource: ref("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
    cluster: true,
    object: { webhooks: hooks },
  },
  MutatingWebhookConfiguration: {
    resource: ref("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
    cluster: true,
    object: { webhooks: hooks },
  },
  Ingress: {
    resource: ref("networking.k8s.io", "ingresses"),
    object: { spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } } },
    status: { loadBalancer: { ingress: [{ ip: "169.1.1.1" }] } },
  },
  IngressClass: {
    resource: ref("networking.k8s.io", "ingressclasses"),
    cluster: true,
    object: { spec: { controller: "example.com/c" } },
  },
  EndpointSlice: {
    resource: ref("discovery.k8s.io", "endpointslices"),
    object: { addressType: "IPv4", endpoints: [{ addresses: ["10.1.2.3"] }], ports: [] },
  },
  RuntimeClass: { resource: ref("node.k8s.io", "runtimeclasses"), cluster: true, object: { handler: "runc" } },
  CSIDriver: {
    resource: ref("storage.k8s.io", "csidrivers"),
    cluster: true,
    object: { spec: { attachRequired: false } },
  },
  CSINode: { resource: ref("storage.k8s.io", "csinodes"), cluster: true, object: { spec: { drivers: [] } } },
  CSIStorageCapacity: {
    resource: ref("storage.k8s.io", "csistoragecapacities"),
    object: { storageClassName: "gp3" },
  },
  StorageClass: {
    resource: ref("storage.k8s.io", "storageclasses"),
    cluster: true,
    object: { provisioner: "example.com/p" },
  },
  VolumeAttachment: {
    resource: ref("storage.k8s.io", "volumeattachments"),
    cluster: true,
    object: { spec: { attacher: "a", nodeName: "n", source: { persistentVolumeName: "v" } } },
    status: { attached: true },
  },
  PersistentVolume: {
    resource: ref("", "persistentvolumes"),
    cluster: true,
    object: { spec: { capacity: quantity, accessModes: ["ReadWriteOnce"], hostPath: { path: "/tmp" } } },
    status: { message: "m", reason: "R" },
  },
  PersistentVolumeClaim: {
    resource: ref("", "persistentvolumeclaims"),
    object: {
      spec: { storageClassName: "none", accessModes: ["ReadWriteOnce"], resources: { requests: quantity } },
    },
    status: { conditions: [{ type: "Mine", status: "True" }] },
  },
  Lease: { resource: ref("coordination.k8s.io", "leases"), object: { spec: { holderIdentity: "me" } } },
  PodTemplate: { resource: ref("", "podtemplates"), object: { template: template("t") } },
  LimitRange: {
    resource: ref("", "limitranges"),
    object: { spec: { limits: [{ type: "PersistentVolumeClaim", max: { storage: "100Gi" } }] } },
  },
  ResourceQuota: {
    resource: ref("", "resourcequotas"),
    object: { spec: { hard: { secrets: "50" } } },
    status: { hard: { secrets: "50" } },
  },
  PriorityClass: { resource: ref("scheduling.k8s.io", "priorityclasses"), cluster: true, object: { value: 10 } },
  CronJob: {
    resource: ref("batch", "cronjobs"),
    object: {
      spec: { schedule: "0 0 1 1 *", jobTemplate: { spec: { template: template("c", { restartPolicy: "Never" }) } } },
    },
    status: { lastScheduleTime: "2026-01-01T00:00:00Z" },
  },
  ControllerRevision: { resource: ref("apps", "controllerrevisions"), object: { revision: 1, data: {} } },
  Endpoints: { resource: ref("", "endpoints"), object: { subsets: [] } },
  ServiceAccount: { resource: ref("", "serviceaccounts"), object: {} },
  Secret: { resource: ref("", "secrets"), object: { data: { a: "YQ==" } } },
  ConfigMap: { resource: ref("", "configmaps"), object: { data: { a: "b" } } },
  Service: {
    resource: ref("", "services"),
    object: { spec: { ports: [{ port: 80 }] } },
    status: { loadBalancer: { ingress: [{ ip: "203.0.113.1" }] } },
  },
  Event: {
    resource: ref("", "events"),
    object: {
      involvedObject: { kind: "Pod", name: "p", namespace: "default" },
      reason: "R",
      message: "m",
      type: "Normal",
    },
  },
  "Event of events.k8s.io": {
    resource: ref("events.k8s.io", "events"),
    object: {
      regarding: { kind: "Pod", name: "p", namespace: "default" },
      eventTime: "2026-01-01T00:00:00.000000Z",
      reportingController: "test/c",
      reportingInstance: "i",
      action: "Do",
      reason: "R",
      type: "Normal",
    },
  },
  HorizontalPodAutoscaler: {
    resource: ref("autoscaling", "horizontalpodautoscalers", "v2"),
    object: { spec: { maxReplicas: 3, scaleTargetRef: { kind: "Deployment", apiVersion: "apps/v1", name: "d" } } },
  },
  NetworkPolicy: { resource: ref("networking.k8s.io", "networkpolicies"), object: { spec: { podSelector: {} } } },
};

test.for(Object.entries(KINDS))("%s", async ([kind, { resource, cluster: isClusterScoped, object, status }]) => {
  const { api } = cluster;
  const name = "operations";
  const key = isClusterScoped ? { name } : { namespace: "default", name };
  const options = { labelSelector: `of=${name}` };
  const seen: string[] = [];
  const stop = api.watch<KubeObject>(resource, options, ({ type }) => void seen.push(type));
  const apiVersion = resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
  const draft = { apiVersion, kind: kind.split(" ")[0], metadata: { ...key, labels: { of: name } }, ...object };
  const made = await api.create<KubeObject>(resource, draft as never);
  expect(api.get(resource, key)?.metadata.uid).toBe(made.metadata.uid);
  expect(api.list(resource, options)).toHaveLength(1);
  const patched = await api.patch<KubeObject>(resource, key, "merge", {
    metadata: { annotations: { patched: "true" } },
  });
  expect(patched.metadata.annotations?.["patched"]).toBe("true");
  const current = api.get<KubeObject>(resource, key)!;
  const annotations = { ...current.metadata.annotations, updated: "true" };
  const updated = await api.update<KubeObject>(resource, {
    ...current,
    metadata: { ...current.metadata, annotations },
  });
  expect(updated.metadata.annotations).toMatchObject({ patched: "true", updated: "true" });
  if (status) {
    const written = await api.patch<KubeObject>(resource, key, "merge", { status }, { subresource: "status" });
    expect(written).toMatchObject({ status });
  }
  await api.patch<KubeObject>(resource, key, "merge", { metadata: { finalizers: null } });
  await api.delete(resource, key);
  await cluster.clock.pass(2_000);
  expect(api.get(resource, key)).toBeUndefined();
  stop();
  expect([...new Set(seen)]).toEqual(["ADDED", "MODIFIED", "DELETED"]);
});
