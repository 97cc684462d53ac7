/**
 * Makes src/generated/shapes.json: the wire shapes of the operations that this room serves, and the names of all others, from the
 * Smithy schemas that the AWS SDK's clients export. Run it after adding an operation: `npm run shapes -w packages/box-aws`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SERVED } from "./served-operations.ts";

type Traits = number | { readonly [name: string]: unknown };
type Ref = unknown;
type Struct = [3 | 4 | -3, string, string, Traits, string[], Ref[]];
type Kind = "s" | "n" | "b" | "t" | "B" | "d" | number | { l: Kind; n?: string } | { m: Kind; k?: string; v?: string };

const shapes: Record<string, unknown>[] = [];
const indexOf = new Map<string, number>();

/** Simple types: @smithy/core's SCHEMA codes. 64 and 128 mark a list or map of a simple type. */
function simple(code: number): Kind {
  if (code & 128) return { m: simple(code & ~128) };
  if (code & 64) return { l: simple(code & ~64) };
  if (code === 2) return "b";
  if (code === 1 || code === 17 || code === 19) return "n";
  if (code >= 4 && code <= 7) return "t";
  if (code === 21 || code === 42) return "B";
  if (code === 15) return "d";
  return "s";
}

const xmlName = (traits: Traits): string | undefined =>
  typeof traits === "object" && traits !== null ? (traits.xmlName as string | undefined) : undefined;

/** A member or element: `[type, traits]`, a lazy function, a schema, or a simple code. */
function split(ref: Ref): { type: unknown; traits: Traits } {
  let value = typeof ref === "function" ? (ref as () => unknown)() : ref;
  if (Array.isArray(value) && value.length === 2 && !(typeof value[0] === "number" && typeof value[1] === "string")) {
    const traits = value[1] as Traits;
    const inner = typeof value[0] === "function" ? (value[0] as () => unknown)() : value[0];
    return { type: inner, traits };
  }
  return { type: value, traits: 0 };
}

function kindOf(type: unknown): Kind {
  if (typeof type === "function") return kindOf((type as () => unknown)());
  if (typeof type === "number") return simple(type);
  if (!Array.isArray(type)) return "d";
  switch (type[0] as number) {
    case 0:
      return simple(type[4] as number);
    case 1: {
      const element = split(type[4]);
      const name = xmlName(element.traits);
      return { l: kindOf(element.type), ...(name ? { n: name } : {}) };
    }
    case 2: {
      const key = split(type[4]);
      const value = split(type[5]);
      const k = xmlName(key.traits);
      const v = xmlName(value.traits);
      return { m: kindOf(value.type), ...(k ? { k } : {}), ...(v ? { v } : {}) };
    }
    default:
      return structure(type as Struct);
  }
}

function structure(schema: Struct): number {
  const id = `${schema[1]}#${schema[2]}`;
  const known = indexOf.get(id);
  if (known !== undefined) return known;
  const index = shapes.length;
  indexOf.set(id, index);
  const members: Record<string, unknown> = {};
  shapes.push(members);
  schema[4].forEach((name, position) => {
    const { type, traits } = split(schema[5][position]);
    const t = typeof traits === "object" && traits !== null ? traits : {};
    const member: Record<string, unknown> = { t: kindOf(type) };
    if (t.ec2QueryName) member.q = t.ec2QueryName;
    if (t.xmlName) member.x = t.xmlName;
    if (t.xmlFlattened) member.f = 1;
    if (t.httpQuery) member.query = t.httpQuery;
    if (t.jsonName) member.j = t.jsonName;
    if (t.httpLabel || (typeof traits === "number" && traits & 1)) member.label = 1;
    members[name] = member;
  });
  return index;
}

const services: Record<string, unknown> = {};
for (const [service, served] of Object.entries(SERVED)) {
  const client = (await import(`@aws-sdk/client-${service}`)) as Record<string, unknown>;
  const operations: Record<string, unknown> = {};
  const others: string[] = [];
  for (const value of Object.values(client)) {
    if (!Array.isArray(value) || value[0] !== 9) continue;
    const [, , name, traits, input, output] = value as [9, string, string, Traits, () => Struct, () => Struct];
    const http = typeof traits === "object" && traits !== null ? (traits.http as string[] | undefined) : undefined;
    if (!served.includes(name)) {
      others.push(name);
      continue;
    }
    operations[name] = { i: kindOf(input), o: kindOf(output), ...(http ? { http } : {}) };
  }
  const missing = served.filter((name) => !(name in operations));
  if (missing.length > 0) throw new Error(`${service} has no operation ${missing.join(", ")}`);
  services[service] = { operations, others: others.toSorted() };
}

/** The service eks-auth, which the box serves with EKS: from Amazon's reference, for no client of it is at hand. */
const at = (name: string, members: Readonly<Record<string, Ref>>) =>
  structure([3, "com.amazonaws.eksauth", name, 0, Object.keys(members), Object.values(members)]);
const object = (name: string, ...members: string[]): Ref => [
  3,
  "com.amazonaws.eksauth",
  name,
  0,
  members,
  members.map((member) => (member === "expiration" ? 4 : 0)),
];
(services.eks as { operations: Record<string, unknown> }).operations.AssumeRoleForPodIdentity = {
  i: at("AssumeRoleForPodIdentityRequest", { clusterName: [0, { httpLabel: 1 }], token: 0 }),
  o: at("AssumeRoleForPodIdentityResponse", {
    subject: object("Subject", "namespace", "serviceAccount"),
    audience: 0,
    podIdentityAssociation: object("PodIdentityAssociation", "associationArn", "associationId"),
    assumedRoleUser: object("AssumedRoleUser", "arn", "assumeRoleId"),
    credentials: object("Credentials", "sessionToken", "secretAccessKey", "accessKeyId", "expiration"),
  }),
  http: ["POST", "/clusters/{clusterName}/assume-role-for-pod-identity", 200],
};

const file = join(import.meta.dirname, "../src/generated/shapes.json");
writeFileSync(file, `${JSON.stringify({ services, shapes }).replaceAll('},{"', '},\n{"')}\n`);
console.log(`${file}: ${shapes.length} shapes`);
