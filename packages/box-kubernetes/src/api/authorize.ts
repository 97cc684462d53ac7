import type { ResourceAccess } from "../auth/authorization/authorizer.ts";
import type { User } from "../auth/user.ts";
import { ApiError } from "./api-error.ts";
import { forbidden } from "./failures.ts";
import type { Machinery } from "./machinery.ts";

/** @throws ApiError 403 */
export function authorize({ authorizer }: Pick<Machinery, "authorizer">, user: User, access: ResourceAccess): void {
  const { verb, group, resource, subresource, namespace, name } = access;
  const decision = authorizer.decide(user, access);
  if (decision.allowed) return;
  const what = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace "${namespace}"` : "at the cluster scope";
  const why = `User "${user.name}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`;
  // On a plain create the name stands only in the body, which nobody has read yet.
  const named = verb === "create" && subresource === "" ? "" : name;
  throw forbidden({ group, resource }, named, decision.reason ? `${why}: ${decision.reason}` : why);
}

/** @throws ApiError 403 */
export function authorizePath(
  { authorizer }: Pick<Machinery, "authorizer">,
  user: User,
  verb: string,
  path: string,
): void {
  if (authorizer.decidePath(user, { verb, path }).allowed) return;
  throw new ApiError(403, "Forbidden", `forbidden: User "${user.name}" cannot ${verb} path "${path}"`, {});
}
