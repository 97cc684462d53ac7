import type { FieldError } from "../../../schema/field-error.ts";
import { invalidValue } from "../../../schema/field-problems.ts";

export const LEVELS = ["privileged", "baseline", "restricted"] as const;
export type Level = (typeof LEVELS)[number];

/** What a namespace asks of its pods, in one of the modes. */
export interface Standard {
  readonly level: Level;
  /** `latest`, or `v1.24`. */
  readonly version: string;
}

export interface Policy {
  readonly enforce: Standard;
  readonly audit: Standard;
  readonly warn: Standard;
}

type Labels = Readonly<Record<string, string>>;

const PREFIX = "pod-security.kubernetes.io/";
const FREE: Standard = { level: "privileged", version: "latest" };
const VERSION = /^v1\.(?:0|[1-9]\d*)$/;

/** The policy of a namespace by its labels. What enforces also warns, unless told otherwise; labels that cannot be read count as restricted. */
export function policyOf(labels: Labels = {}): Policy {
  const enforce = standardOf(labels, "enforce");
  const warn = standardOf(labels, "warn");
  const warnsToo = labels[`${PREFIX}warn`] === undefined && rank(enforce.level) > rank(warn.level);
  return { enforce, audit: standardOf(labels, "audit"), warn: warnsToo ? enforce : warn };
}

function standardOf(labels: Labels, mode: string): Standard {
  const level = labels[`${PREFIX}${mode}`];
  const version = labels[`${PREFIX}${mode}-version`] ?? "latest";
  if (level === undefined) return { ...FREE, version };
  return {
    level: isLevel(level) ? level : "restricted",
    version: version === "latest" || VERSION.test(version) ? version : "latest",
  };
}

/** @example printedStandard({ level: "baseline", version: "latest" }) // "baseline:latest" */
export function printedStandard({ level, version }: Standard): string {
  return `${level}:${version}`;
}

export function isStricter(a: Standard, b: Standard): boolean {
  return rank(a.level) > rank(b.level) || (a.level === b.level && a.version !== b.version);
}

/** What is wrong with a namespace's labels. */
export function labelFaults(labels: Labels = {}): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const mode of ["enforce", "audit", "warn"]) {
    const level = labels[`${PREFIX}${mode}`];
    const version = labels[`${PREFIX}${mode}-version`];
    if (level !== undefined && !isLevel(level))
      errors.push(invalidValue(fieldOf(mode), level, `must be one of ${LEVELS.join(", ")}`));
    if (version !== undefined && version !== "latest" && !VERSION.test(version))
      errors.push(invalidValue(fieldOf(`${mode}-version`), version, 'must be "latest" or "v1.x"'));
  }
  return errors;
}

function fieldOf(label: string): string {
  return `metadata.labels[${PREFIX}${label}]`;
}

function isLevel(text: string): text is Level {
  return (LEVELS as readonly string[]).includes(text);
}

function rank(level: Level): number {
  return LEVELS.indexOf(level);
}
