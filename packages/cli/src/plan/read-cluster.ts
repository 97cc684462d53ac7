import {
  DEFAULT_POLICY,
  readKwokCatalogue,
  readSchedulingCase,
  snapshotFromObjects,
  type Policy,
  type SchedulingCase,
  type Snapshot,
} from "@inlay/planner";
import type { KubeObject, NodePool } from "@inlay/resources";
import { CommandError } from "../command-error.ts";
import { findCatalogue, readCatalogueFile } from "./catalogue-file.ts";
import { ec2Catalogues } from "./ec2-catalogues.ts";
import { objectsOf } from "./kubernetes-objects.ts";
import { isRecord } from "./object-shape.ts";
import { readDocuments, shownName } from "./read-documents.ts";

/** What a file says that there is, and what had to be assumed. */
export interface ClusterInFile {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly notes: readonly string[];
}

/**
 * Reads what `kubectl get … -o yaml` prints, or a recorded scheduling case.
 * @throws CommandError, one sentence with file and field.
 */
export async function readCluster(file: string, instanceTypesFile: string | undefined): Promise<ClusterInFile> {
  const documents = await readDocuments(file);
  const [first] = documents;
  if (documents.length === 1 && isRecord(first) && "objects" in first) return readCase(first, file, instanceTypesFile);
  const objects = objectsOf(documents, shownName(file));
  const now = latestTime(objects);
  const notes: string[] = [];
  const usable = objects.map((object) => (isUnseenPool(object) ? readyPool(object, now, notes) : object));
  if (!objects.some(({ kind }) => kind === "NodePool")) notes.push("there is no NodePool in the file");
  if (instanceTypesFile !== undefined) {
    const catalogue = readKwokCatalogue(await readCatalogueFile(instanceTypesFile));
    return { snapshot: snapshotFromObjects(usable, now, catalogue), policy: DEFAULT_POLICY, notes };
  }
  const { notes: assumed, ...catalogues } = ec2Catalogues(objects, now, shownName(file));
  return {
    snapshot: { ...snapshotFromObjects(usable, now, []), ...catalogues },
    policy: DEFAULT_POLICY,
    notes: [...notes, ...assumed],
  };
}

async function readCase(
  given: Readonly<Record<string, unknown>>,
  file: string,
  instanceTypesFile: string | undefined,
): Promise<ClusterInFile> {
  const fail = (field: string, problem: string): never => {
    throw new CommandError(`${shownName(file)}: ${field}: ${problem}`);
  };
  const { instanceTypes, objects, options } = given;
  if (!Array.isArray(objects)) return fail("objects", "Invalid value: must be a list");
  if (!isRecord(options)) return fail("options", "Required value");
  if (instanceTypesFile === undefined && typeof instanceTypes !== "string")
    return fail("instanceTypes", "Required value: the file name of its instance types");
  const catalogue = await readCatalogueFile(instanceTypesFile ?? findCatalogue(String(instanceTypes), file));
  const recorded = { ...given, objects: objectsOf([objects], shownName(file)) } as unknown as SchedulingCase;
  try {
    return { ...readSchedulingCase(recorded, catalogue), notes: [] };
  } catch (error) {
    throw new CommandError(`${shownName(file)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The file's own time: the last thing that it says has happened. So the same file gives the same plan on every day. */
function latestTime(objects: readonly KubeObject[]): string {
  let latest = "";
  for (const { metadata, ...parts } of objects) {
    const { conditions } = (parts as { readonly status?: { readonly conditions?: unknown } }).status ?? {};
    const times = (Array.isArray(conditions) ? conditions : [])
      .filter(isRecord)
      .flatMap(({ lastHeartbeatTime, lastTransitionTime }) => [lastHeartbeatTime, lastTransitionTime]);
    for (const time of [metadata.creationTimestamp, ...times])
      if (typeof time === "string" && time > latest && !Number.isNaN(Date.parse(time))) latest = time;
  }
  return latest || new Date().toISOString();
}

/** A pool that no controller has looked at: it was written by hand, or is new. */
function isUnseenPool(object: KubeObject): object is NodePool {
  return object.kind === "NodePool" && !(object as NodePool).status?.conditions?.length;
}

function readyPool(pool: NodePool, now: string, notes: string[]): NodePool {
  notes.push(`NodePool ${pool.metadata.name} has no conditions yet: it counts as ready`);
  const ready = { type: "Ready", status: "True", reason: "Ready", message: "", lastTransitionTime: now };
  return { ...pool, status: { ...pool.status, conditions: [ready] } } as NodePool;
}

/** Runs the planner on a file's cluster. What it cannot cope with is told with the file's name. */
export function decide<T>(file: string, decision: () => T): T {
  try {
    return decision();
  } catch (error) {
    if (!(error instanceof Error) || process.env["INLAY_DEBUG"]) throw error;
    throw new CommandError(`${shownName(file)}: an object in it is not as Kubernetes would have it: ${error.message}`);
  }
}
