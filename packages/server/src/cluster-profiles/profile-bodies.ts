import { Type } from "typebox";
import { listOf, Metadata, MetadataInput } from "../http/bodies.ts";

/** Bodies of cluster profiles, with Palette's field names. What else a client sends is let be. */
const text = (maxLength: number) => Type.String({ maxLength });
const VALUES = 1_048_576;

const ManifestInput = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 128 }),
  content: Type.Optional(text(VALUES)),
  uid: Type.Optional(Type.String()),
});
export const PackInput = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 128 }),
  layer: Type.Optional(Type.Enum(["os", "k8s", "cni", "csi", "addon"])),
  type: Type.Optional(Type.Enum(["spectro", "helm", "manifest", "oci"])),
  tag: Type.Optional(text(128)),
  uid: Type.Optional(Type.String()),
  registryUid: Type.Optional(Type.String()),
  values: Type.Optional(text(VALUES)),
  manifests: Type.Optional(Type.Union([Type.Array(ManifestInput, { maxItems: 200 }), Type.Null()])),
});
export const VariableInput = Type.Object({
  name: Type.String({ pattern: "^[A-Za-z_][A-Za-z0-9_]*$", maxLength: 128 }),
  displayName: Type.String({ minLength: 1, maxLength: 128 }),
  description: Type.Optional(Type.String()),
  format: Type.Optional(Type.Enum(["string", "number", "boolean", "ipv4", "ipv4cidr", "ipv6", "version", "base64"])),
  defaultValue: Type.Optional(text(65_536)),
  regex: Type.Optional(Type.String()),
  required: Type.Optional(Type.Boolean()),
  isSensitive: Type.Optional(Type.Boolean()),
  hidden: Type.Optional(Type.Boolean()),
  immutable: Type.Optional(Type.Boolean()),
});
const Variables = Type.Array(VariableInput, { maxItems: 500 });
const packs = Type.Optional(Type.Union([Type.Array(PackInput, { maxItems: 200 }), Type.Null()]));
const ProfileType = Type.Enum(["cluster", "infra", "add-on"]);

export const CreateProfile = Type.Object({
  metadata: MetadataInput,
  spec: Type.Object({
    version: Type.Optional(text(128)),
    template: Type.Object({ type: ProfileType, cloudType: Type.Optional(text(64)), packs }),
    variables: Type.Optional(Type.Union([Variables, Type.Null()])),
  }),
});
export const UpdateProfile = Type.Object({
  metadata: MetadataInput,
  spec: Type.Object({
    version: Type.Optional(text(128)),
    template: Type.Object({ type: Type.Optional(ProfileType), packs }),
  }),
});
export const UpdateMetadata = Type.Object({
  metadata: MetadataInput,
  spec: Type.Optional(Type.Object({ version: Type.Optional(text(128)) })),
});
export const CloneProfile = Type.Object({
  metadata: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 128 }),
    version: Type.Optional(text(128)),
    target: Type.Optional(
      Type.Object({ scope: Type.Optional(Type.String()), projectUid: Type.Optional(Type.String()) }),
    ),
  }),
});
export const SetVariables = Type.Object({ variables: Variables });
export const NameVariables = Type.Object({ variables: Type.Array(Type.String()) });

const Pack = Type.Object({
  name: Type.String(),
  layer: Type.String(),
  type: Type.String(),
  tag: Type.String(),
  version: Type.String(),
  values: Type.String(),
  packUid: Type.Optional(Type.String()),
  registryUid: Type.Optional(Type.String()),
  manifests: Type.Array(
    Type.Object({ uid: Type.String(), name: Type.String(), content: Type.Optional(Type.String()) }),
  ),
});
const Template = Type.Object({ type: Type.String(), cloudType: Type.String(), packs: Type.Array(Pack) });
const Status = Type.Object({
  isPublished: Type.Boolean(),
  hasUserMacros: Type.Boolean(),
  inUseClusters: Type.Array(Type.Object({ uid: Type.String(), name: Type.String() })),
  inUseClusterUids: Type.Array(Type.String()),
});
export const Profile = Type.Object({
  metadata: Metadata,
  spec: Type.Object({
    version: Type.String(),
    versions: Type.Array(Type.Object({ uid: Type.String(), version: Type.String() })),
    draft: Type.Optional(Template),
    published: Type.Optional(Template),
    variables: Type.Array(VariableInput),
  }),
  status: Status,
});
export const ProfileSummaries = listOf(
  Type.Object({
    metadata: Metadata,
    specSummary: Type.Object({
      version: Type.String(),
      draft: Type.Optional(Template),
      published: Type.Optional(Template),
    }),
    status: Status,
  }),
);
export const ProfileMetadatas = listOf(
  Type.Object({
    metadata: Metadata,
    spec: Type.Object({ cloudType: Type.String(), type: Type.String(), version: Type.String() }),
  }),
);
const Content = Type.Object({ content: Type.String() });
export const Manifests = listOf(
  Type.Object({
    metadata: Metadata,
    spec: Type.Object({ draft: Type.Optional(Content), published: Type.Optional(Content) }),
  }),
);
