import { compareVersions, type Pack } from "@inlay/profiles";
import { fixedUid } from "../database/uid.ts";

/** One version of a pack, with its identifiers. */
export type CataloguedPack = Pack & { readonly uid: string; readonly registryUid: string };

/** palette-sdk-go looks for this name when a profile has a manifest layer. */
const PUBLIC_REPO = "Public Repo";
export const PUBLIC_REPO_UID = fixedUid("registry", PUBLIC_REPO);

export type Registry = {
  readonly uid: string;
  readonly name: string;
  readonly kind: string;
  readonly scope: string;
  readonly isDefault: boolean;
  readonly isPrivate: boolean;
  readonly isSyncSupported: boolean;
  readonly providerType: string;
};

/** The packs that come with the program, in the registry `Public Repo`. */
export class PackCatalogue {
  readonly registries: readonly Registry[] = [
    {
      uid: PUBLIC_REPO_UID,
      name: PUBLIC_REPO,
      kind: "pack",
      scope: "system",
      isDefault: true,
      isPrivate: false,
      isSyncSupported: false,
      providerType: "pack",
    },
  ];
  /** By name, newest version first. */
  readonly packs: readonly CataloguedPack[];
  readonly #byUid: ReadonlyMap<string, CataloguedPack>;

  constructor(versions: readonly Pack[]) {
    this.packs = versions
      .map((pack) => ({
        ...pack,
        uid: fixedUid("pack", PUBLIC_REPO_UID, pack.name, pack.version),
        registryUid: PUBLIC_REPO_UID,
      }))
      .sort((a, b) => a.name.localeCompare(b.name, "en") || compareVersions(b.version, a.version));
    this.#byUid = new Map(this.packs.map((pack) => [pack.uid, pack]));
  }

  byUid(uid: string): CataloguedPack | undefined {
    return this.#byUid.get(uid);
  }

  /** The newest version of a pack. */
  newest(name: string): CataloguedPack | undefined {
    return this.packs.find((pack) => pack.name === name);
  }

  /** Versions of a pack in a registry, newest first. */
  versions(name: string, registryUid: string): readonly CataloguedPack[] {
    return this.packs.filter((pack) => pack.name === name && pack.registryUid === registryUid);
  }
}
