import type { ResourceRef } from "@inlay/resources";

/** `/apis/apps/v1/namespaces/default/deployments/web/status`; the parts after the resource are optional. */
export function resourcePath(ref: ResourceRef, namespace?: string, name?: string, subresource?: string): string {
  const root = ref.group === "" ? `/api/${ref.version}` : `/apis/${ref.group}/${ref.version}`;
  const parts = [
    ...(namespace ? ["namespaces", namespace] : []),
    ref.resource,
    ...(name === undefined ? [] : [name]),
    ...(subresource ? [subresource] : []),
  ];
  return `${root}/${parts.map(encodeURIComponent).join("/")}`;
}

/** A query string with its question mark; undefined and empty values are left out. */
export function queryText(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") query.set(key, String(value));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
