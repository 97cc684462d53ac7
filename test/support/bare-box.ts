import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boxEnvironment, startBox, type BoxOptions } from "../../packages/box/src/index.ts";
import { toolBinary } from "../../packages/cli/src/kubectl/tool-binary.ts";
import { controllerProcess } from "../../packages/cli/src/up/controller-process.ts";
import { run, type KubeList, type Output } from "./box-process.ts";

/** A box as the reference page finds it, without Karpenter, and the clients that a user has. */
export interface BareBox {
  readonly env: Readonly<Record<string, string>>;
  /** What the box could not do by itself. */
  readonly troubles: readonly unknown[];
  kubectl(args: readonly string[], input?: string): Promise<Output>;
  aws(args: readonly string[]): Promise<Output>;
  helm(args: readonly string[]): Promise<Output>;
  /** The same, for what must succeed; standard output. */
  ok(tool: "kubectl" | "aws" | "helm", args: readonly string[], input?: string): Promise<string>;
  /** `kubectl get …`, parsed. */
  get<T = KubeList>(...args: readonly string[]): Promise<T>;
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** Starts it in this process; its controller is a process of its own, as always. */
export async function startBareBox(options: Partial<BoxOptions> = {}): Promise<BareBox> {
  const folder = mkdtempSync(join(tmpdir(), "inlay-bare-"));
  const troubles: unknown[] = [];
  const box = await startBox({
    name: "bare",
    speed: 20,
    seed: 1,
    karpenter: false,
    referencePool: false,
    controller: controllerProcess,
    runFolder: folder,
    onStep: () => undefined,
    onTrouble: (error) => troubles.push(error),
    ...options,
  });
  const env: Record<string, string> = { ...boxEnvironment(box.record, folder), HOME: folder, NO_COLOR: "1" };
  const tools = { kubectl: await toolBinary("kubectl"), helm: await toolBinary("helm"), aws: "aws" };
  const call = (tool: keyof typeof tools, args: readonly string[], input?: string) =>
    run(tools[tool], args, { env, ...(input === undefined ? {} : { input }) });
  const ok: BareBox["ok"] = async (tool, args, input) => {
    const { exitCode, stdout, stderr } = await call(tool, args, input);
    if (exitCode !== 0) throw new Error(`${tool} ${args.join(" ")}: exit ${exitCode}\n${stderr}${stdout}`);
    return stdout;
  };
  return {
    env,
    troubles,
    kubectl: (args, input) => call("kubectl", args, input),
    aws: (args) => call("aws", args),
    helm: (args) => call("helm", args),
    ok,
    get: async <T = KubeList>(...args: readonly string[]) =>
      JSON.parse(await ok("kubectl", ["get", ...args, "-o", "json"])) as T,
    control: async <T>(method: string, path: string, body?: unknown) => {
      const response = await fetch(`${env.INLAY_BOX_URL}/box/v1/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },
    stop: async () => {
      await box.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
