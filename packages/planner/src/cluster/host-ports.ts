import type { PodSpec } from "@inlay/resources";

/** A port of the host that a pod occupies. */
export interface HostPort {
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
}

const ANY = new Set(["0.0.0.0", "::"]);

/** Host ports of containers and of sidecars, which hold theirs as long as the pod runs. */
export function hostPortsOf(spec: PodSpec): readonly HostPort[] {
  const ports: HostPort[] = [];
  const sidecars = (spec.initContainers ?? []).filter((container) => container.restartPolicy === "Always");
  for (const container of [...spec.containers, ...sidecars])
    for (const { hostPort, hostIP, protocol } of container.ports ?? [])
      if (hostPort) ports.push({ ip: hostIP || "0.0.0.0", port: hostPort, protocol: protocol ?? "TCP" });
  return ports;
}

export function portsConflict(wanted: readonly HostPort[], used: readonly HostPort[]): boolean {
  return firstPortConflict(wanted, used) !== undefined;
}

/** The first wanted port that is taken: same port and protocol, and equal addresses or one of them any. */
export function firstPortConflict(wanted: readonly HostPort[], used: readonly HostPort[]): HostPort | undefined {
  return wanted.find((port) =>
    used.some(
      (other) =>
        port.port === other.port &&
        port.protocol === other.protocol &&
        (port.ip === other.ip || ANY.has(port.ip) || ANY.has(other.ip)),
    ),
  );
}
