import type { Pack } from "../packs/pack.ts";
import type { Problem } from "../problem.ts";
import { INFRASTRUCTURE_LAYERS, packNameOf, type Profile } from "../profile/profile.ts";
import { renderProfiles } from "../rendering/render-profiles.ts";
import { compareVersions, parseVersion } from "../semver/semantic-version.ts";
import { checkVariables } from "../variables/profile-variables.ts";
import { validateLayer } from "./validate-layer.ts";
import { validateTogether } from "./validate-karpenter.ts";
import type { ValidationContext } from "./validation-context.ts";

/**
 * Everything wrong with one profile version by itself. Values that only a cluster gives (`cluster.name`, …) are not missed; user macros
 * are, when `context.macros` is given.
 */
export function validateProfile(
  profile: Profile,
  packs: readonly Pack[],
  context: ValidationContext = {},
): readonly Problem[] {
  return [...identity(profile, context), ...structure(profile, packs), ...contents([profile], packs, context)];
}

/** The profiles of one cluster together: each by itself, and what goes wrong between them. */
export function validateCluster(
  profiles: readonly Profile[],
  packs: readonly Pack[],
  context: ValidationContext,
): readonly Problem[] {
  const infrastructure = profiles.filter(({ type }) => type !== "add-on");
  const problems: Problem[] = infrastructure.slice(1).map(({ name }) => ({
    code: "TWO_INFRASTRUCTURES",
    severity: "error",
    field: `profiles[${name}]`,
    message: "a cluster has one infrastructure or full profile",
    fix: `detach ${name}`,
  }));
  const seen = new Set<string>();
  for (const { name } of profiles.flatMap(({ layers }) => layers)) {
    if (seen.has(name))
      problems.push({
        code: "DUPLICATE_NAME",
        severity: "error",
        field: `layers[${name}]`,
        layer: name,
        message: `two layers of the cluster are named ${name}`,
        fix: "set spectrocloud.com/display-name on one of them",
      });
    seen.add(name);
  }
  return [
    ...problems,
    ...profiles.flatMap((profile) => structure(profile, packs)),
    ...contents(profiles, packs, context),
  ];
}

function identity({ uid, name, version }: Profile, { existing = [] }: ValidationContext): readonly Problem[] {
  const problems: Problem[] = [];
  if (!/^[A-Za-z0-9]([A-Za-z0-9._ -]{0,61}[A-Za-z0-9])?$/.test(name))
    problems.push({
      code: "PROFILE_NAME",
      severity: "error",
      field: "name",
      message: `${JSON.stringify(name)} is no name of a profile`,
      fix: "use up to 63 letters, digits and -",
    });
  if (!parseVersion(version))
    problems.push({
      code: "PROFILE_VERSION",
      severity: "error",
      field: "version",
      message: `${JSON.stringify(version)} is not a semantic version`,
      fix: `write it as 1.2.3 or 1.2.3-rc.1${/^v\d/.test(version) ? ", without v" : ""}`,
    });
  if (
    existing.some(
      (other) => other.name === name && other.version === version && (uid === undefined || other.uid !== uid),
    )
  )
    problems.push({
      code: "DUPLICATE_PROFILE",
      severity: "error",
      field: "version",
      message: `there is a profile ${name} ${version} already`,
      fix: "choose another version or name",
    });
  return problems;
}

function structure(profile: Profile, packs: readonly Pack[]): readonly Problem[] {
  const { type, layers } = profile;
  const problems: Problem[] = [];
  const fail = (code: string, field: string, message: string, fix: string): void =>
    void problems.push({ code, severity: "error", field, message, fix });
  for (const kind of INFRASTRUCTURE_LAYERS) {
    const count = layers.filter(({ layer }) => layer === kind).length;
    if (type !== "add-on" && count === 0)
      fail("LAYER_MISSING", "layers", `the layer ${kind} is missing`, `add a pack for ${kind}`);
    if (type !== "add-on" && count > 1)
      fail("LAYER_TWICE", "layers", `there are ${count} layers ${kind}`, "keep one of them");
    if (type === "add-on" && count > 0)
      fail(
        "LAYER_NOT_ALLOWED",
        "layers",
        `an add-on profile cannot hold the layer ${kind}`,
        "move it to an infrastructure profile",
      );
  }
  const names = new Set<string>();
  for (const layer of layers) {
    if (names.has(layer.name))
      fail(
        "DUPLICATE_NAME",
        `layers[${layer.name}].name`,
        `two layers are named ${layer.name}`,
        "set spectrocloud.com/display-name on one of them",
      );
    names.add(layer.name);
    const pack = packs.find(({ name, version }) => name === packNameOf(layer) && version === layer.tag);
    for (const { packName, type: need, minVersion = "", maxVersion = "" } of pack?.dependencies ?? []) {
      const other = layers.find((candidate) => packNameOf(candidate) === packName);
      const fits =
        other &&
        (minVersion === "" || compareVersions(other.tag, minVersion) >= 0) &&
        (maxVersion === "" || compareVersions(other.tag, maxVersion) <= 0);
      const range = [minVersion && `from ${minVersion}`, maxVersion && `to ${maxVersion}`].filter(Boolean).join(" ");
      if (need === "required" && type !== "add-on" && !other)
        fail(
          "PACK_DEPENDENCY",
          `layers[${layer.name}]`,
          `${layer.name} needs the pack ${packName}`,
          `add ${packName} ${range}`.trim(),
        );
      else if ((need === "required" || need === "optional") && other && !fits)
        fail(
          "PACK_DEPENDENCY",
          `layers[${layer.name}]`,
          `${layer.name} needs ${packName} ${range}, not ${other.tag}`,
          `use ${packName} ${range}`,
        );
      else if (need === "notSupported" && fits)
        fail(
          "PACK_DEPENDENCY",
          `layers[${layer.name}]`,
          `${layer.name} does not work with ${packName} ${other.tag}`,
          `remove ${packName}`,
        );
    }
  }
  return problems;
}

function contents(
  profiles: readonly Profile[],
  packs: readonly Pack[],
  context: ValidationContext,
): readonly Problem[] {
  const own = profiles.flatMap((profile) => [
    ...checkVariables(profile.variables, context.variables?.[profile.name] ?? {}),
    ...profile.layers.flatMap((layer) => validateLayer(layer, packs)),
  ]);
  const { layers, problems } = renderProfiles(profiles, packs, { ...context, system: context.system ?? {} });
  const deployed = context.system !== undefined;
  const macros = problems.filter(
    ({ code, message }) =>
      code.startsWith("MACRO_") &&
      code !== "MACRO_SYNTAX" &&
      (code !== "MACRO_MISSING" || isKnownMissing(message, deployed, context)),
  );
  return [...own, ...macros, ...validateTogether(layers, packs, context.cluster)];
}

/** While a profile is edited, what its cluster and the other profiles will bring is not missing yet. */
function isKnownMissing(message: string, deployed: boolean, { macros }: ValidationContext): boolean {
  if (/^\{\{.*\.spectro\.macro\./.test(message)) return macros !== undefined;
  return deployed || /^\{\{.*\.spectro\.var\./.test(message);
}
