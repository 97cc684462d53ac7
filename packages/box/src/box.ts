import { join } from "node:path";
import { createAwsSimulation, kubernetesVersion, listen, seedEksAccount, type BoxAwsSimulation } from "@inlay/box-aws";
import {
  ADMIN,
  CertificateAuthority,
  startKubernetes,
  type Api,
  type ClusterIdentity,
  type Kubernetes,
} from "@inlay/box-kubernetes";
import { NODES, PODS, seededRandom, type Node, type Pod } from "@inlay/resources";
import { BoxClock } from "./box-clock.ts";
import { ACCOUNT_ID, CLUSTER_NAME, REGION, type Box, type BoxOptions } from "./box-options.ts";
import { Closers } from "./closers.ts";
import { seedCluster } from "./cluster-seed.ts";
import { controlRoutes } from "./control/control-routes.ts";
import { listenForControl } from "./control/control-server.ts";
import { AccountJournal } from "./data-folder/account-journal.ts";
import { DataFolder, type KeptPorts } from "./data-folder/data-folder.ts";
import { FaultBoard } from "./faults/fault-board.ts";
import { OpenWatches } from "./faults/open-watches.ts";
import { BoxIdentities } from "./identity/box-identities.ts";
import { listenForPods } from "./identity/pod-identity-agent.ts";
import { AGENT_URI, podIdentityWebhook } from "./identity/pod-identity-webhook.ts";
import { verifyWebIdentity } from "./identity/web-identity.ts";
import { eksClusterNodes } from "./machines/eks-cluster-nodes.ts";
import { BootClockwork } from "./machines/boot-times.ts";
import { ConsoleMirror } from "./machines/console-mirror.ts";
import { MachinePark } from "./machines/machine-park.ts";
import { tellOfRefusal } from "./machines/refusal-events.ts";
import { ProcessRuntime } from "./processes/process-runtime.ts";
import { AWS_CONFIG_FILE, AWS_CREDENTIALS_FILE, KUBECONFIG_FILE } from "./run-folder/box-environment.ts";
import { awsConfig, awsCredentials, kubeconfig } from "./run-folder/client-files.ts";
import { RunFolder } from "./run-folder/run-folder.ts";
import { CONTROLLER_REPOSITORY } from "./seed/karpenter-chart.ts";

const ADMINISTRATOR = `arn:aws:iam::${ACCOUNT_ID}:user/admin`;
const NODE_GROUP_DEADLINE_MS = 20_000;
const CLOCK_FILE = "clock.json";
const ANY_PORTS: KeptPorts = { kubernetes: 0, aws: 0, control: 0 };

/** What start-box.ts does once it is loaded. @param newSigningKey for service account tokens, where none is kept */
export async function runBox(options: BoxOptions, newSigningKey?: Promise<string>): Promise<Box> {
  const clock = new BoxClock();
  const startedAt = clock.now();
  const facts = { clusterName: CLUSTER_NAME, region: REGION, startedAt: new Date(startedAt).toISOString() };
  const run = RunFolder.claim(options.name, facts, options.runFolder);
  const closers = new Closers();
  closers.add(() => run.remove());
  const close = () => closers.close(options.onTrouble);
  try {
    const parts = await startParts(options, newSigningKey, clock, run, closers);
    options.signal?.throwIfAborted();
    options.onStep("ready");
    return {
      record: run.record,
      account: ACCOUNT_ID,
      nodeGroup: parts.nodeGroup,
      nodes: parts.kubernetes.api.list<Node>(NODES).map(({ metadata }) => ({
        name: metadata.name,
        instanceType: metadata.labels?.["node.kubernetes.io/instance-type"] ?? "",
        inNodeGroup: metadata.labels?.["eks.amazonaws.com/nodegroup"] === parts.nodeGroup,
      })),
      whenControllerReady: async (signal) => {
        await controllerReady(parts.kubernetes.api, signal);
        return (clock.now() - startedAt) / 1000;
      },
      serverCertificate: async () => {
        const { certificateAuthority } = parts.kubernetes.identity;
        const authority = await CertificateAuthority.create(clock.now(), certificateAuthority);
        return { ...(await authority.serverCertificate(clock.now())), authority: certificateAuthority.certificate };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A controller of the box that could not do something and will try again. */
class ControllerTrouble extends Error {
  readonly code = "CONTROLLER_TROUBLE";

  constructor(controller: string, key: string, cause: unknown) {
    super(`${controller} ${key}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

interface Parts {
  readonly kubernetes: Kubernetes;
  readonly nodeGroup: string;
}

async function startParts(
  options: BoxOptions,
  newSigningKey: Promise<string> | undefined,
  clock: BoxClock,
  run: RunFolder,
  closers: Closers,
): Promise<Parts> {
  const { karpenter = true, onTrouble, seed, speed, signal } = options;
  const onStep = (step: string) => {
    signal?.throwIfAborted();
    options.onStep(step);
  };
  const data = options.dataFolder === undefined ? undefined : DataFolder.open(options.dataFolder);
  if (data) {
    closers.add(() => data.close());
    const offsetMs = data.read<{ readonly offsetMs: number }>(CLOCK_FILE)?.offsetMs ?? 0;
    clock.goOn(offsetMs, (jumpedTo) => data.write(CLOCK_FILE, { offsetMs: jumpedTo }));
  }
  const ports = portsOf(options, data);
  const faults = new FaultBoard(clock);
  closers.add(() => faults.clear());

  onStep("AWS");
  let kubernetes: Kubernetes | undefined;
  let journal: AccountJournal | undefined;
  const aws = createAwsSimulation({
    accountId: ACCOUNT_ID,
    region: REGION,
    clock,
    seed,
    speed,
    gate: faults.awsGate,
    verifyWebIdentity: async (token) =>
      verifyWebIdentity(token, kubernetes!.jwks(), kubernetes!.serviceAccountIssuer, clock.now()),
    restore: data && AccountJournal.load(data.path),
    whenKept: () => journal?.whenKept(),
  });
  closers.add(() => aws.close());
  const awsServer = await listen(aws, { port: ports.aws });
  closers.add(() => awsServer.close());
  const account = await seedEksAccount(aws, { clusterName: CLUSTER_NAME, karpenter });
  const keys = aws.issueAccessKey(ADMINISTRATOR);
  if (data) {
    const begun = AccountJournal.begin(data.path, () => aws.save(), onTrouble);
    journal = begun;
    closers.add(() => begun.close());
  }
  const identities = new BoxIdentities(aws, CLUSTER_NAME, [ADMINISTRATOR], () => kubernetes?.api);

  const podAgent = await listenForPods((token) =>
    aws.invoke("eks", "AssumeRoleForPodIdentity", { clusterName: CLUSTER_NAME, token }),
  );
  closers.add(() => podAgent.close());

  onStep("Kubernetes");
  const runtime = new ProcessRuntime([
    {
      repository: CONTROLLER_REPOSITORY,
      command: options.controller,
      portVariables: { 8080: "METRICS_PORT", 8081: "HEALTH_PROBE_PORT" },
      environment: ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: credentials }) => ({
        ...loopbackKubernetes(kubernetes!.url),
        ...(credentials === AGENT_URI && { AWS_CONTAINER_CREDENTIALS_FULL_URI: podAgent.url }),
        AWS_ENDPOINT_URL: awsServer.url,
        AWS_EC2_METADATA_DISABLED: "true",
        INLAY_REQUIRE_LOOPBACK_AWS: "true",
      }),
    },
  ]);
  const watches = new OpenWatches(faults.kubernetesGate);
  const identity = data?.read<ClusterIdentity>("cluster-identity.json");
  kubernetes = await startKubernetes({
    clock,
    random: seededRandom(seed),
    gitVersion: () => kubernetesVersion(aws.clusterFacts(CLUSTER_NAME)?.version ?? ""),
    port: ports.kubernetes,
    gate: watches,
    authenticateToken: (token) => identities.ofToken(token),
    mutatePod: podIdentityWebhook({
      region: REGION,
      isAssociated: (namespace, account) => aws.podIdentityRole(CLUSTER_NAME, namespace, account) !== undefined,
    }),
    containerRuntime: runtime,
    podFolder: run.path,
    onControllerFailure: (controller, key, error) => onTrouble(new ControllerTrouble(controller, key, error)),
    ...(data && { dataFolder: join(data.path, "objects") }),
    ...(identity && { identity }),
    ...(newSigningKey && { newSigningKey }),
  });
  data?.write("cluster-identity.json", kubernetes.identity);
  closers.add(() => kubernetes!.close());
  closers.add(() => runtime.close());
  const certificateAuthority = Buffer.from(kubernetes.certificateAuthorityPem).toString("base64");
  aws.setClusterEndpoint(CLUSTER_NAME, { endpoint: kubernetes.url, certificateAuthority });

  onStep("cluster");
  const facts = {
    ...account,
    clusterName: CLUSTER_NAME,
    karpenter,
    referencePool: options.referencePool,
  };
  await seedCluster(kubernetes.api, facts, clock);

  onStep("machines");
  const mirror = new ConsoleMirror(aws, clock, (id) => machines.console(id));
  const machines: MachinePark = new MachinePark({
    aws,
    api: kubernetes.api,
    clock,
    clockwork: new BootClockwork(seed, speed),
    speed,
    region: REGION,
    clusterName: CLUSTER_NAME,
    apiServerEndpoint: kubernetes.url,
    certificateAuthority,
    withoutCredentials: (roleArn) => aws.machineRefusal(roleArn),
    admits: (roleArn, nodeName) => identities.ofMachine(roleArn, nodeName),
    onRefused: ({ instanceId, privateDnsName }, why) =>
      void tellOfRefusal(kubernetes!.api, clock, privateDnsName, instanceId, why).catch(onTrouble),
    onConsole: (id) => mirror.changed(id),
    startKubelet: (machine) => kubernetes!.kubelets.boot(machine),
  });
  closers.add(() => machines.close());
  aws.setClusterNodes(
    CLUSTER_NAME,
    eksClusterNodes(aws, kubernetes.api, (id) => machines.refusal(id)),
  );
  await unlessAborted(machines.start(await nodeGroupSize(aws, account.nodeGroup), NODE_GROUP_DEADLINE_MS), signal);

  onStep("control API");
  const control = await listenForControl(
    controlRoutes({
      faults,
      aws,
      clock,
      whenKept: () => journal?.whenKept(),
      console: (id) => machines.console(id),
      cutWatches: (resource) => watches.cut(resource),
      status: () => ({ ...run.record, speed, seed, nodeGroup: account.nodeGroup, processes: runtime.pids }),
    }),
    ports.control,
  );
  closers.add(() => control.close());

  if (data) {
    const portOf = (url: string) => Number(new URL(url).port);
    data.write("ports.json", { kubernetes: kubernetes.port, aws: portOf(awsServer.url), control: portOf(control.url) });
  }
  const administrator = await kubernetes.clientCertificate(ADMIN);
  run.write(
    KUBECONFIG_FILE,
    kubeconfig({
      server: kubernetes.url,
      certificateAuthorityData: certificateAuthority,
      clientCertificate: administrator.certificate,
      clientKey: administrator.key,
    }),
  );
  const awsFacts = { region: REGION, endpointUrl: awsServer.url, ...keys };
  run.write(AWS_CONFIG_FILE, awsConfig(awsFacts));
  run.write(AWS_CREDENTIALS_FILE, awsCredentials(awsFacts));
  run.publish({ kubernetesUrl: kubernetes.url, awsUrl: awsServer.url, controlUrl: control.url });
  return { kubernetes, nodeGroup: account.nodeGroup };
}

/** @throws the signal's reason as soon as it is aborted; the work itself ends when its part is closed. */
function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason as Error);
    if (signal.aborted) aborted();
    signal.addEventListener("abort", aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}

/** The given port and the two after it; else those of an earlier start; else any. */
function portsOf({ port }: BoxOptions, data: DataFolder | undefined): KeptPorts {
  if (port !== undefined) return { kubernetes: port, aws: port + 1, control: port + 2 };
  return data?.read<KeptPorts>("ports.json") ?? ANY_PORTS;
}

async function nodeGroupSize(aws: BoxAwsSimulation, nodegroupName: string): Promise<number> {
  const input = { clusterName: CLUSTER_NAME, nodegroupName };
  const answer = await aws.invoke<{ nodegroup?: { scalingConfig?: { desiredSize?: number } } }>(
    "eks",
    "DescribeNodegroup",
    input,
  );
  return answer.nodegroup?.scalingConfig?.desiredSize ?? 0;
}

/** Where a pod's process finds the API server: the cluster's own addresses lead nowhere here. */
function loopbackKubernetes(url: string): Readonly<Record<string, string>> {
  const { hostname, port } = new URL(url);
  return { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, KUBERNETES_SERVICE_PORT_HTTPS: port };
}

/** @throws the signal's reason */
function controllerReady(api: Api, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let end: () => void = () => undefined;
    const finish = (settle: () => void) => {
      signal.removeEventListener("abort", aborted);
      queueMicrotask(() => end());
      settle();
    };
    const aborted = () => finish(() => reject(signal.reason as Error));
    if (signal.aborted) return reject(signal.reason as Error);
    signal.addEventListener("abort", aborted, { once: true });
    const options = { namespace: "karpenter", labelSelector: "app.kubernetes.io/name=karpenter" };
    end = api.watch<Pod>(PODS, options, ({ type, object }) => {
      const ready = object.status?.conditions?.some((each) => each.type === "Ready" && each.status === "True");
      if (type !== "DELETED" && ready) finish(resolve);
    });
  });
}
