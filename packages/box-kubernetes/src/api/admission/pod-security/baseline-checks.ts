import { at, isRecord, listAt, numberAt, textAt } from "../../../schema/paths.ts";
import { allContainers, counted } from "./container-names.ts";

/** What a check holds against a pod. `detail` is empty when the reason says it all. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

export interface Check {
  /** By which checks are sorted. */
  readonly id: string;
  /** Instead of these checks of the baseline. */
  readonly overrides?: readonly string[];
  readonly judge: (spec: unknown) => Violation | undefined;
}

const DEFAULT_CAPABILITIES = new Set(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  ),
);
const SAFE_SYSCTLS = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
]);
const SELINUX_TYPES = new Set(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);

/** Containers of which something holds, as one violation. */
function containersWith(
  spec: unknown,
  reason: string,
  isBad: (container: unknown) => boolean,
  told: string,
): Violation | undefined {
  const names = allContainers(spec)
    .filter(({ container }) => isBad(container))
    .map(({ name }) => name);
  return names.length === 0 ? undefined : { reason, detail: `${counted(names, "container")} ${told}` };
}

/** Level baseline (pod-security.kubernetes.io, latest version), sorted by id. */
export const BASELINE: readonly Check[] = [
  {
    id: "appArmorProfile",
    judge: (spec) => {
      const type = "Unconfined";
      const bad = [
        ...(textAt(spec, "securityContext", "appArmorProfile", "type") === type ? ["pod"] : []),
        ...allContainers(spec)
          .filter(({ container }) => textAt(container, "securityContext", "appArmorProfile", "type") === type)
          .map(({ name }) => `container ${JSON.stringify(name)}`),
      ];
      const detail = `${bad.join(" and ")} must not set AppArmor profile type to "${type}"`;
      return bad.length === 0 ? undefined : { reason: "forbidden AppArmor profile", detail };
    },
  },
  {
    id: "capabilities_baseline",
    judge: (spec) => {
      const added = new Set<string>();
      const names = allContainers(spec)
        .filter(({ container }) => {
          const own = addedCapabilities(container).filter((each) => !DEFAULT_CAPABILITIES.has(each));
          for (const each of own) added.add(each);
          return own.length > 0;
        })
        .map(({ name }) => name);
      if (names.length === 0) return undefined;
      const listed = quoted(added);
      const detail = `${counted(names, "container")} must not include ${listed} in securityContext.capabilities.add`;
      return { reason: "non-default capabilities", detail };
    },
  },
  {
    id: "hostNamespaces",
    judge: (spec) => {
      const used = ["hostNetwork", "hostPID", "hostIPC"].filter((field) => at(spec, field) === true);
      const detail = used.map((field) => `${field}=true`).join(", ");
      return used.length === 0 ? undefined : { reason: "host namespaces", detail };
    },
  },
  {
    id: "hostPathVolumes",
    judge: (spec) => {
      const names = listAt(spec, "volumes")
        .filter((volume) => isRecord(at(volume, "hostPath")))
        .map((volume) => textAt(volume, "name"));
      return names.length === 0 ? undefined : { reason: "hostPath volumes", detail: counted(names, "volume") };
    },
  },
  {
    id: "hostPorts",
    judge: (spec) => {
      const ports = new Set<number>();
      const names = allContainers(spec)
        .filter(({ container }) => {
          const own = listAt(container, "ports").map((port) => numberAt(port, "hostPort"));
          for (const port of own) if (port !== 0) ports.add(port);
          return own.some((port) => port !== 0);
        })
        .map(({ name }) => name);
      if (names.length === 0) return undefined;
      const verb = names.length === 1 ? "uses" : "use";
      const noun = ports.size === 1 ? "hostPort" : "hostPorts";
      const listed = [...ports].map(String).sort().join(", ");
      return { reason: "hostPort", detail: `${counted(names, "container")} ${verb} ${noun} ${listed}` };
    },
  },
  {
    id: "privileged",
    judge: (spec) =>
      containersWith(
        spec,
        "privileged",
        (each) => at(each, "securityContext", "privileged") === true,
        "must not set securityContext.privileged=true",
      ),
  },
  {
    id: "procMount",
    judge: (spec) =>
      containersWith(
        spec,
        "procMount",
        (each) => !["", "Default"].includes(textAt(each, "securityContext", "procMount")),
        'must not set securityContext.procMount to "Unmasked"',
      ),
  },
  {
    id: "seLinuxOptions",
    judge: (spec) => {
      const isBad = (context: unknown) =>
        !SELINUX_TYPES.has(textAt(context, "seLinuxOptions", "type")) ||
        textAt(context, "seLinuxOptions", "user") !== "" ||
        textAt(context, "seLinuxOptions", "role") !== "";
      const names = allContainers(spec)
        .filter(({ container }) => isBad(at(container, "securityContext")))
        .map(({ name }) => name);
      const who = [
        ...(isBad(at(spec, "securityContext")) ? ["pod"] : []),
        ...(names.length > 0 ? [counted(names, "container")] : []),
      ];
      const detail = `${who.join(" and ")} set forbidden securityContext.seLinuxOptions`;
      return who.length === 0 ? undefined : { reason: "seLinuxOptions", detail };
    },
  },
  {
    id: "seccompProfile_baseline",
    judge: (spec) => {
      const isBad = (context: unknown) => textAt(context, "seccompProfile", "type") === "Unconfined";
      const names = allContainers(spec)
        .filter(({ container }) => isBad(at(container, "securityContext")))
        .map(({ name }) => name);
      const who = [
        ...(isBad(at(spec, "securityContext")) ? ["pod"] : []),
        ...(names.length > 0 ? [counted(names, "container")] : []),
      ];
      const detail = `${who.join(" and ")} must not set securityContext.seccompProfile.type to "Unconfined"`;
      return who.length === 0 ? undefined : { reason: "seccompProfile", detail };
    },
  },
  {
    id: "sysctls",
    judge: (spec) => {
      const bad = listAt(spec, "securityContext", "sysctls")
        .map((each) => textAt(each, "name"))
        .filter((name) => !SAFE_SYSCTLS.has(name));
      return bad.length === 0 ? undefined : { reason: "forbidden sysctls", detail: bad.join(", ") };
    },
  },
  {
    id: "windowsHostProcess",
    judge: (spec) => {
      const isBad = (owner: unknown) => at(owner, "securityContext", "windowsOptions", "hostProcess") === true;
      const names = allContainers(spec)
        .filter(({ container }) => isBad(container))
        .map(({ name }) => name);
      const who = [...(isBad(spec) ? ["pod"] : []), ...(names.length > 0 ? [counted(names, "container")] : [])];
      const detail = `${who.join(" and ")} must not set securityContext.windowsOptions.hostProcess=true`;
      return who.length === 0 ? undefined : { reason: "hostProcess", detail };
    },
  },
];

export function addedCapabilities(container: unknown): readonly string[] {
  return listAt(container, "securityContext", "capabilities", "add").filter(
    (each): each is string => typeof each === "string",
  );
}

export function quoted(names: Iterable<string>): string {
  return [...names]
    .sort()
    .map((name) => JSON.stringify(name))
    .join(", ");
}
