import { parsePolicy } from "../authorization/policy-document.ts";
import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { text } from "../service/text.ts";
import {
  alreadyExists,
  type Entity,
  type EntityMaker,
  listed,
  mergeTags,
  nameOf,
  newEntity,
  noSuchEntity,
  pathOf,
} from "./entities.ts";
import { managedPolicyDocument } from "./managed-policies.ts";

interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

interface Policy extends Entity {
  readonly description: string;
  versions: readonly PolicyVersion[];
  defaultVersionId: string;
  /** Versions are numbered on, also after one was deleted. */
  lastVersion: number;
}

/** AWS keeps five versions of a policy. */
const MOST_VERSIONS = 5;

/** Customer-managed policies with their versions, and AWS's own. */
export class Policies {
  readonly #policies = new Map<string, Policy>();
  readonly #maker: EntityMaker;
  readonly #attachments: (arn: string) => number;

  /** @param attachments how many roles and users carry the policy. */
  constructor(maker: EntityMaker, attachments: (arn: string) => number) {
    this.#maker = maker;
    this.#attachments = attachments;
  }

  /** @throws AwsError NoSuchEntity */
  require(arn: unknown): Policy {
    const found = this.#policies.get(text(arn)) ?? this.#ofAws(text(arn));
    if (!found) throw noSuchEntity(`Policy ${text(arn)} does not exist or is not attachable.`);
    return found;
  }

  /** The document in force. */
  documentOf(arn: string): string {
    const found = this.require(arn);
    return found.versions.find((version) => version.id === found.defaultVersionId)!.document;
  }

  #ofAws(arn: string): Policy | undefined {
    const [, path = "/", name = ""] = /^arn:aws:iam::aws:policy(\/(?:[\w-]+\/)*)([\w-]+)$/.exec(arn) ?? [];
    const document = managedPolicyDocument(`${path}${name}`.slice(1));
    if (document === undefined) return undefined;
    const createdAt = Date.UTC(2015, 1, 6);
    return {
      name,
      path,
      arn,
      id: `ANPA${name
        .toUpperCase()
        .replace(/[^A-Z]/g, "")
        .padEnd(17, "A")
        .slice(0, 17)}`,
      createdAt,
      description: "",
      tags: [],
      versions: [{ id: "v1", document, createdAt }],
      defaultVersionId: "v1",
      lastVersion: 1,
    };
  }

  #version(policy: Policy, id: unknown): PolicyVersion {
    const found = policy.versions.find((version) => version.id === id);
    if (!found) throw noSuchEntity(`Policy ${policy.arn} version ${text(id)} does not exist.`);
    return found;
  }

  readonly operations: OperationTable = {
    CreatePolicy: (input, context) => {
      const name = nameOf(input.PolicyName, "policyName");
      const document = text(input.PolicyDocument);
      parsePolicy(document, "identity");
      const entity = newEntity(this.#maker, "policy", "ANPA", name, input);
      if (this.#policies.has(entity.arn))
        throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      const created: Policy = {
        ...entity,
        description: text(input.Description ?? ""),
        versions: [{ id: "v1", document, createdAt: entity.createdAt }],
        defaultVersionId: "v1",
        lastVersion: 1,
      };
      this.#policies.set(created.arn, created);
      context.touched(created.arn);
      return { Policy: this.#describe(created) };
    },
    GetPolicy: (input) => ({ Policy: this.#describe(this.require(input.PolicyArn)) }),
    ListPolicies: (input) =>
      listed(
        [...this.#policies.values()].filter((each) => each.path.startsWith(pathOf(input.PathPrefix))),
        input,
        "Policies",
        (each) => this.#describe(each),
      ),
    DeletePolicy: (input, context) => {
      const found = this.require(input.PolicyArn);
      if (this.#attachments(found.arn) > 0)
        throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
      if (found.versions.length > 1)
        throw new AwsError(
          "DeleteConflict",
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
          409,
        );
      this.#policies.delete(found.arn);
      context.touched(found.arn);
      return {};
    },
    CreatePolicyVersion: (input, context) => {
      const found = this.require(input.PolicyArn);
      const document = text(input.PolicyDocument);
      parsePolicy(document, "identity");
      if (found.versions.length >= MOST_VERSIONS)
        throw new AwsError(
          "LimitExceeded",
          `A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
          409,
        );
      found.lastVersion++;
      const version = { id: `v${found.lastVersion}`, document, createdAt: this.#maker.now() };
      found.versions = [...found.versions, version];
      if (input.SetAsDefault === true) found.defaultVersionId = version.id;
      context.touched(found.arn);
      return { PolicyVersion: describeVersion(found, version) };
    },
    GetPolicyVersion: (input) => {
      const found = this.require(input.PolicyArn);
      const version = this.#version(found, input.VersionId);
      return {
        PolicyVersion: { ...describeVersion(found, version), Document: encodeURIComponent(version.document) },
      };
    },
    ListPolicyVersions: (input) => {
      const found = this.require(input.PolicyArn);
      return listed(found.versions.toReversed(), input, "Versions", (version) => describeVersion(found, version));
    },
    SetDefaultPolicyVersion: (input, context) => {
      const found = this.require(input.PolicyArn);
      found.defaultVersionId = this.#version(found, input.VersionId).id;
      context.touched(found.arn);
      return {};
    },
    DeletePolicyVersion: (input, context) => {
      const found = this.require(input.PolicyArn);
      const { id } = this.#version(found, input.VersionId);
      if (id === found.defaultVersionId)
        throw new AwsError("DeleteConflict", "Cannot delete the default version of a policy.", 409);
      found.versions = found.versions.filter((version) => version.id !== id);
      context.touched(found.arn);
      return {};
    },
    TagPolicy: (input) => {
      const found = this.require(input.PolicyArn);
      found.tags = mergeTags(found.tags, input.Tags);
      return {};
    },
  };

  #describe(policy: Policy) {
    const { createdAt } = policy.versions.at(-1)!;
    return {
      PolicyName: policy.name,
      PolicyId: policy.id,
      Arn: policy.arn,
      Path: policy.path,
      DefaultVersionId: policy.defaultVersionId,
      AttachmentCount: this.#attachments(policy.arn),
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: new Date(policy.createdAt),
      UpdateDate: new Date(createdAt),
      Description: policy.description === "" ? undefined : policy.description,
      Tags: policy.tags,
    };
  }

  save(): unknown {
    return [...this.#policies.values()];
  }

  restore(saved: unknown): void {
    for (const each of saved as Policy[]) this.#policies.set(each.arn, each);
  }
}

function describeVersion(policy: Policy, version: PolicyVersion) {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersionId,
    CreateDate: new Date(version.createdAt),
  };
}
