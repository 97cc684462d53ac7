import type { KubeObject, StringMap } from "../meta/object-meta.ts";

export interface Namespace extends KubeObject {
  readonly kind: "Namespace";
  readonly spec?: { readonly finalizers?: readonly string[] };
  readonly status?: { readonly phase?: "Active" | "Terminating"; readonly conditions?: readonly unknown[] };
}

export interface ConfigMap extends KubeObject {
  readonly kind: "ConfigMap";
  readonly data?: StringMap;
  readonly binaryData?: StringMap;
  readonly immutable?: boolean;
}

export interface Secret extends KubeObject {
  readonly kind: "Secret";
  readonly type?: string;
  readonly data?: StringMap;
  readonly stringData?: StringMap;
}

export interface ServiceAccount extends KubeObject {
  readonly kind: "ServiceAccount";
  readonly secrets?: readonly { readonly name: string }[];
  readonly automountServiceAccountToken?: boolean;
}

export interface Service extends KubeObject {
  readonly kind: "Service";
  readonly spec: {
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly type?: string;
    readonly selector?: StringMap;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly protocol?: string;
      readonly targetPort?: number | string;
    }[];
  };
}

/** core/v1 Event: what `kubectl get events` and `describe` show. */
export interface Event extends KubeObject {
  readonly kind: "Event";
  readonly involvedObject: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly fieldPath?: string;
  };
  readonly reason?: string;
  readonly message?: string;
  readonly type?: "Normal" | "Warning";
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly count?: number;
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
  readonly action?: string;
}
