import { credentialSource } from "../credentials/credential-source.ts";
import type { AssumeRole, CredentialProvider } from "../credentials/credential-source.ts";
import { clusterToken, type ClusterToken } from "../credentials/cluster-token.ts";
import { AwsError, isAwsError } from "../errors/aws-error.ts";
import { normaliseError } from "../errors/normalise-error.ts";
import { NotLoopback, requireLoopback } from "../guard/loopback-guard.ts";
import type { AwsServiceName, InputOf, OperationName, OutputOf } from "../operations.ts";
import { loadSdkModule } from "./sdk-clients.ts";
import type { SdkCall, SdkClient, SdkModule } from "./sdk-clients.ts";

/** One finished call, for metrics. */
export interface AwsCallRecord {
  readonly service: AwsServiceName;
  readonly operation: string;
  /** AWS's code, or undefined when it succeeded. */
  readonly error: string | undefined;
  /** HTTP attempts, retries included; 0 when it ended before the first. */
  readonly attempts: number;
  readonly durationMs: number;
}

export interface AwsClientsOptions {
  /** Region of the calls. */
  readonly region: string;
  /** Where settings are read: AWS_ENDPOINT_URL, credentials, INLAY_REQUIRE_LOOPBACK_AWS. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Goes into the user agent: `karpenter.sh-1.14.1`. */
  readonly userAgent?: string;
  readonly onCall?: (call: AwsCallRecord) => void;
}

export interface AwsCallOptions {
  readonly signal?: AbortSignal;
  /** The call, retries included, is given up after this. 60 s by default. */
  readonly deadlineMs?: number;
  /** `none`: one attempt (dry runs). Otherwise three, as the SDK's standard mode. */
  readonly retries?: "standard" | "none";
  /** Another region than the clients'. */
  readonly region?: string;
}

/** AWS, one call at a time. Refusals throw {@link AwsError}; an aborted signal throws its reason. */
export interface AwsClients {
  readonly region: string;
  call<Service extends AwsServiceName, Name extends OperationName<Service>>(
    service: Service,
    operation: Name,
    input: InputOf<Service, Name>,
    options?: AwsCallOptions,
  ): Promise<OutputOf<Service, Name>>;
  /** A bearer token for the API of an EKS cluster, made from our own credentials without a call. */
  clusterToken(clusterName: string): Promise<ClusterToken>;
  /** Closes idle connections. */
  close(): void;
}

const DEFAULT_DEADLINE_MS = 60_000;
const CONNECT_TIMEOUT_MS = 5_000;
const STANDARD_ATTEMPTS = 3;
/** How AWS says that a session is over: EC2, query services, JSON services. */
const EXPIRED_CODES = ["RequestExpired", "ExpiredToken", "ExpiredTokenException"];

interface LoadedClient {
  readonly module: SdkModule;
  readonly client: SdkClient;
}

export function createAwsClients(options: AwsClientsOptions): AwsClients {
  const { environment } = options;
  const requiresLoopback = environment.INLAY_REQUIRE_LOOPBACK_AWS === "true";
  const loaded = new Map<string, Promise<LoadedClient>>();
  const credentials = credentialSource(environment, assumeRoleWith(call), chainOfSdk(requiresLoopback, environment));

  function clientFor(service: AwsServiceName, settings: AwsCallOptions): Promise<LoadedClient> {
    const attempts = settings.retries === "none" ? 1 : STANDARD_ATTEMPTS;
    const region = settings.region ?? options.region;
    const key = `${service}/${region}/${attempts}`;
    let client = loaded.get(key);
    if (!client) {
      client = load(service, region, attempts);
      loaded.set(key, client);
      client.catch(() => loaded.delete(key));
    }
    return client;
  }

  async function load(service: AwsServiceName, region: string, maxAttempts: number): Promise<LoadedClient> {
    const module = await loadSdkModule(service);
    const endpoint = environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? environment.AWS_ENDPOINT_URL;
    const client = module.newClient({
      region,
      maxAttempts,
      retryMode: "standard",
      credentials,
      requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS },
      ...(endpoint ? { endpoint } : {}),
      ...(options.userAgent ? { customUserAgent: options.userAgent } : {}),
    });
    if (requiresLoopback)
      client.middlewareStack.add(
        (next) => (args) => {
          requireLoopback(hostnameOf(args));
          return next(args);
        },
        { step: "finalizeRequest", priority: "low", name: "requireLoopback" },
      );
    return { module, client };
  }

  async function call<Service extends AwsServiceName, Name extends OperationName<Service>>(
    service: Service,
    operation: Name,
    input: InputOf<Service, Name>,
    settings: AwsCallOptions = {},
  ): Promise<OutputOf<Service, Name>> {
    const started = performance.now();
    const deadline = AbortSignal.timeout(settings.deadlineMs ?? DEFAULT_DEADLINE_MS);
    const abortSignal = settings.signal ? AbortSignal.any([settings.signal, deadline]) : deadline;
    let attempts = 0;
    let failure: AwsError | undefined;
    try {
      const { module, client } = await clientFor(service, settings);
      abortSignal.throwIfAborted();
      const send = () => client.send(module.newCommand(operation, input as object), { abortSignal });
      const output = await (service === "sts" ? send() : withFreshSession(send, abortSignal));
      attempts = attemptsOf(output);
      return output as OutputOf<Service, Name>;
    } catch (thrown) {
      if (settings.signal?.aborted) throw settings.signal.reason;
      if (thrown instanceof NotLoopback) throw thrown;
      attempts = attemptsOf(thrown);
      failure = deadline.aborted
        ? new AwsError(`${service}.${operation}`, ["DeadlineExceeded"], `no answer within the deadline`, {
            status: 0,
            retryable: true,
          })
        : normaliseError(`${service}.${operation}`, thrown);
      throw failure;
    } finally {
      const durationMs = performance.now() - started;
      options.onCall?.({ service, operation, error: failure?.code, attempts, durationMs });
    }
  }

  /** A session may be over earlier than we think: clocks differ, roles are revoked. Then once more, with another. */
  async function withFreshSession(send: () => Promise<unknown>, signal: AbortSignal): Promise<unknown> {
    const used = await credentials();
    try {
      return await send();
    } catch (thrown) {
      const isExpired = isAwsError(normaliseError("session", thrown), ...EXPIRED_CODES);
      if (!isExpired || signal.aborted || !credentials.expired(used)) throw thrown;
      return send();
    }
  }

  return {
    region: options.region,
    call,
    clusterToken: async (clusterName) => {
      const endpoint = environment.AWS_ENDPOINT_URL_STS ?? environment.AWS_ENDPOINT_URL;
      const place = { region: options.region, ...(endpoint ? { endpoint } : {}) };
      return clusterToken(clusterName, await credentials(), place, Date.now());
    },
    close() {
      for (const entry of loaded.values()) entry.then(({ client }) => client.destroy()).catch(() => undefined);
      loaded.clear();
    },
  };
}

function assumeRoleWith(call: AwsClients["call"]): AssumeRole {
  return async ({ roleArn, sessionName, token }) => {
    const { Credentials } = await call("sts", "AssumeRoleWithWebIdentity", {
      RoleArn: roleArn,
      RoleSessionName: sessionName,
      WebIdentityToken: token,
    });
    if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey)
      throw new AwsError("sts.AssumeRoleWithWebIdentity", ["CredentialsMissing"], "the answer holds no credentials", {
        status: 200,
        retryable: true,
      });
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      ...(Credentials.SessionToken ? { sessionToken: Credentials.SessionToken } : {}),
      ...(Credentials.Expiration ? { expiration: Credentials.Expiration } : {}),
    };
  };
}

/** The SDK's chain reaches for SSO and instance metadata: not with a loopback guard, there only keys, files and a pod identity agent on this machine count. */
function chainOfSdk(
  keysAndFilesOnly: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): CredentialProvider {
  let source: CredentialProvider | undefined;
  return async () => {
    if (!source) {
      const providers = await import("@aws-sdk/credential-providers");
      const { AWS_PROFILE, AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE } = environment;
      const files = {
        ...(AWS_PROFILE ? { profile: AWS_PROFILE } : {}),
        ...(AWS_SHARED_CREDENTIALS_FILE ? { filepath: AWS_SHARED_CREDENTIALS_FILE } : {}),
        ...(AWS_CONFIG_FILE ? { configFilepath: AWS_CONFIG_FILE } : {}),
      };
      if (keysAndFilesOnly) {
        const agent = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
        if (agent !== undefined) requireLoopback(new URL(agent).hostname);
        const [env, rest] = [
          providers.fromEnv(),
          agent === undefined ? providers.fromIni(files) : providers.fromHttp(),
        ];
        source = () => env().catch(() => rest());
      } else {
        source = providers.fromNodeProviderChain(files);
      }
    }
    return source();
  };
}

function hostnameOf(call: SdkCall): string {
  const { request } = call;
  return typeof request === "object" && request !== null && "hostname" in request ? String(request.hostname) : "";
}

function attemptsOf(result: unknown): number {
  if (typeof result !== "object" || result === null || !("$metadata" in result)) return 0;
  const metadata = result.$metadata;
  return typeof metadata === "object" && metadata !== null && "attempts" in metadata ? Number(metadata.attempts) : 0;
}
