import type { StructuralSchema } from "./custom-resource-definition.ts";
import { flag, integer, listOf, mapOf, objectOf, oneOf, rules, text } from "./schema-shapes.ts";

/** 1–59000Gi, 1–64000G, 1–58Ti, 1–64T. */
const VOLUME_SIZE =
  "^((?:[1-9][0-9]{0,3}|[1-4][0-9]{4}|[5][0-8][0-9]{3}|59000)Gi|(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|[6][0-3][0-9]{3}|64000)G|([1-9]|[1-5][0-7]|58)Ti|([1-9]|[1-5][0-9]|6[0-3]|64)T)$";

export const blockDeviceMappings: StructuralSchema = listOf(
  "Disks of the nodes; absent means the image family's.",
  objectOf("One disk.", {
    deviceName: text("Device name, such as /dev/xvda."),
    rootVolume: flag("Whether the kubelet keeps its data here; at most one disk says so."),
    ebs: objectOf(
      "The EBS volume that is made for it.",
      {
        volumeSize: text("Size in Gi, G, Ti or T.", { pattern: VOLUME_SIZE }),
        volumeType: oneOf("Type of the volume.", ["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"]),
        encrypted: flag("Whether the volume is encrypted."),
        deleteOnTermination: flag("Whether the volume is deleted with its instance."),
        iops: integer("I/O operations per second, for io1, io2 and gp3.", "int64"),
        throughput: integer("Throughput in MiB per second, for gp3.", "int64"),
        kmsKeyID: text("Key that the volume is encrypted with."),
        snapshotID: text("Snapshot that the volume is made from."),
        volumeInitializationRate: integer("Rate in MiB per second at which a snapshot is loaded.", "int32", {
          minimum: 100,
          maximum: 300,
        }),
      },
      rules(
        ["has(self.snapshotID) || has(self.volumeSize)", "snapshotID or volumeSize must be defined"],
        [
          "!has(self.volumeInitializationRate) || (has(self.snapshotID) && self.snapshotID != '')",
          "snapshotID must be set when volumeInitializationRate is set",
        ],
      ),
    ),
  }),
  {
    maxItems: 50,
    ...rules([
      "self.filter(x, has(x.rootVolume) ? x.rootVolume == true : false).size() <= 1",
      "must have only one blockDeviceMappings with rootVolume",
    ]),
  },
);

export const metadataOptions: StructuralSchema = objectOf(
  "How the instance metadata service answers on nodes.",
  {
    httpEndpoint: oneOf("Whether it answers at all.", ["enabled", "disabled"], { default: "enabled" }),
    httpProtocolIPv6: oneOf("Whether it answers over IPv6.", ["enabled", "disabled"], { default: "disabled" }),
    httpPutResponseHopLimit: integer("How many network hops its answers may travel.", "int64", {
      minimum: 1,
      maximum: 64,
      default: 1,
    }),
    httpTokens: oneOf("Whether requests need a session token.", ["required", "optional"], { default: "required" }),
  },
  {
    default: {
      httpEndpoint: "enabled",
      httpProtocolIPv6: "disabled",
      httpPutResponseHopLimit: 1,
      httpTokens: "required",
    },
  },
);

export const instanceTags: StructuralSchema = mapOf(
  "Tags of everything that is made at EC2 for a node.",
  { type: "string" },
  rules(
    ["self.all(k, k != '')", "empty tag keys aren't supported"],
    ["self.all(k, k != 'eks:eks-cluster-name')", "tag contains a restricted tag matching eks:eks-cluster-name"],
    [
      "self.all(k, !k.startsWith('kubernetes.io/cluster'))",
      "tag contains a restricted tag matching kubernetes.io/cluster/",
    ],
    ["self.all(k, k != 'karpenter.sh/nodepool')", "tag contains a restricted tag matching karpenter.sh/nodepool"],
    ["self.all(k, k != 'karpenter.sh/nodeclaim')", "tag contains a restricted tag matching karpenter.sh/nodeclaim"],
    [
      "self.all(k, k != 'karpenter.k8s.aws/ec2nodeclass')",
      "tag contains a restricted tag matching karpenter.k8s.aws/ec2nodeclass",
    ],
  ),
);

export const networkInterfaces: StructuralSchema = listOf(
  "Network interfaces of the nodes; absent means one.",
  objectOf(
    "One network interface.",
    {
      networkCardIndex: integer("Network card that it is on.", "int32", { minimum: 0 }),
      deviceIndex: integer("Its place on the card.", "int32", { minimum: 0 }),
      interfaceType: oneOf("What it is for.", ["interface", "efa-only"]),
    },
    { required: ["networkCardIndex", "deviceIndex", "interfaceType"] },
  ),
  {
    maxItems: 150,
    ...rules(
      [
        "self.size() == 0 || self.exists(x, x.networkCardIndex == 0 && x.deviceIndex == 0 && x.interfaceType == 'interface')",
        "networkInterfaces must contain an 'interface' with networkCardIndex 0 and deviceIndex 0",
      ],
      [
        "self.all(x, self.filter(y, y.networkCardIndex == x.networkCardIndex && y.deviceIndex == x.deviceIndex).size() == 1)",
        "networkInterfaces must not repeat a combination of networkCardIndex and deviceIndex",
      ],
      [
        "self.all(x, x.interfaceType != 'efa-only' || self.filter(y, y.networkCardIndex == x.networkCardIndex && y.interfaceType == 'efa-only').size() == 1)",
        "networkInterfaces may have at most one 'efa-only' interface per network card",
      ],
    ),
  },
);

export const connectionTracking: StructuralSchema = objectOf(
  "After how many seconds idle connections are forgotten.",
  {
    tcpEstablishedTimeout: integer("Idle TCP connections.", "int32", { minimum: 60, maximum: 432_000 }),
    udpStreamTimeout: integer("Idle UDP flows with more than one request and answer.", "int32", {
      minimum: 60,
      maximum: 180,
    }),
    udpTimeout: integer("Idle UDP flows with one request and answer.", "int32", { minimum: 30, maximum: 60 }),
  },
  rules([
    "has(self.tcpEstablishedTimeout) || has(self.udpStreamTimeout) || has(self.udpTimeout)",
    "expected at least one, got none, ['tcpEstablishedTimeout', 'udpStreamTimeout', 'udpTimeout']",
  ]),
);
