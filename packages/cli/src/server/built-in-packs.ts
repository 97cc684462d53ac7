import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { readPack, type Pack } from "@inlay/profiles";

const FOLDER = join(import.meta.dirname, "../../../../packs");

/** The packs that come with the program, each with the folder that it was read from. */
export const builtInPacks = (): readonly { readonly pack: Pack; readonly folder: string }[] =>
  readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(FOLDER, name))
    .map((folder) => ({
      folder,
      pack: readPack(
        filesOf(folder).map((path) => ({ path: relative(folder, path), content: readFileSync(path, "utf8") })),
      ),
    }));

const filesOf = (path: string): readonly string[] =>
  statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesOf(join(path, name))) : [path];
