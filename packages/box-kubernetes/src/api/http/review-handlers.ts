import { notAcceptable } from "./media-types.ts";
import { rfc3339 } from "@inlay/resources";
import type { Authenticator } from "../../auth/authentication/authenticator.ts";
import type { Decision } from "../../auth/authorization/authorizer.ts";
import type { PolicyRule } from "../../auth/authorization/policy-rule.ts";
import type { User } from "../../auth/user.ts";
import type { FieldError } from "../../schema/field-error.ts";
import { badRequest, invalid } from "../failures.ts";
import type { Machinery } from "../machinery.ts";
import { jsonAnswer, type Answer } from "./answer.ts";
import type { HttpCall } from "./http-call.ts";
import { readDocument } from "./read-document.ts";

/** What reviews ask beside the machinery. */
export interface ReviewTools {
  readonly machinery: Machinery;
  readonly authenticator: Authenticator;
  readonly rulesFor: (user: User, namespace: string) => readonly PolicyRule[];
}

interface AccessSpec {
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  readonly resourceAttributes?: Readonly<Record<string, string | undefined>> | null;
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string } | null;
}

type Review = (tools: ReviewTools, call: HttpCall, body: ReviewBody) => object | Promise<object>;
interface ReviewBody {
  readonly metadata?: { readonly namespace?: string };
  readonly spec?: Readonly<Record<string, unknown>>;
}

const AUTHENTICATION = "authentication.k8s.io";
const AUTHORIZATION = "authorization.k8s.io";

const REVIEWS: Readonly<Record<string, { readonly kind: string; readonly review: Review }>> = {
  [`${AUTHENTICATION}/tokenreviews`]: { kind: "TokenReview", review: reviewToken },
  [`${AUTHENTICATION}/selfsubjectreviews`]: { kind: "SelfSubjectReview", review: reviewSelf },
  [`${AUTHORIZATION}/selfsubjectaccessreviews`]: {
    kind: "SelfSubjectAccessReview",
    review: ({ machinery }, { user }, { spec = {} }) => accessAnswer(machinery, spec, user),
  },
  [`${AUTHORIZATION}/subjectaccessreviews`]: { kind: "SubjectAccessReview", review: reviewSubject },
  [`${AUTHORIZATION}/localsubjectaccessreviews`]: { kind: "LocalSubjectAccessReview", review: reviewLocalSubject },
  [`${AUTHORIZATION}/selfsubjectrulesreviews`]: { kind: "SelfSubjectRulesReview", review: reviewRules },
};

export function isReview(group: string, resource: string): boolean {
  return `${group}/${resource}` in REVIEWS;
}

/** Questions that are asked by creating an object which is never stored. @throws ApiError 400, 422 */
export async function answerReview(
  tools: ReviewTools,
  call: HttpCall,
  group: string,
  resource: string,
): Promise<Answer> {
  const { kind, review } = REVIEWS[`${group}/${resource}`] as (typeof REVIEWS)[string];
  checkForm(call.request.headers.accept);
  const { value } = await readDocument(call.request, kind);
  const answered = await review(tools, call, value as ReviewBody);
  const head = { kind, apiVersion: `${group}/v1`, metadata: { creationTimestamp: null } };
  return jsonAnswer(201, JSON.stringify({ ...head, ...answered }));
}

/** What is never stored has no rows, and no metadata to show alone. @throws ApiError 406 */
function checkForm(accept: string | undefined): void {
  const others = (accept ?? "").split(",").filter((each) => !/;\s*as=/.test(each));
  if (accept !== undefined && others.length === 0) throw notAcceptable();
}

async function reviewToken(
  { authenticator, machinery }: ReviewTools,
  _call: HttpCall,
  { spec = {} }: ReviewBody,
): Promise<object> {
  const { token = "", audiences } = spec as { readonly token?: string; readonly audiences?: readonly string[] };
  if (token === "") throw badRequest("token is required for TokenReview in authentication");
  const found = await authenticator.token(token, audiences?.length ? audiences : [machinery.tokens.issuer]);
  const status = found
    ? { authenticated: true, user: userInfo(found.user), audiences: found.audiences }
    : { user: {}, error: "invalid bearer token" };
  return { spec, status };
}

function reviewSelf({ machinery }: ReviewTools, { user }: HttpCall): object {
  const metadata = { creationTimestamp: rfc3339(machinery.clock.now()) };
  return { metadata, status: { userInfo: userInfo(user) } };
}

function userInfo({ name, uid, groups, extra }: User): object {
  return { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) };
}

function reviewSubject({ machinery }: ReviewTools, _call: HttpCall, { spec = {} }: ReviewBody): object {
  const { user = "", groups = [], uid, extra } = spec as AccessSpec;
  if (user === "" && groups.length === 0)
    throw invalidReview("spec.user", 'Invalid value: "": at least one of user or group must be specified');
  return accessAnswer(machinery, spec, { name: user, groups, ...(uid && { uid }), ...(extra && { extra }) });
}

function reviewLocalSubject(tools: ReviewTools, call: HttpCall, body: ReviewBody): object {
  const { resourceAttributes } = (body.spec ?? {}) as AccessSpec;
  const namespace = resourceAttributes?.["namespace"] ?? "";
  if (namespace !== (call.info.resource?.namespace ?? ""))
    throw invalidReview(
      "spec.resourceAttributes.namespace",
      `Invalid value: ${JSON.stringify(namespace)}: must match metadata.namespace`,
    );
  const { namespace: own } = body.metadata ?? {};
  return { ...reviewSubject(tools, call, body), metadata: { ...(own && { namespace: own }), creationTimestamp: null } };
}

function accessAnswer(machinery: Machinery, spec: Readonly<Record<string, unknown>>, user: User): object {
  const { resourceAttributes, nonResourceAttributes } = spec as AccessSpec;
  if (!resourceAttributes && !nonResourceAttributes)
    throw invalidReview(
      "spec.resourceAttributes",
      'Invalid value: "null": exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
  if (resourceAttributes && nonResourceAttributes) {
    const { path = "", verb = "" } = nonResourceAttributes;
    throw invalidReview(
      "spec.nonResourceAttributes",
      `Invalid value: authorization.NonResourceAttributes{Path:${JSON.stringify(path)}, Verb:${JSON.stringify(verb)}}: cannot be specified in combination with resourceAttributes`,
    );
  }
  return { spec, status: statusOf(decide(machinery, spec as AccessSpec, user)) };
}

function decide(
  { authorizer }: Machinery,
  { resourceAttributes, nonResourceAttributes }: AccessSpec,
  user: User,
): Decision {
  if (nonResourceAttributes) {
    const { path = "", verb = "" } = nonResourceAttributes;
    return authorizer.decidePath(user, { path, verb });
  }
  const {
    verb = "",
    group = "",
    resource = "",
    subresource = "",
    namespace = "",
    name = "",
  } = resourceAttributes ?? {};
  return authorizer.decide(user, { verb, group, resource, subresource, namespace, name });
}

function statusOf({ allowed, reason }: Decision): object {
  return { allowed, ...(reason && { reason }) };
}

function reviewRules({ rulesFor }: ReviewTools, { user }: HttpCall, { spec = {} }: ReviewBody): object {
  const { namespace = "" } = spec as { readonly namespace?: string };
  if (namespace === "") throw badRequest("no namespace on request");
  const rules = rulesFor(user, namespace);
  const resourceRules = rules.filter(({ resources }) => resources?.length);
  const nonResourceRules = rules.filter(({ nonResourceURLs }) => nonResourceURLs?.length);
  return { spec: {}, status: { resourceRules, nonResourceRules, incomplete: false } };
}

function invalidReview(field: string, message: string) {
  const error: FieldError = { reason: "FieldValueInvalid", field, message };
  return invalid(AUTHORIZATION, "", "", [error]);
}
