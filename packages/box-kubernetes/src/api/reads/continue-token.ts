import { badRequest } from "../failures.ts";

/** Where the next page of a list begins. */
export interface ContinueToken {
  /** The list's revision; -1: whatever there is now. */
  readonly revision: number;
  /** The first key of the page, relative to the list. */
  readonly start: string;
}

/** base64url JSON, as k8s.io/apiserver storage.EncodeContinue. @param key the last key of the page before */
export function encodeContinue(revision: number, key: string): string {
  const token = { v: "meta.k8s.io/v1", rv: revision, start: `${key}\u0000` };
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

/** @throws ApiError 400 */
export function decodeContinue(text: string): ContinueToken {
  let parsed: { readonly v?: unknown; readonly rv?: unknown; readonly start?: unknown };
  const json = Buffer.from(text, "base64url").toString();
  try {
    // null is no error to Go, which leaves its token empty.
    parsed = (JSON.parse(json) ?? { v: "" }) as typeof parsed;
  } catch {
    throw badToken(`continue key is not valid: invalid character '${json[0] ?? ""}' looking for beginning of value`);
  }
  if (parsed.v !== "meta.k8s.io/v1")
    throw badToken(`server does not recognize this encoded version "${String(parsed.v)}"`);
  const { rv, start } = parsed;
  if (typeof rv !== "number" || rv === 0)
    throw badToken("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
  if (typeof start !== "string" || start === "")
    throw badToken("no key or resource version specified (version meta.k8s.io/v1)");
  return { revision: rv, start: start.replace(/^\//, "") };
}

function badToken(why: string) {
  return badRequest(`invalid continue token: ${why}`);
}
