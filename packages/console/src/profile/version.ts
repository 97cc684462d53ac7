/** Versions of profiles: strict SemVer, `major.minor.patch` with an optional pre-release. */
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** What is wrong with a version, or undefined. */
export function versionProblem(text: string): string | undefined {
  return VERSION.test(text) ? undefined : `${JSON.stringify(text)} is not a version such as 1.0.1 or 1.2.0-rc.1.`;
}

/** The next patch after the highest of the given versions; 1.0.0 when there is none. */
export function nextVersion(versions: readonly string[]): string {
  const [highest] = [...versions].filter((text) => VERSION.test(text)).sort((a, b) => compareVersions(b, a));
  const match = highest === undefined ? null : VERSION.exec(highest);
  return match ? `${match[1]}.${match[2]}.${Number(match[3]) + 1}` : "1.0.0";
}

/** SemVer precedence; negative when `a` is older. What is not a version sorts first. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [VERSION.exec(a), VERSION.exec(b)];
  if (!left || !right) return Number(Boolean(left)) - Number(Boolean(right));
  for (const part of [1, 2, 3]) {
    const difference = Number(left[part]) - Number(right[part]);
    if (difference !== 0) return difference;
  }
  return comparePreReleases(left[4], right[4]);
}

function comparePreReleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const [left, right] = [a.split("."), b.split(".")];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [one, other] = [left[index], right[index]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    if (one === other) continue;
    const [oneIsNumber, otherIsNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (oneIsNumber && otherIsNumber) return Number(one) - Number(other);
    if (oneIsNumber !== otherIsNumber) return oneIsNumber ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}
