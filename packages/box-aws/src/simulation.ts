import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ec2InstanceTypes } from "@inlay/ec2-catalogue";
import type { AwsCallGate, AwsService, AwsSimulation } from "./aws-simulation.ts";
import { createEc2Service, type Ec2Service } from "./ec2/ec2-service.ts";
import { ZONES } from "./ec2/zones.ts";
import { ImageCatalogue } from "./ec2/images.ts";
import type { ClusterNodes } from "./eks/cluster-nodes.ts";
import type { ClusterEndpoint } from "./eks/clusters.ts";
import { createEksService, type ClusterFacts, type EntryAccess } from "./eks/eks-service.ts";
import { Authorizer } from "./authorization/authorizer.ts";
import { Dispatcher } from "./http/dispatcher.ts";
import { createIamService } from "./iam/iam-service.ts";
import { Ledger } from "./ledger/ledger.ts";
import { createPricingService } from "./pricing/pricing-service.ts";
import type { Shape } from "./service/operation.ts";
import type { Service } from "./service/service.ts";
import { AccessKeys } from "./sigv4/access-keys.ts";
import { createSqsService } from "./sqs/sqs-service.ts";
import { createSsmService } from "./ssm/ssm-service.ts";
import { verifyEksToken } from "./sts/eks-token.ts";
import { trustsService } from "./sts/trust.ts";
import { sessionStarter } from "./sts/role-session.ts";
import { createStsService, type WebIdentityClaims } from "./sts/sts-service.ts";
import type { Clock } from "./time/clock.ts";

export interface AwsSimulationOptions {
  readonly accountId?: string;
  readonly region?: string;
  readonly clock: Clock;
  /** Equal seeds give equal ids, addresses and times. */
  readonly seed: number;
  /** Divides the machines' and the API's times; 1 is realistic. */
  readonly speed: number;
  readonly gate?: AwsCallGate;
  /**
   * Whether sessions of roles and users that IAM knows may do only what their policies allow: they may, unless this is `false`; then every
   * signed call is allowed. With the reference page's policy the controller is refused DescribeInstanceStatus, as on AWS, and says so once.
   */
  readonly enforcePolicies?: boolean;
  /** Checks a service-account token and returns its claims, or throws. */
  readonly verifyWebIdentity?: (token: string) => Promise<WebIdentityClaims>;
  /** What `save()` returned. */
  readonly restore?: unknown;
  /** Waited for before a call that may have changed something is answered; undefined: nothing is kept. */
  readonly whenKept?: () => Promise<void> | undefined;
}

/** The simulation as the box drives it. */
export interface BoxAwsSimulation extends AwsSimulation {
  /** Where the cluster's API server answers: known only once it listens. */
  setClusterEndpoint(clusterName: string, endpoint: ClusterEndpoint): void;
  /** How EKS sees and drains the cluster's nodes; without it a node group's machines count as nodes once they run. */
  setClusterNodes(clusterName: string, nodes: ClusterNodes): void;
  /** Why a machine with this role in its profile has no credentials that a node needs; undefined: it has. */
  machineRefusal(roleArn: string | undefined): string | undefined;
  /** What `GetConsoleOutput` shows. */
  setConsoleOutput(instanceId: string, text: string): void;
  /** The Kubernetes user of an IAM principal, from the cluster's access entries; undefined: mapped nowhere. */
  accessEntry(clusterName: string, arn: string): EntryAccess | undefined;
  clusterFacts(clusterName: string): ClusterFacts | undefined;
  /** The role that a pod identity association gives a service account. */
  podIdentityRole(clusterName: string, namespace: string, serviceAccount: string): string | undefined;
}

const PASS: AwsCallGate = { before: async () => ({ kind: "pass" }), after: async () => ({ kind: "pass" }) };

/** An AWS account and region in memory. */
export function createAwsSimulation(options: AwsSimulationOptions): BoxAwsSimulation {
  const { clock, seed, speed } = options;
  const accountId = options.accountId ?? "123456789012";
  const region = options.region ?? "us-east-1";
  const keys = new AccessKeys(clock, accountId);
  const ledger = new Ledger();

  const iam = createIamService({ accountId, clock, seed, keys });
  const images = new ImageCatalogue();
  const ec2: Ec2Service = createEc2Service({
    accountId,
    region,
    clock,
    seed,
    speed,
    images,
    instanceProfile: (nameOrArn) => iam.instanceProfile(nameOrArn),
  });
  const startSession = sessionStarter(keys, clock, accountId);
  const verifyWebIdentity =
    options.verifyWebIdentity ??
    (async () => {
      throw new Error("no identity provider is configured");
    });
  const eks = createEksService({
    accountId,
    region,
    clock,
    speed,
    ec2,
    iam,
    images,
    startSession,
    verifyToken: verifyWebIdentity,
  });
  const sqs = createSqsService({ accountId, region, clock });
  const services: Readonly<Record<AwsService, Service>> = {
    ec2,
    iam,
    eks,
    sqs,
    sts: createStsService({
      startSession,
      role: (arn) => iam.role(arn),
      identityProvider: (issuer, audiences) => iam.identityProvider(issuer, audiences),
      decide: (principalArn, action, resource) => authorizer.decide(principalArn, action, resource),
      verifyWebIdentity,
    }),
    ssm: createSsmService({ region, images: () => images.all() }),
    pricing: createPricingService({ price: (type) => ec2.onDemandPrice(type) }),
  };
  ec2.onEvent((event) => sqs.deliver(event));

  if (options.restore) {
    const saved = options.restore as {
      keys: unknown;
      ledger: unknown;
      services: Readonly<Record<AwsService, unknown>>;
    };
    keys.restore(saved.keys);
    ledger.restore(saved.ledger);
    for (const name of Object.keys(services) as AwsService[]) services[name].restore(saved.services[name]);
  }

  const authorizer: Authorizer = new Authorizer({
    services,
    statementsOf: (arn) => (options.enforcePolicies === false ? undefined : iam.statementsOf(arn)),
    region,
    clock,
  });
  const dispatcher = new Dispatcher({
    services,
    keys,
    authorizer,
    ledger,
    gate: options.gate ?? PASS,
    whenKept: options.whenKept ?? (() => undefined),
    clock,
    accountId,
    region,
  });
  return {
    handle: (request, response) => void dispatcher.handle(request, response),
    invoke: async <Output>(service: AwsService, operation: string, input: Record<string, unknown>) =>
      (await dispatcher.invoke(service, operation, input as Shape)) as Output,
    onInstanceState: (listener) => ec2.onInstanceState(listener),
    instance: (id) => ec2.instance(id),
    instances: () => ec2.instances(),
    instanceTypes: () => ec2InstanceTypes().map((type) => type.name),
    zones: () => ZONES.map((zone) => zone.name),
    ledger: (since = 0) => ledger.since(since),
    setCapacity: (type, zone, capacityType, count) => ec2.setCapacity(type, zone, capacityType, count),
    setQuota: (family, capacityType, vcpus) => ec2.setQuota(family, capacityType, vcpus),
    latestRelease: (kind) => images.latest(kind),
    publishRelease: (release) => images.publish(release),
    setPrice: (type, capacityType, price, zone) => ec2.setPrice(type, capacityType, price, zone),
    interrupt: (id, kind) => ec2.interrupt(id, kind),
    issueAccessKey: (arn) => keys.issue(arn),
    verifyPresignedIdentity: (url, clusterName) => verifyEksToken(url, clusterName, keys),
    setClusterEndpoint: (name, endpoint) => eks.setClusterEndpoint(name, endpoint),
    setClusterNodes: (name, nodes) => eks.setClusterNodes(name, nodes),
    machineRefusal: (roleArn) => {
      const trustPolicy = roleArn === undefined ? undefined : iam.role(roleArn)?.trustPolicy;
      if (roleArn === undefined || trustPolicy === undefined)
        return "nodeadm: no EC2 IMDS role found: the instance has no profile with a role";
      if (!trustsService(trustPolicy, "ec2.amazonaws.com", accountId))
        return `nodeadm: no credentials: ec2.amazonaws.com is not trusted by ${roleArn}`;
      if (options.enforcePolicies === false || authorizer.decide(roleArn, "ec2:DescribeInstances", "*") === "allowed")
        return undefined;
      return `nodeadm: operation error EC2: DescribeInstances, StatusCode: 403, UnauthorizedOperation: ${roleArn} may not call ec2:DescribeInstances (AmazonEKSWorkerNodePolicy allows it)`;
    },
    setConsoleOutput: (id, text) => ec2.setConsoleOutput(id, text),
    accessEntry: (cluster, arn) => eks.accessEntryOf(cluster, arn),
    clusterFacts: (name) => eks.clusterFacts(name),
    podIdentityRole: (cluster, namespace, account) => eks.podIdentityRole(cluster, namespace, account),
    save: () => ({
      keys: keys.save(),
      ledger: ledger.save(),
      services: Object.fromEntries(Object.entries(services).map(([name, service]) => [name, service.save()])),
    }),
    close: async () => {
      ec2.close();
      eks.close();
    },
  };
}

/** Serves the simulation on 127.0.0.1. @param port 0: a free one. */
export function listen(
  aws: AwsSimulation,
  options: { readonly port?: number } = {},
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => aws.handle(request, response));
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
