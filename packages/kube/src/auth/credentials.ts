/** What goes with one request: a header, or a certificate for the connection it uses. */
export interface RequestCredentials {
  readonly authorization?: string;
  /** PEM. */
  readonly certificate?: string;
  readonly key?: string;
}

/** Who we are to the API server. */
export interface Credentials {
  current(signal?: AbortSignal): Promise<RequestCredentials>;
  /** The server answered 401: whatever is cached is of no use. Tells whether trying again can help. */
  rejected(): boolean;
}

const fixed = (credentials: RequestCredentials): Credentials => ({
  current: () => Promise.resolve(credentials),
  rejected: () => false,
});

export const anonymous: Credentials = fixed({});
export const staticToken = (token: string): Credentials => fixed({ authorization: `Bearer ${token}` });
export const clientCertificate = (certificate: string, key: string): Credentials => fixed({ certificate, key });
export const basicAuth = (username: string, password: string): Credentials =>
  fixed({ authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` });
