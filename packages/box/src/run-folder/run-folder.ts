import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../data-folder/make-folder.ts";
import { isSameProcess, processStart } from "./process-identity.ts";

/** What a running box tells about itself in `box.json`. */
export interface BoxRecord {
  readonly name: string;
  readonly pid: number;
  /** Tells this process from a later one with the same pid. */
  readonly processStart: string;
  readonly phase: "starting" | "running";
  readonly startedAt: string;
  readonly clusterName: string;
  readonly region: string;
  readonly kubernetesUrl?: string;
  readonly awsUrl?: string;
  readonly controlUrl?: string;
}

/** A name that is used already, by a box that lives. */
export class BoxNameTaken extends Error {
  readonly code = "BOX_NAME_TAKEN";
}

const NAME = /^[a-z0-9]([-a-z0-9]{0,60}[a-z0-9])?$/;

/** The folder that boxes of this user leave their files in: `$XDG_STATE_HOME/inlay`, `~/.local/state/inlay`. */
export function runFolders(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment["XDG_STATE_HOME"] || join(environment["HOME"] || homedir(), ".local", "state"), "inlay");
}

/**
 * A box's own folder while it runs: kubeconfig, AWS config and credentials, files of its pods. It holds keys, so only its owner can read it.
 * Boxes that were killed leave theirs behind; the next one of the same name begins it anew.
 */
export class RunFolder {
  readonly path: string;
  readonly name: string;
  #record: BoxRecord;

  private constructor(path: string, record: BoxRecord) {
    this.path = path;
    this.name = record.name;
    this.#record = record;
  }

  /** @throws BoxNameTaken while a box of this name lives. */
  static claim(
    name: string,
    facts: Pick<BoxRecord, "clusterName" | "region" | "startedAt">,
    folder: string = runFolders(),
  ): RunFolder {
    if (!NAME.test(name))
      throw new BoxNameTaken(`"${name}" cannot be a box's name: use lower case letters, digits and dashes, at most 62`);
    const living = readBoxRecord(name, folder);
    if (living)
      throw new BoxNameTaken(
        `a box named "${name}" runs already (process ${living.pid}): stop it, or choose another --name`,
      );
    const path = join(folder, name);
    rmSync(path, { recursive: true, force: true });
    makeFolder(path);
    chmodSync(path, 0o700);
    const run = new RunFolder(path, {
      name,
      pid: process.pid,
      processStart: processStart(process.pid) ?? "",
      phase: "starting",
      ...facts,
    });
    run.#write();
    return run;
  }

  get record(): BoxRecord {
    return this.#record;
  }

  /** Written last: whoever reads `running` finds every file. */
  publish(endpoints: Pick<BoxRecord, "kubernetesUrl" | "awsUrl" | "controlUrl">): void {
    this.#record = { ...this.#record, ...endpoints, phase: "running" };
    this.#write();
  }

  /** Writes a file that only its owner can read, in one step. @returns its path. */
  write(file: string, content: string): string {
    const path = join(this.path, file);
    mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, content, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #write(): void {
    this.write("box.json", `${JSON.stringify(this.#record, null, 2)}\n`);
  }
}

/** The record of a box that lives, or undefined. */
export function readBoxRecord(name: string, folder: string = runFolders()): BoxRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(join(folder, name, "box.json"), "utf8")) as BoxRecord;
    return isSameProcess(record.pid, record.processStart) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Every box of this user that lives, by name. */
export function livingBoxes(folder: string = runFolders()): readonly BoxRecord[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.sort().flatMap((name) => readBoxRecord(name, folder) ?? []);
}
