import type { AdoptedCluster } from "@inlay/server";

/** What `inlay up` gives the server beside it at its start. */
export type Beginning = {
  /** Where its data is kept; absent: nowhere. */
  readonly dataFolder?: string;
  readonly port: number;
  readonly httpsPort: number;
  readonly emailId: string;
  readonly password: string;
  readonly apiKey: string;
};

/** What it tells it once the box is there. */
export type BoxIsUp = {
  readonly cluster: Omit<AdoptedCluster, "profile">;
  readonly tls: { readonly cert: string; readonly key: string };
};

/** What the server tells `inlay up`. */
export type ServerReport =
  | { readonly phase: "running"; readonly url: string; readonly httpsUrl: string }
  | { readonly phase: "failed"; readonly reason: string };
