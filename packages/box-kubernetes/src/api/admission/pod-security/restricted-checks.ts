import { at, isRecord, listAt, textAt } from "../../../schema/paths.ts";
import { addedCapabilities, quoted, type Check } from "./baseline-checks.ts";
import { allContainers, counted } from "./container-names.ts";

const ALLOWED_VOLUMES = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);
const SAFE_PROFILES = new Set(["RuntimeDefault", "Localhost"]);

const namesWhere = (spec: unknown, isBad: (container: unknown) => boolean): readonly string[] =>
  allContainers(spec)
    .filter(({ container }) => isBad(container))
    .map(({ name }) => name);

const isWindows = (spec: unknown) => textAt(spec, "os", "name") === "windows";

/** Level restricted, beside what the baseline asks; sorted by id. */
export const RESTRICTED: readonly Check[] = [
  {
    id: "allowPrivilegeEscalation",
    judge: (spec) => {
      if (isWindows(spec)) return undefined;
      const names = namesWhere(spec, (each) => at(each, "securityContext", "allowPrivilegeEscalation") !== false);
      const detail = `${counted(names, "container")} must set securityContext.allowPrivilegeEscalation=false`;
      return names.length === 0 ? undefined : { reason: "allowPrivilegeEscalation != false", detail };
    },
  },
  {
    id: "capabilities_restricted",
    overrides: ["capabilities_baseline"],
    judge: (spec) => {
      if (isWindows(spec)) return undefined;
      const keeping = namesWhere(
        spec,
        (each) => !listAt(each, "securityContext", "capabilities", "drop").includes("ALL"),
      );
      const added = new Set<string>();
      const adding = namesWhere(spec, (each) => {
        const own = addedCapabilities(each).filter((name) => name !== "NET_BIND_SERVICE");
        for (const name of own) added.add(name);
        return own.length > 0;
      });
      const details = [
        ...(keeping.length > 0
          ? [`${counted(keeping, "container")} must set securityContext.capabilities.drop=["ALL"]`]
          : []),
        ...(adding.length > 0
          ? [`${counted(adding, "container")} must not include ${quoted(added)} in securityContext.capabilities.add`]
          : []),
      ];
      return details.length === 0 ? undefined : { reason: "unrestricted capabilities", detail: details.join("; ") };
    },
  },
  {
    id: "restrictedVolumes",
    overrides: ["hostPathVolumes"],
    judge: (spec) => {
      const types = new Set<string>();
      const names = listAt(spec, "volumes").flatMap((volume) => {
        if (!isRecord(volume)) return [];
        const bad = Object.keys(volume).filter((key) => key !== "name" && !ALLOWED_VOLUMES.has(key));
        for (const type of bad) types.add(type);
        return bad.length > 0 ? [textAt(volume, "name")] : [];
      });
      if (names.length === 0) return undefined;
      const verb = names.length === 1 ? "uses" : "use";
      const noun = types.size === 1 ? "volume type" : "volume types";
      const detail = `${counted(names, "volume")} ${verb} restricted ${noun} ${quoted(types)}`;
      return { reason: "restricted volume types", detail };
    },
  },
  {
    id: "runAsNonRoot",
    judge: (spec) => {
      const pod = at(spec, "securityContext", "runAsNonRoot");
      const own = (container: unknown) => at(container, "securityContext", "runAsNonRoot");
      const refusing = namesWhere(spec, (each) => own(each) === false);
      const silent = namesWhere(spec, (each) => own(each) === undefined);
      const reason = "runAsNonRoot != true";
      if (refusing.length > 0 || (pod === false && silent.length > 0)) {
        const who = [
          ...(pod === false ? ["pod"] : []),
          ...(refusing.length > 0 ? [counted(refusing, "container")] : []),
        ];
        return { reason, detail: `${who.join(" and ")} must not set securityContext.runAsNonRoot=false` };
      }
      if (pod === true || silent.length === 0) return undefined;
      const detail = `pod or ${counted(silent, "container")} must set securityContext.runAsNonRoot=true`;
      return { reason, detail };
    },
  },
  {
    id: "runAsUser",
    judge: (spec) => {
      const isRoot = (owner: unknown) => at(owner, "securityContext", "runAsUser") === 0;
      const names = namesWhere(spec, isRoot);
      const who = [...(isRoot(spec) ? ["pod"] : []), ...(names.length > 0 ? [counted(names, "container")] : [])];
      return who.length === 0
        ? undefined
        : { reason: "runAsUser=0", detail: `${who.join(" and ")} must not set runAsUser=0` };
    },
  },
  {
    id: "seccompProfile_restricted",
    overrides: ["seccompProfile_baseline"],
    judge: (spec) => {
      if (isWindows(spec)) return undefined;
      const typeOf = (owner: unknown) => textAt(owner, "securityContext", "seccompProfile", "type");
      const pod = typeOf(spec);
      const bad = namesWhere(spec, (each) => typeOf(each) !== "" && !SAFE_PROFILES.has(typeOf(each)));
      const silent = namesWhere(spec, (each) => typeOf(each) === "");
      const podIsBad = pod !== "" && !SAFE_PROFILES.has(pod);
      const wanted = 'securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
      const reason = "seccompProfile";
      if (bad.length > 0 || (podIsBad && silent.length > 0)) {
        const who = [...(podIsBad ? ["pod"] : []), ...(bad.length > 0 ? [counted(bad, "container")] : [])];
        const types = quoted(
          new Set([...(podIsBad ? [pod] : []), ...bad.map((name) => typeNamed(spec, name, typeOf))]),
        );
        return { reason, detail: `${who.join(" and ")} must not set securityContext.seccompProfile.type to ${types}` };
      }
      if (SAFE_PROFILES.has(pod) || silent.length === 0) return undefined;
      return { reason, detail: `pod or ${counted(silent, "container")} must set ${wanted}` };
    },
  },
];

function typeNamed(spec: unknown, wanted: string, typeOf: (owner: unknown) => string): string {
  const found = allContainers(spec).find(({ name }) => name === wanted);
  return found ? typeOf(found.container) : "";
}
