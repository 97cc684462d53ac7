import { Type, type Static } from "typebox";
import { ApiError, invalid } from "../http/api-error.ts";
import { route, type Call, type Route } from "../http/route.ts";
import { MASK } from "../cluster-profiles/profile-view.ts";
import type { RollOutPlan, RollOutSelection } from "../roll-outs/roll-out-plan.ts";
import { AnyBody, ChangeQuery, DetachBody, SelectionBody, VariablesBody } from "./cluster-bodies.ts";
import { tell, uidOf } from "./cluster-routes.ts";
import { attachedOf, readCluster, touchCluster, type ClusterRow } from "./cluster-store.ts";
import { attachedView } from "./cluster-view.ts";

/**
 * Changes of a cluster's profiles. With the hash of a plan exactly that plan runs, its repave included: who sends the hash has seen it.
 * Without one (palette-sdk-go, Terraform) a plan is made now; where it replaces nodes it waits for `repave/approve`, as Palette's do.
 * None of them is one transaction: planning asks the cluster, and a roll-out keeps its own books.
 */
export const profileChangeRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/spectroclusters/{uid}/profiles",
    summary: "Attached profiles with their layers",
    permission: "cluster.get",
    status: 200,
    answer: Type.Object({ profiles: Type.Array(AnyBody) }),
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      return { profiles: (await attachedOf(call.db, row)).map(attachedView) };
    },
  }),
  route({
    method: "POST",
    path: "/v1/spectroclusters/{uid}/profiles/plan",
    summary: "What a change of profiles would do; nothing is changed",
    permission: "cluster.get",
    atomic: false,
    status: 200,
    body: SelectionBody,
    answer: AnyBody,
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      return await call.rollOuts.plan(row.uid, selectionOf(call.body, row));
    },
  }),
  route({
    method: "PATCH",
    path: "/v1/spectroclusters/{uid}/profiles",
    summary: "Attaches profiles, or puts them in the place of others",
    permission: "cluster.update",
    atomic: false,
    status: 204,
    query: ChangeQuery,
    body: SelectionBody,
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      await change(call, row, selectionOf(call.body, row), call.body.planHash ?? call.query.planHash);
    },
  }),
  route({
    method: "PUT",
    path: "/v1/spectroclusters/{uid}/profiles",
    summary: "Replaces the whole list of attached profiles",
    permission: "cluster.update",
    atomic: false,
    status: 204,
    query: ChangeQuery,
    body: SelectionBody,
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      const { profiles } = selectionOf(call.body, row);
      const stays = new Set(profiles.flatMap(({ uid, replaceWithProfile }) => [uid, replaceWithProfile]));
      const names = new Map(row.desired_profiles.map(({ profileUid, name }) => [profileUid, name]));
      const chosen = await namesOf(call, profiles.map(({ uid }) => uid)); // prettier-ignore
      const detached = row.desired_profiles
        .map(({ profileUid }) => profileUid)
        // Another version of the same profile takes its place.
        .filter((profileUid) => !stays.has(profileUid) && !chosen.has(names.get(profileUid) ?? ""));
      await change(call, row, { profiles, detached }, call.body.planHash ?? call.query.planHash);
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/spectroclusters/{uid}/profiles",
    summary: "Detaches profiles; what they brought is removed",
    permission: "cluster.update",
    atomic: false,
    status: 204,
    query: ChangeQuery,
    body: DetachBody,
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      const detached = call.body.profileUids;
      detached.forEach((uid, at) => mustBeAttached(row, uid, `profileUids[${at}]`));
      await change(call, row, { profiles: [], detached }, call.body.planHash ?? call.query.planHash);
    },
  }),
  route({
    method: "PATCH",
    path: "/v1/spectroclusters/{uid}/packRefs",
    summary: "Takes what has been changed in the attached profiles",
    permission: "cluster.update",
    atomic: false,
    status: 204,
    query: Type.Object({ notify: Type.Optional(Type.String()) }),
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      const profiles = row.desired_profiles.map(({ profileUid }) => ({ uid: profileUid }));
      await change(call, row, { profiles, detached: [] }, undefined);
    },
  }),
  route({
    method: "PATCH",
    path: "/v1/spectroclusters/{uid}/variables",
    summary: "Gives values to the variables of attached profiles",
    permission: "cluster.update",
    atomic: false,
    status: 204,
    body: VariablesBody,
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      const profiles = call.body.variables.map(({ profileUid, variables }, at) => {
        mustBeAttached(row, profileUid, `variables[${at}].profileUid`);
        const before = row.variables.find((known) => known.profileUid === profileUid)?.variables ?? [];
        const given = variables.map(({ name, value }) => ({
          name,
          // A mask that comes back means: as it was.
          value: value === MASK ? (before.find((known) => known.name === name)?.value ?? value) : value,
        }));
        const kept = before.filter(({ name }) => given.every((variable) => variable.name !== name));
        return { uid: profileUid, variables: [...kept, ...given] };
      });
      await change(call, row, { profiles, detached: [] }, undefined);
    },
  }),
  route({
    method: "POST",
    path: "/v1/spectroclusters/{uid}/validate/repave",
    summary: "Whether a change of profiles would replace nodes, and why",
    permission: "cluster.get",
    atomic: false,
    status: 200,
    body: SelectionBody,
    answer: AnyBody,
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      const { repave } = await call.rollOuts.plan(row.uid, selectionOf(call.body, row));
      return { isRepaveRequired: repave.isRequired, reasons: reasonsOf(repave) };
    },
  }),
  route({
    method: "GET",
    path: "/v1/spectroclusters/{uid}/repave/status",
    summary: "The change that waits for approval, with its reasons",
    permission: "cluster.get",
    status: 200,
    answer: AnyBody,
    handle: async (call) => {
      const { pending } = await readCluster(call.db, call.caller, uidOf(call));
      return pending
        ? {
            spec: { reasons: pending.reasons, source: "user" },
            status: {
              state: "Pending",
              message: "Nodes will be replaced: approve the repave to go on.",
              repaveTransitionTime: pending.since,
            },
          }
        : { spec: { reasons: [], source: "user" }, status: { state: "", message: "Nothing waits for approval." } };
    },
  }),
  route({
    method: "PATCH",
    path: "/v1/spectroclusters/{uid}/repave/approve",
    summary: "Lets the waiting change go on",
    permission: "cluster.update",
    atomic: false,
    status: 204,
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      if (!row.pending) throw new ApiError(409, "NothingToApprove", `Nothing of ${row.name} waits for approval.`);
      const { selection, planHash } = row.pending;
      const plan = await call.rollOuts.plan(row.uid, selection);
      if (plan.hash !== planHash) {
        await wait(call, row, selection, plan);
        throw new ApiError(
          409,
          "PlanChanged",
          "What the change would do is different by now. Look again and approve.",
          {
            plan,
          },
        );
      }
      await call.rollOuts.start(row.uid, plan, selection, call.caller.userUid);
      await touchCluster(call.db, row.uid, { pending: null }, call.now());
      await tell(call, row, "update", "goes on with a repave that was approved");
    },
  }),
  ...(["rollBack", "retry"] as const).map((action) =>
    route({
      method: "POST",
      path: `/v1/spectroclusters/{uid}/rollout/${action}`,
      summary: action === "retry" ? "Goes on with the roll-out that failed" : "Goes back to the last good profiles",
      permission: "cluster.update",
      atomic: false,
      status: 204,
      handle: async (call) => {
        const row = await readCluster(call.db, call.caller, uidOf(call));
        await call.rollOuts[action](row.uid, call.caller.userUid);
        await tell(
          call,
          row,
          "update",
          action === "retry" ? "tries its roll-out again" : "goes back to its last good profiles",
        );
      },
    }),
  ),
  route({
    method: "GET",
    path: "/v1/spectroclusters/{uid}/rollout",
    summary: "The roll-out that runs, or the latest, with its steps",
    permission: "cluster.get",
    status: 200,
    answer: Type.Object({ rollout: Type.Union([AnyBody, Type.Null()]) }),
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      return { rollout: (await call.rollOuts.view(row.uid)) ?? null };
    },
  }),
];

function selectionOf(body: Static<typeof SelectionBody>, row: ClusterRow): RollOutSelection {
  const detached = body.detached ?? [];
  detached.forEach((uid, at) => mustBeAttached(row, uid, `detached[${at}]`));
  return {
    profiles: (body.profiles ?? []).map(({ uid, replaceWithProfile, packValues, variables }) => ({
      uid,
      ...(replaceWithProfile ? { replaceWithProfile } : {}),
      ...(packValues ? { packValues } : {}),
      ...(variables ? { variables } : {}),
    })),
    detached,
  };
}

function mustBeAttached(row: ClusterRow, uid: string, field: string): void {
  const attached = row.desired_profiles.map(({ profileUid }) => profileUid);
  if (!attached.includes(uid)) throw invalid(field, uid, `the uid of an attached profile: ${attached.join(", ")}`);
}

async function namesOf({ db, caller }: Call, uids: readonly string[]): Promise<ReadonlySet<string>> {
  if (uids.length === 0) return new Set();
  const rows = await db
    .selectFrom("cluster_profiles")
    .select("name")
    .where("tenant_uid", "=", caller.tenantUid)
    .where("uid", "in", uids)
    .execute();
  return new Set(rows.map(({ name }) => name));
}

/** Starts what was approved; without an approval it starts what needs none, and keeps the rest until somebody approves. */
async function change(
  call: Call,
  row: ClusterRow,
  selection: RollOutSelection,
  planHash: string | undefined,
): Promise<void> {
  if (selection.profiles.length === 0 && selection.detached.length === 0)
    throw invalid("profiles", [], "at least one profile to attach, replace or detach");
  let plan: Pick<RollOutPlan, "hash">;
  if (planHash !== undefined && planHash !== "") {
    plan = { hash: planHash };
  } else {
    const made = await call.rollOuts.plan(row.uid, selection);
    const error = made.problems.find(({ severity }) => severity === "error");
    if (error)
      throw new ApiError(400, "InvalidPlan", `${error.field}: ${error.message}${error.fix ? `: ${error.fix}` : ""}`, {
        field: error.field,
        problems: made.problems,
      });
    if (made.repave.isRequired) {
      await wait(call, row, selection, made);
      await tell(call, row, "update", "has a change that replaces nodes and waits for approval");
      return;
    }
    plan = made;
  }
  await call.rollOuts.start(row.uid, plan, selection, call.caller.userUid);
  if (row.pending) await touchCluster(call.db, row.uid, { pending: null }, call.now());
  await tell(call, row, "update", "gets other profiles");
}

async function wait(call: Call, row: ClusterRow, selection: RollOutSelection, plan: RollOutPlan): Promise<void> {
  const pending = JSON.stringify({
    selection,
    planHash: plan.hash,
    reasons: reasonsOf(plan.repave).map(({ code, message }) => ({ code, message })),
    since: call.now().toISOString(),
  });
  await touchCluster(call.db, row.uid, { pending }, call.now());
}

const reasonsOf = ({ reasons }: RollOutPlan["repave"]) =>
  reasons.map(({ code, message, layer, field }) => ({
    code,
    message,
    pack: { current: { name: layer }, target: { name: layer }, diffConfigKeys: [field] },
  }));
