import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A `--data` folder that cannot be used. */
export class DataFolderUnusable extends Error {
  readonly code = "DATA_FOLDER_UNUSABLE";
}

/** Ports that clients of an earlier start still have in their files. */
export interface KeptPorts {
  readonly kubernetes: number;
  readonly aws: number;
  readonly control: number;
}

const SAVE_EVERY_MS = 500;

/** What a box keeps across starts, beside the objects of its cluster: ports, the AWS account, access keys of its user. */
export class DataFolder {
  readonly path: string;
  #timer: NodeJS.Timeout | undefined;

  private constructor(path: string) {
    this.path = path;
  }

  /** @throws DataFolderUnusable */
  static open(path: string): DataFolder {
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new DataFolderUnusable(`--data ${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return new DataFolder(path);
  }

  read<T>(file: string): T | undefined {
    let text: string;
    try {
      text = readFileSync(join(this.path, file), "utf8");
    } catch {
      return undefined;
    }
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new DataFolderUnusable(`${join(this.path, file)} is damaged: move it away to begin anew`);
    }
  }

  write(file: string, value: unknown): void {
    const path = join(this.path, file);
    writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  /**
   * Writes what `state` gives whenever `version` has changed, and once more at the end.
   * @returns what ends it.
   */
  keep(file: string, version: () => unknown, state: () => unknown, onError: (error: unknown) => void): () => void {
    let written: unknown;
    const save = () => {
      const current = version();
      if (current === written) return;
      try {
        this.write(file, state());
        written = current;
      } catch (error) {
        onError(error);
      }
    };
    save();
    this.#timer = setInterval(save, SAVE_EVERY_MS);
    this.#timer.unref();
    return () => {
      clearInterval(this.#timer);
      save();
    };
  }
}
