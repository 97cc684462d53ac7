import { parsePolicy } from "../authorization/policy-document.ts";
import type { OperationTable, Shape } from "../service/operation.ts";
import { text } from "../service/text.ts";
import { type Entity, listed, nameOf, noSuchEntity } from "./entities.ts";
import type { Policies } from "./policies.ts";

/** A role or a user: somebody who carries policies. */
export interface Identity extends Entity {
  readonly attachedPolicyArns: string[];
  /** Inline policies by name. */
  readonly inlinePolicies: Record<string, string>;
}

/** Every document that the identity carries. */
export function documentsOf(identity: Identity, policies: Policies): readonly string[] {
  return [
    ...Object.values(identity.inlinePolicies),
    ...identity.attachedPolicyArns.map((arn) => policies.documentOf(arn)),
  ];
}

/** The operations on an identity's policies, attached and inline; they are the same for both kinds but for the name. */
export function identityPolicyOperations(
  kind: "Role" | "User",
  require: (input: Shape) => Identity,
  policies: Policies,
): OperationTable {
  const nameMember = `${kind}Name`;
  const inline = (input: Shape): [Identity, string] => {
    const identity = require(input);
    const name = text(input.PolicyName);
    if (!Object.hasOwn(identity.inlinePolicies, name))
      throw noSuchEntity(`The ${kind.toLowerCase()} policy with name ${name} cannot be found.`);
    return [identity, name];
  };
  return {
    [`Attach${kind}Policy`]: (input, context) => {
      const identity = require(input);
      const { arn } = policies.require(input.PolicyArn);
      if (!identity.attachedPolicyArns.includes(arn)) identity.attachedPolicyArns.push(arn);
      context.touched(identity.arn);
      return {};
    },
    [`Detach${kind}Policy`]: (input, context) => {
      const identity = require(input);
      const index = identity.attachedPolicyArns.indexOf(text(input.PolicyArn));
      if (index < 0) throw noSuchEntity(`Policy ${text(input.PolicyArn)} was not found.`);
      identity.attachedPolicyArns.splice(index, 1);
      context.touched(identity.arn);
      return {};
    },
    [`ListAttached${kind}Policies`]: (input) =>
      listed(require(input).attachedPolicyArns, input, "AttachedPolicies", (arn) => ({
        PolicyArn: arn,
        PolicyName: policies.require(arn).name,
      })),
    [`Put${kind}Policy`]: (input, context) => {
      const identity = require(input);
      const name = nameOf(input.PolicyName, "policyName");
      const document = text(input.PolicyDocument);
      parsePolicy(document, "identity");
      identity.inlinePolicies[name] = document;
      context.touched(identity.arn);
      return {};
    },
    [`Get${kind}Policy`]: (input) => {
      const [identity, name] = inline(input);
      return {
        [nameMember]: identity.name,
        PolicyName: name,
        PolicyDocument: encodeURIComponent(identity.inlinePolicies[name]!),
      };
    },
    [`Delete${kind}Policy`]: (input, context) => {
      const [identity, name] = inline(input);
      delete identity.inlinePolicies[name];
      context.touched(identity.arn);
      return {};
    },
    [`List${kind}Policies`]: (input) =>
      listed(Object.keys(require(input).inlinePolicies), input, "PolicyNames", (name) => name),
  };
}
