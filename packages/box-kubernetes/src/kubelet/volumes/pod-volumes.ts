import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, normalize, sep } from "node:path";
import type { Clock, Container, Pod } from "@inlay/resources";
import type { EnvironmentSources } from "../environment/environment.ts";
import { volumeContent, type TokenFile } from "./volume-content.ts";

/** Config maps and secrets are looked at again this often (the kubelet's sync period). */
const REFRESH_MS = 60_000;
/** A token is replaced when this share of its life has passed, or after a day. */
const TOKEN_LIFE_USED = 0.8;
const LONGEST_TOKEN_USE_MS = 24 * 3_600_000;

/** The volumes of one pod with real processes, as folders below `folder`, kept up to date until they are removed. */
export class PodVolumes {
  readonly #pod: Pod;
  readonly #folder: string;
  readonly #sources: EnvironmentSources;
  readonly #clock: Clock;
  readonly #tokens = new Map<string, { readonly token: string; readonly replaceAt: number }>();
  readonly #written = new Map<string, string>();
  #cancelRefresh: (() => void) | undefined;
  #removed = false;

  constructor(pod: Pod, folder: string, sources: EnvironmentSources, clock: Clock) {
    this.#pod = pod;
    this.#folder = folder;
    this.#sources = sources;
    this.#clock = clock;
  }

  /** Folders by mount path. @throws MissingConfig */
  async mountsFor(container: Container): Promise<Record<string, string>> {
    await this.#write();
    this.#keepFresh();
    const mounts: Record<string, string> = {};
    for (const { name, mountPath } of container.volumeMounts ?? []) {
      const volume = this.#pod.spec.volumes?.find((each) => each.name === name);
      if (volume && volumeContent(this.#pod, volume, this.#sources)) mounts[mountPath] = this.#folderOf(name);
    }
    return mounts;
  }

  async remove(): Promise<void> {
    this.#removed = true;
    this.#cancelRefresh?.();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #folderOf(volume: string): string {
    return join(this.#folder, "volumes", volume);
  }

  async #write(): Promise<void> {
    for (const volume of this.#pod.spec.volumes ?? []) {
      const content = volumeContent(this.#pod, volume, this.#sources);
      if (!content) continue;
      const folder = this.#folderOf(volume.name);
      await mkdir(folder, { recursive: true, mode: 0o755 });
      for (const [path, bytes] of content.files) await this.#writeFile(folder, path, bytes);
      for (const token of content.tokens)
        await this.#writeFile(folder, token.path, Buffer.from(await this.#token(volume.name, token)));
    }
  }

  /** A file appears whole or not at all; one that has not changed is left alone. */
  async #writeFile(folder: string, path: string, bytes: Uint8Array): Promise<void> {
    const target = normalize(join(folder, path));
    if (!target.startsWith(folder + sep)) return;
    const text = Buffer.from(bytes).toString("base64");
    if (this.#removed || this.#written.get(target) === text) return;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(`${target}.new`, bytes, { mode: 0o600 });
    await rename(`${target}.new`, target);
    this.#written.set(target, text);
  }

  async #token(volume: string, file: TokenFile): Promise<string> {
    const key = `${volume}/${file.path}`;
    const known = this.#tokens.get(key);
    if (known && this.#clock.now() < known.replaceAt) return known.token;
    const { namespace, name, uid } = this.#pod.metadata;
    const account = { namespace, name: this.#pod.spec.serviceAccountName ?? "default" };
    const { audiences, expirationSeconds } = file;
    const boundPod = { name, uid };
    const now = this.#clock.now();
    const { token, expirationTimestamp } = await this.#sources.api.createToken(account, {
      audiences,
      expirationSeconds,
      boundPod,
    });
    const lifeMs = Date.parse(expirationTimestamp) - now;
    this.#tokens.set(key, { token, replaceAt: now + Math.min(lifeMs * TOKEN_LIFE_USED, LONGEST_TOKEN_USE_MS) });
    return token;
  }

  #keepFresh(): void {
    if (this.#removed || this.#cancelRefresh) return;
    this.#cancelRefresh = this.#clock.after(REFRESH_MS, () => {
      this.#cancelRefresh = undefined;
      // What has become unavailable stays as it was.
      void this.#write()
        .catch(() => undefined)
        .finally(() => this.#keepFresh());
    });
  }
}
