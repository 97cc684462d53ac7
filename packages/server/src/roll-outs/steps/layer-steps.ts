import { KubeApiError } from "@inlay/kube";
import { objectIdentity, orderObjects, type RenderedLayer, type RenderedObject } from "@inlay/profiles";
import type { KubeObject } from "@inlay/resources";
import { objectHealth } from "../health/object-health.ts";
import { podTrouble } from "../health/pod-trouble.ts";
import { addressOf, objectName } from "../objects/cluster-objects.ts";
import { KindNotServed } from "../objects/resource-kinds.ts";
import type { OrderOfWork } from "../order-of-work.ts";
import { objectsOf, refusal } from "../planning/object-plan.ts";
import { StepFailed, until, type Step, type StepContext } from "./step.ts";

/** The key of a layer among those of a cluster. */
export const layerKey = ({ profileName, name }: Pick<RenderedLayer, "profileName" | "name">): string =>
  `${profileName}/${name}`;

/** Applies a layer: namespaces, definitions (served before anything uses them), then the rest by kind. */
export function applyLayer(layer: RenderedLayer, work: OrderOfWork): Step {
  const phases = orderObjects(objectsOf(layer));
  const all = [...phases.namespaces, ...phases.definitions, ...phases.objects];
  return {
    key: `apply/${layerKey(layer)}`,
    name: `Apply ${layer.name}`,
    run: async (context) => {
      await tryAll(context, layer, all);
      for (const object of [...phases.namespaces, ...phases.definitions]) await applyOne(context, layer, object);
      await served(context, phases.definitions);
      for (const [at, object] of phases.objects.entries()) {
        if (at % 10 === 0 && at > 0) await context.report(`${at} of ${phases.objects.length} objects applied`);
        await applyOne(context, layer, object);
      }
      return `${all.length} objects applied`;
    },
    undo: (context) => takeBack(context, all, work),
  };
}

/** Waits until everything of a layer is healthy. */
export function layerReady(layer: RenderedLayer): Step {
  return {
    key: `ready/${layerKey(layer)}`,
    name: `${layer.name} becomes healthy`,
    run: async (context) => {
      const left = new Map(objectsOf(layer).map((object) => [objectIdentity(object), addressOf(object)]));
      let last: StepFailed | undefined;
      await until(
        context,
        context.patience.ready,
        async () => {
          last = undefined;
          for (const [identity, address] of left) {
            const object = await context.objects.get(address, context.signal);
            const { state, message } = objectHealth(object);
            if (state === "Ready") {
              left.delete(identity);
              continue;
            }
            const named = objectName(address);
            const trouble = object && (await podTrouble(context.kube, object, context.signal));
            const why = trouble ? `${message}; pod ${trouble.pod}: ${trouble.message}` : message;
            const fix =
              trouble?.fix ??
              `see its conditions: kubectl describe ${address.kind.toLowerCase()} ${address.name}${address.namespace === undefined ? "" : ` --namespace ${address.namespace}`}`;
            last ??= new StepFailed(`${named}: ${why}`, { object: named, fix });
            if (state === "Failed") throw last;
          }
          if (last) await context.report(left.size > 1 ? `${last.message} (and ${left.size - 1} more)` : last.message);
          return left.size === 0 ? true : undefined;
        },
        () => last ?? new StepFailed(`${layer.name} has not become healthy in time`),
      );
      return "healthy";
    },
  };
}

/** All objects as a dry run first: what the API server refuses is found before anything has changed. */
async function tryAll(context: StepContext, layer: RenderedLayer, objects: readonly RenderedObject[]): Promise<void> {
  const names = new Set(objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name));
  for (const object of objects)
    try {
      await context.objects.apply(object, context.signal, true);
    } catch (error) {
      const comesFirst = error instanceof KubeApiError && error.status === 404 && names.has(object.metadata.namespace);
      if (error instanceof KindNotServed || comesFirst) continue;
      throw asFailure(layer, object, error);
    }
}

async function applyOne(context: StepContext, layer: RenderedLayer, object: RenderedObject): Promise<void> {
  const { objects, owned, rollOutUid, signal } = context;
  signal.throwIfAborted();
  const [identity, address] = [objectIdentity(object), addressOf(object)];
  const live = await objects.get(address, signal);
  await owned.claim(identity, address, layer, live !== undefined, rollOutUid);
  try {
    const { metadata } = await objects.apply(object, signal);
    await owned.seen(identity, metadata.uid);
  } catch (error) {
    throw asFailure(layer, object, error);
  }
}

function asFailure(layer: RenderedLayer, object: RenderedObject, error: unknown): unknown {
  const address = addressOf(object);
  if (error instanceof KindNotServed)
    return new StepFailed(`${objectName(address)}: ${error.message}`, {
      object: objectName(address),
      fix: `add the pack that defines ${address.kind}, or give ${layer.name} a higher install priority than it`,
    });
  // Busy and broken servers are tried again by the one who runs the steps.
  if (!(error instanceof KubeApiError) || error.status === 429 || error.status >= 500) return error;
  const { message, fix } = refusal(layer, address, error);
  return new StepFailed(message, { object: objectName(address), ...(fix !== undefined && { fix }) });
}

async function served(context: StepContext, definitions: readonly RenderedObject[]): Promise<void> {
  for (const definition of definitions) {
    const address = addressOf(definition);
    await until(
      context,
      context.patience.ready,
      async () => objectHealth(await context.objects.get(address, context.signal)).state === "Ready" || undefined,
      () => new StepFailed(`${objectName(address)} is not served`, { object: objectName(address) }),
    );
  }
}

/** Objects of the last good version are applied as they were; those that this roll-out brought go. */
async function takeBack(context: StepContext, all: readonly RenderedObject[], work: OrderOfWork): Promise<void> {
  const { objects, owned, rollOutUid, signal } = context;
  const old = new Map(
    work.before.layers.flatMap((layer) =>
      objectsOf(layer).map((object) => [objectIdentity(object), { layer, object }] as const),
    ),
  );
  const rows = new Map((await owned.all()).map((row) => [row.identity, row]));
  for (const object of all.toReversed()) {
    const identity = objectIdentity(object);
    const [before, row, address] = [old.get(identity), rows.get(identity), addressOf(object)];
    if (before) {
      if (row) await applyOne(context, before.layer, before.object);
    } else if (row && row.roll_out_uid === rollOutUid && !row.existed) {
      const live = await objects.get(address, signal);
      if (live && isOurs(live, row.object_uid)) await objects.delete(address, live.metadata.uid, signal);
      await owned.forget(identity);
    }
  }
}

/** The very object that was applied; where the kill of a worker left no note of it, one whose fields we own. */
export const isOurs = ({ metadata }: KubeObject, noted: string | null): boolean =>
  noted === null ? (metadata.managedFields ?? []).some(({ manager }) => manager === "inlay") : metadata.uid === noted;
