import type { Container, Pod } from "@inlay/resources";
import type { RunningContainer } from "../container-runtime.ts";
import { expand, resolveEnvironment, type EnvironmentSources } from "../environment/environment.ts";
import type { NodeContext } from "../node/node-context.ts";
import { PodVolumes } from "../volumes/pod-volumes.ts";

/** Turns the containers of a pod into processes, each with its environment and its volumes as folders. */
export class PodProcesses {
  readonly #node: NodeContext;
  readonly #podIP: string;
  #volumes: PodVolumes | undefined;

  constructor(node: NodeContext, podIP: string) {
    this.#node = node;
    this.#podIP = podIP;
  }

  /** @throws MissingConfig when something that it refers to is not there */
  environmentOf(pod: Pod, container: Container): Record<string, string> {
    return resolveEnvironment(pod, container, this.#sources());
  }

  /** Undefined: the image is simulated. @throws MissingConfig */
  async start(pod: Pod, container: Container, image: string): Promise<RunningContainer | undefined> {
    const env = this.environmentOf(pod, container);
    this.#volumes ??= new PodVolumes(pod, this.#node.podFolder(pod), this.#sources(), this.#node.clock);
    const mounts = await this.#volumes.mountsFor(container);
    const { command, args } = container;
    const expanded = {
      ...container,
      ...(command ? { command: command.map((text) => expand(text, env)) } : {}),
      ...(args ? { args: args.map((text) => expand(text, env)) } : {}),
    };
    return this.#node.runtime.start(image, { pod, container: expanded, env, mounts });
  }

  /** The pod is gone, and its folders with it. */
  async remove(): Promise<void> {
    await this.#volumes?.remove();
  }

  #sources(): EnvironmentSources {
    const { api, hostIP, machine, apiServer } = this.#node;
    return { api, hostIP, podIP: this.#podIP, allocatable: machine.allocatable, apiServer };
  }
}
