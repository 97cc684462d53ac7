import fc from "fast-check";

/** Names that decoders, patches and JavaScript itself give a meaning to. */
const KEYS = [
  "metadata", "name", "namespace", "labels", "annotations", "managedFields", "finalizers", "ownerReferences", "spec", "status", "data",
  "containers", "volumes", "ports", "containerPort", "protocol", "env", "value", "conditions", "type", "tolerations", "replicas",
  "$patch", "$retainKeys", "$setElementOrder/containers", "$deleteFromPrimitiveList/finalizers", "$setElementOrder",
  "__proto__", "constructor", "toString", "", "a.b", "a/b",
] as const; // prettier-ignore
const SCALARS = [
  "",
  "delete",
  "replace",
  "merge",
  "x",
  "1",
  "10Mi",
  "2026-01-01T00:00:00Z",
  0,
  1,
  -1,
  1.5,
  2 ** 53,
  1e300,
  true,
  false,
  null,
];

/** JSON values made of what an attacker would try. */
export const { value: hostileValue, map: hostileMap } = fc.letrec<{ value: unknown; map: Record<string, unknown> }>(
  (tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(...SCALARS),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("map"),
    ),
    map: fc
      .array(fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...KEYS) }, fc.string()), tie("value")), {
        maxLength: 4,
      })
      .map(
        (entries) =>
          JSON.parse(`{${entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(",")}}`) as Record<
            string,
            unknown
          >,
      ),
  }),
);

/** A value whose every part refuses to be changed. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) frozen(member as unknown);
  }
  return value;
}
