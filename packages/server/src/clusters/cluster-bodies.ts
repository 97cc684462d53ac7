import { Type } from "typebox";
import { Metadata } from "../http/bodies.ts";

const Any = Type.Record(Type.String(), Type.Unknown());

export const ClusterBody = Type.Object({
  apiVersion: Type.String(),
  kind: Type.String(),
  metadata: Metadata,
  spec: Any,
  status: Any,
});
export const OverviewBody = Type.Object({ metadata: Metadata, spec: Any, status: Any });
export const ClusterSummaryBody = Type.Object({ metadata: Metadata, specSummary: Any, status: Any });
export const AnyBody = Any;

const NameAndValue = Type.Object({ name: Type.String({ maxLength: 128 }), value: Type.String({ maxLength: 65_536 }) });
const PackValues = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256 }),
  tag: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  values: Type.Optional(Type.String()),
  manifests: Type.Optional(
    Type.Array(Type.Object({ name: Type.String(), content: Type.Optional(Type.String()) }), { maxItems: 500 }),
  ),
});
const SelectedProfile = Type.Object({
  uid: Type.String({ minLength: 1 }),
  replaceWithProfile: Type.Optional(Type.String()),
  packValues: Type.Optional(Type.Union([Type.Array(PackValues, { maxItems: 200 }), Type.Null()])),
  variables: Type.Optional(Type.Union([Type.Array(NameAndValue, { maxItems: 500 }), Type.Null()])),
});

/** Profiles to attach, or to put in the place of others. `detached` and `planHash` are ours: one change, exactly as planned. */
export const SelectionBody = Type.Object({
  profiles: Type.Optional(Type.Union([Type.Array(SelectedProfile, { maxItems: 100 }), Type.Null()])),
  detached: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
  planHash: Type.Optional(Type.String()),
  spcApplySettings: Type.Optional(Any),
});
export const DetachBody = Type.Object({
  profileUids: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
  planHash: Type.Optional(Type.String()),
});
export const VariablesBody = Type.Object({
  variables: Type.Array(
    Type.Object({ profileUid: Type.String(), variables: Type.Array(NameAndValue, { maxItems: 500 }) }),
    { maxItems: 100 },
  ),
});
/** Query of a change: `resolveNotification` takes what has been published since, as every change here does. */
export const ChangeQuery = Type.Object({
  resolveNotification: Type.Optional(Type.Boolean()),
  planHash: Type.Optional(Type.String()),
});
