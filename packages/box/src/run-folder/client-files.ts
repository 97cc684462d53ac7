import { stringify } from "yaml";

export interface KubeconfigFacts {
  readonly server: string;
  /** Base64 of the CA bundle. */
  readonly certificateAuthorityData: string;
  /** PEM. */
  readonly clientCertificate: string;
  readonly clientKey: string;
}

/** A kubeconfig with one context, signed in by a client certificate. */
export function kubeconfig(facts: KubeconfigFacts): string {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "inlay",
        cluster: { server: facts.server, "certificate-authority-data": facts.certificateAuthorityData },
      },
    ],
    users: [
      {
        name: "kubernetes-admin",
        user: {
          "client-certificate-data": base64(facts.clientCertificate),
          "client-key-data": base64(facts.clientKey),
        },
      },
    ],
    contexts: [{ name: "inlay", context: { cluster: "inlay", user: "kubernetes-admin" } }],
    "current-context": "inlay",
    preferences: {},
  });
}

export interface AwsFacts {
  readonly region: string;
  readonly endpointUrl: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export function awsConfig(facts: AwsFacts): string {
  return `[default]\nregion = ${facts.region}\noutput = json\nendpoint_url = ${facts.endpointUrl}\n`;
}

export function awsCredentials(facts: AwsFacts): string {
  return `[default]\naws_access_key_id = ${facts.accessKeyId}\naws_secret_access_key = ${facts.secretAccessKey}\n`;
}
