import { sentenceOf } from "../terminal/sentence.ts";
import type { Beginning, BoxIsUp, ServerReport } from "./beside-box.ts";
import { logFailure } from "./log-failure.ts";
import { prepareServer, type DatabasePlace, type ServerParts } from "./run-server.ts";

/** What the reference page's cluster has before Karpenter. */
const INFRASTRUCTURE = {
  name: "eks-infra",
  version: "1.0.0",
  packs: [
    { name: "amazon-linux-eks", layer: "os" },
    { name: "kubernetes-eks", layer: "k8s" },
    { name: "cni-aws-vpc-eks", layer: "cni" },
    { name: "csi-aws-ebs", layer: "csi" },
  ],
} as const;

/**
 * The server as a child of `inlay up`: it prepares while the box starts, serves once it is told about the box, and ends when its parent has
 * gone, however that ended.
 */
export async function serveBesideBox(): Promise<void> {
  const stop = new AbortController();
  const orphaned = new Promise<undefined>((resolve) => {
    const end = () => {
      stop.abort(new Error("the box has gone"));
      resolve(undefined);
    };
    process.once("disconnect", end);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
    if (!process.connected) end();
  });
  const told = new Promise<BoxIsUp>((resolve) => process.once("message", (message) => resolve(message as BoxIsUp)));
  const beginning = JSON.parse(process.env["INLAY_BESIDE_BOX"] ?? "{}") as Beginning;
  const report = (content: ServerReport) => {
    if (process.connected) process.send?.(content);
  };
  try {
    const parts = await prepareServer(placeOf(beginning), true, stop.signal);
    try {
      const box = await Promise.race([told, orphaned]);
      if (box) report(await serve(parts, beginning, box));
      await orphaned;
    } finally {
      await parts.stop();
    }
  } catch (error) {
    report({ phase: "failed", reason: sentenceOf(error) });
    await orphaned;
  }
  process.exit(0);
}

function placeOf({ dataFolder }: Beginning): DatabasePlace {
  const url = process.env["DATABASE_URL"];
  if (url) return { url };
  return dataFolder === undefined ? { temporary: true } : { folder: dataFolder };
}

async function serve(parts: ServerParts, beginning: Beginning, box: BoxIsUp): Promise<ServerReport> {
  const { port, httpsPort, emailId, password, apiKey } = beginning;
  const { url, httpsUrl = url } = await parts.start({
    port,
    emailId,
    password,
    apiKey,
    tls: { ...box.tls, port: httpsPort },
    clusters: [{ ...box.cluster, profile: INFRASTRUCTURE }],
    logFailure,
  });
  return { phase: "running", url, httpsUrl };
}
