import { readFile } from "node:fs/promises";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export type CredentialProvider = () => Promise<Credentials>;

export interface CredentialSource {
  (): Promise<Credentials>;
  /**
   * AWS has told that these have expired, whatever our clock says: the next call fetches others. @returns whether that can help.
   */
  expired(used: Credentials): boolean;
  /** The SDK's clients keep none of their own. */
  readonly memoized: true;
}

/** Exchanges a web identity token for credentials of a role. */
export type AssumeRole = (request: {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly token: string;
}) => Promise<Credentials>;

/** Credentials are fetched anew this long before they end. */
const REFRESH_BEFORE_MS = 5 * 60_000;

/**
 * Where credentials come from: keys in the environment, else a role's web identity (AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE, as in
 * pods), else the SDK's own chain (files, SSO, pod identity, instance metadata).
 */
export function credentialSource(
  environment: Readonly<Record<string, string | undefined>>,
  assumeRole: AssumeRole,
  chain: CredentialProvider,
  now: () => number = Date.now,
): CredentialSource {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (accessKeyId && secretAccessKey) {
    const sessionToken = environment.AWS_SESSION_TOKEN;
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    return Object.assign(async () => keys, { expired: () => false, memoized: true } as const);
  }
  const roleArn = environment.AWS_ROLE_ARN;
  const tokenFile = environment.AWS_WEB_IDENTITY_TOKEN_FILE;
  if (!roleArn || !tokenFile) return shared(chain, now);
  const sessionName = environment.AWS_ROLE_SESSION_NAME ?? `inlay-${now()}`;
  return shared(
    async () => assumeRole({ roleArn, sessionName, token: (await readFile(tokenFile, "utf8")).trim() }),
    now,
  );
}

/** One fetch at a time for all clients; what it brought is kept until shortly before it ends. */
function shared(fetch: CredentialProvider, now: () => number): CredentialSource {
  let current: Credentials | undefined;
  let fetching: Promise<Credentials> | undefined;
  const provide = (): Promise<Credentials> => {
    if (current && (current.expiration?.getTime() ?? Infinity) - now() > REFRESH_BEFORE_MS)
      return Promise.resolve(current);
    fetching ??= fetch()
      .then((credentials) => (current = credentials))
      .finally(() => (fetching = undefined));
    return fetching;
  };
  const expired = (used: Credentials): boolean => {
    if (current === used) current = undefined;
    return true;
  };
  return Object.assign(provide, { expired, memoized: true } as const);
}
