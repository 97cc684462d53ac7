import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HelmRelease } from "@inlay/profiles";
import { stringify } from "yaml";

/** helm refused a chart or its values. */
export class ChartNotRendered extends Error {
  readonly code = "ChartNotRendered";
}

const DEADLINE_MILLISECONDS = 60_000;
const LONGEST_OUTPUT_BYTES = 64 * 2 ** 20;

/**
 * What the real helm makes of a release, definitions included; nothing is installed and no cluster is asked.
 * @param helm path of the program.
 * @param chart folder or `.tgz`.
 * @throws ChartNotRendered with helm's own words.
 */
export function helmTemplate(
  helm: string,
  release: HelmRelease,
  chart: string,
  kubernetesVersion: string | undefined,
): Promise<string> {
  const args = ["template", release.name, chart, "--namespace", release.namespace, "--include-crds", "--skip-tests"];
  if (kubernetesVersion !== undefined) args.push("--kube-version", kubernetesVersion);
  args.push("--values", "-");
  // Without a home of its own helm would read the repositories of whoever runs the server.
  const home = join(tmpdir(), "inlay-helm");
  const env = {
    PATH: process.env["PATH"] ?? "",
    HELM_CACHE_HOME: join(home, "cache"),
    HELM_CONFIG_HOME: join(home, "config"),
    HELM_DATA_HOME: join(home, "data"),
  };
  return new Promise((resolve, reject) => {
    const child = execFile(
      helm,
      args,
      { env, timeout: DEADLINE_MILLISECONDS, maxBuffer: LONGEST_OUTPUT_BYTES, encoding: "utf8" },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const words = stderr
          .replace(/^Error: /m, "")
          .replace(/\n*Use --debug flag[^\n]*\n?/, "")
          .trim();
        reject(new ChartNotRendered(words === "" ? error.message : words));
      },
    );
    // helm may end before it has read everything.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(stringify(release.values));
  });
}
