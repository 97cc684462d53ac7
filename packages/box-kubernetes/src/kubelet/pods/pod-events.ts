import type { Pod } from "@inlay/resources";
import type { ManagedContainer } from "../containers/managed-container.ts";
import type { NodeContext } from "../node/node-context.ts";

/** What the kubelet tells about a pod, in its words. */
export class PodEvents {
  readonly #node: NodeContext;
  readonly #podOf: () => Pod;

  constructor(node: NodeContext, podOf: () => Pod) {
    this.#node = node;
    this.#podOf = podOf;
  }

  normal(reason: string, message: string, each?: ManagedContainer): void {
    this.#tell("Normal", reason, message, each);
  }

  warning(reason: string, message: string, each?: ManagedContainer): void {
    this.#tell("Warning", reason, message, each);
  }

  imageReady(each: ManagedContainer, image: string): void {
    if (!this.#node.pullsImage(image, each.container.imagePullPolicy))
      return this.normal("Pulled", `Container image "${image}" already present on machine`, each);
    this.normal("Pulling", `Pulling image "${image}"`, each);
    const took = `${(this.#node.machine.podStartMs / 1000).toFixed(3)}s`;
    const size = "Image size: 5000000 bytes.";
    this.normal("Pulled", `Successfully pulled image "${image}" in ${took} (${took} including waiting). ${size}`, each);
  }

  pullFailed(each: ManagedContainer, image: string, message: string): void {
    this.normal("Pulling", `Pulling image "${image}"`, each);
    this.warning("Failed", `Failed to pull image "${image}": ${message}`, each);
    this.warning("Failed", "Error: ErrImagePull", each);
  }

  pullBackoff(each: ManagedContainer, image: string): void {
    this.normal("BackOff", `Back-off pulling image "${image}"`, each);
    this.warning("Failed", "Error: ImagePullBackOff", each);
  }

  started(each: ManagedContainer): void {
    this.normal("Created", `Created container: ${each.container.name}`, each);
    this.normal("Started", `Started container ${each.container.name}`, each);
  }

  /** Returns what the container's status says about it. */
  restartBackoff(each: ManagedContainer, delayMs: number): string {
    const { name, namespace, uid } = this.#podOf().metadata;
    const pod = `${name}_${namespace}(${uid})`;
    const container = each.container.name;
    this.warning("BackOff", `Back-off restarting failed container ${container} in pod ${pod}`, each);
    return `back-off ${goDuration(delayMs)} restarting failed container=${container} pod=${pod}`;
  }

  unhealthy(each: ManagedContainer, kind: "Liveness" | "Startup"): void {
    const text = `Container ${each.container.name} failed ${kind.toLowerCase()} probe, will be restarted`;
    this.normal("Killing", text, each);
  }

  stopping(each: ManagedContainer): void {
    this.normal("Killing", `Stopping container ${each.container.name}`, each);
  }

  #tell(type: "Normal" | "Warning", reason: string, message: string, each: ManagedContainer | undefined): void {
    const list = each?.isInit ? "initContainers" : "containers";
    const fieldPath = each && `spec.${list}{${each.container.name}}`;
    this.#node.event({ object: this.#podOf(), type, reason, message, fieldPath });
  }
}

/** `10s`, `1m20s`, as Go prints it. */
function goDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
