import type { Static } from "typebox";
import type { StoredVariable } from "../database/schema.ts";
import { invalid, notFound } from "../http/api-error.ts";
import { route, type Route } from "../http/route.ts";
import { NameVariables, SetVariables } from "./profile-bodies.ts";
import { tell, uidOf } from "./profile-routes.ts";
import { addRevision, lockProfile, readProfile, touch, type ProfileWithContent } from "./profile-store.ts";
import { MASK, variablesOf } from "./profile-view.ts";

export const profileVariableRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/clusterprofiles/{uid}/variables",
    summary: "Variables of a version; sensitive defaults are masked",
    permission: "clusterProfile.get",
    status: 200,
    answer: SetVariables,
    handle: async (call) => ({
      variables: variablesOf((await readProfile(call.db, call.caller, uidOf(call))).variables),
    }),
  }),
  variables("PUT", "Replaces all variables", SetVariables, (_, { variables: given }) => given),
  variables("PATCH", "Adds variables, or changes those of the same name", SetVariables, (old, { variables: given }) => [
    ...old.map((variable) => ({ ...variable, ...given.find(({ name }) => name === variable.name) })),
    ...given.filter(({ name }) => old.every((variable) => variable.name !== name)),
  ]),
  variables("DELETE", "Removes variables by name", NameVariables, (old, { variables: names }) => {
    for (const name of names) if (old.every((variable) => variable.name !== name)) throw notFound("variable", name);
    return old.filter(({ name }) => !names.includes(name));
  }),
];

/** A change of variables counts at once, for the draft and for what is published. */
function variables<Body extends typeof SetVariables | typeof NameVariables>(
  method: "PUT" | "PATCH" | "DELETE",
  summary: string,
  body: Body,
  apply: (old: readonly StoredVariable[], given: Static<Body>) => readonly StoredVariable[],
): Route {
  return route({
    method,
    path: "/v1/clusterprofiles/{uid}/variables",
    summary,
    permission: "clusterProfile.update",
    status: 204,
    body,
    handle: async (call) => {
      const row = await lockProfile(call.db, call.caller, uidOf(call));
      const next = apply(row.variables, call.body).map((variable) => {
        // A mask that comes back means: as it was.
        const old = row.variables.find(({ name }) => name === variable.name);
        return variable["defaultValue"] === MASK && variable["isSensitive"] === true
          ? { ...variable, defaultValue: old?.["defaultValue"] }
          : variable;
      });
      for (const field of ["name", "displayName"])
        next.forEach((variable, at) => {
          if (next.findIndex((other) => other[field] === variable[field]) !== at)
            throw invalid(`variables[${at}].${field}`, variable[field], "unique in the profile");
        });
      const keep = async (template: ProfileWithContent["draft_template"]) =>
        await addRevision(call.db, row, { template, variables: next }, call.caller.userUid, call.now());
      const draft = await keep(row.draft_template);
      const published =
        row.published_template === null
          ? undefined
          : row.published === row.draft
            ? draft
            : await keep(row.published_template);
      await touch(call.db, row.uid, { draft, ...(published === undefined ? {} : { published }) }, call.now());
      await tell(call, "update", row, "changed in its variables");
    },
  });
}
