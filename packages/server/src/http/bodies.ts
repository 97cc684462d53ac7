import { Type } from "typebox";

/** Parts of Palette's bodies that many routes share. What a client sends beyond them is let be. */
const StringMap = Type.Record(Type.String(), Type.String({ maxLength: 4096 }));
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const MetadataInput = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 128 }),
  labels: Type.Optional(Nullable(StringMap)),
  annotations: Type.Optional(Nullable(StringMap)),
  resourceVersion: Type.Optional(Type.String()),
});
export const Uid = Type.Object({ uid: Type.String() });
export const Metadata = Type.Object({
  uid: Type.String(),
  name: Type.String(),
  labels: Type.Optional(StringMap),
  annotations: Type.Optional(StringMap),
  creationTimestamp: Type.Optional(Type.String({ format: "date-time" })),
  lastModifiedTimestamp: Type.Optional(Type.String({ format: "date-time" })),
  resourceVersion: Type.Optional(Type.String()),
});
export const listOf = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    listmeta: Type.Optional(
      Type.Object({
        continue: Type.String(),
        count: Type.Integer(),
        limit: Type.Integer(),
        offset: Type.Integer(),
      }),
    ),
  });

/** Annotations that we make: they are told, not kept. */
const MADE = ["scope", "projectUid", "tenantUid"];
export const keptAnnotations = (given: Readonly<Record<string, string>> | null | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(given ?? {}).filter(([name]) => !MADE.includes(name)));

/** Annotations as told: palette-sdk-go chooses its headers by `scope`. */
export const toldAnnotations = (
  kept: Readonly<Record<string, string>>,
  tenantUid: string,
  projectUid: string | null,
): Record<string, string> => ({
  ...kept,
  scope: projectUid === null ? "tenant" : "project",
  tenantUid,
  ...(projectUid === null ? {} : { projectUid }),
});
