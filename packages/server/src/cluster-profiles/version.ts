import { parseVersion } from "@inlay/profiles";
import { invalid } from "../http/api-error.ts";

/** A profile's version when none is given. */
const FIRST = "1.0.0";

/** Strict SemVer without build: `1.2.3`, `1.2.3-rc.1`. @throws ApiError naming the field. */
export function versionOf(given: string | undefined): string {
  if (given === undefined || given === "") return FIRST;
  if (!parseVersion(given)) throw invalid("spec.version", given, "a version such as 1.0.0 or 1.2.3-rc.1");
  return given;
}
