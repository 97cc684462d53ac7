import { RE2JS } from "re2js";

const compiled = new Map<string, RE2JS>();
/** Rules come from users: the cache must not grow without bound. */
const MOST_CACHED = 2_000;

/** A pattern as Go's regexp takes it; time to match is linear in the text. @throws when it is not a pattern */
export function compileRegExp(pattern: string): RE2JS {
  let found = compiled.get(pattern);
  if (!found) {
    found = RE2JS.compile(pattern);
    if (compiled.size >= MOST_CACHED) compiled.clear();
    compiled.set(pattern, found);
  }
  return found;
}

/** Whether the pattern occurs anywhere in the text. */
export function matchesAnywhere(pattern: string, text: string): boolean {
  return compileRegExp(pattern).matcher(text).find();
}

/** What Go says of a pattern that does not compile, or undefined for a good one. */
export function regExpFault(pattern: string): string | undefined {
  try {
    compileRegExp(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
