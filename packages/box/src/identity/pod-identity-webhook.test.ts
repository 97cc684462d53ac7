import { expect, test } from "vitest";
import type { Pod, ServiceAccount } from "@inlay/resources";
import { podIdentityWebhook } from "./pod-identity-webhook.ts";

const ROLE = "arn:aws:iam::123456789012:role/reader";

function account(annotations: Record<string, string> = {}): ServiceAccount {
  const metadata = { name: "reader", namespace: "apps", annotations, uid: "u", resourceVersion: "1" };
  return { apiVersion: "v1", kind: "ServiceAccount", metadata } as ServiceAccount;
}

function pod(container: object = {}, annotations: Record<string, string> = {}): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "apps", annotations },
    spec: { serviceAccountName: "reader", containers: [{ name: "main", ...container }, { name: "side" }] },
  } as unknown as Pod;
}

const plain = podIdentityWebhook({ region: "us-east-1", isAssociated: () => false });
const associated = podIdentityWebhook({
  region: "us-east-1",
  isAssociated: (namespace, name) => `${namespace}/${name}` === "apps/reader",
});
const variables = (spec: Pod["spec"] | undefined, container = 0) =>
  Object.fromEntries(spec?.containers[container]?.env?.map(({ name, value }) => [name, value]) ?? []);

test("a service account without a role leaves its pods as they are", () => {
  expect(plain(pod(), account())).toBeUndefined();
});

test("the annotated role is told to every container, with a token for STS", () => {
  const spec = plain(pod(), account({ "eks.amazonaws.com/role-arn": ROLE }));
  const folder = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
  for (const container of [0, 1])
    expect(variables(spec, container)).toEqual({
      AWS_STS_REGIONAL_ENDPOINTS: "regional",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_REGION: "us-east-1",
      AWS_ROLE_ARN: ROLE,
      AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
    });
  expect(spec?.containers[0]?.volumeMounts).toEqual([{ name: "aws-iam-token", mountPath: folder, readOnly: true }]);
  const token = { audience: "sts.amazonaws.com", expirationSeconds: 86_400, path: "token" };
  expect(spec?.volumes).toEqual([
    { name: "aws-iam-token", projected: { sources: [{ serviceAccountToken: token }], defaultMode: 420 } },
  ]);
});

test("what a container says itself stays, and a pod that has been changed is not changed again", () => {
  const once = plain(
    pod({ env: [{ name: "AWS_REGION", value: "eu-west-1" }] }),
    account({ "eks.amazonaws.com/role-arn": ROLE }),
  )!;
  expect(variables(once)).toMatchObject({ AWS_REGION: "eu-west-1", AWS_ROLE_ARN: ROLE });
  expect(variables(once)).not.toHaveProperty("AWS_DEFAULT_REGION");
  const again = plain({ ...pod(), spec: once }, account({ "eks.amazonaws.com/role-arn": ROLE }));
  expect(again).toEqual(once);
});

test("annotations choose audience, life of the token and containers that are left alone", () => {
  const annotations = {
    "eks.amazonaws.com/role-arn": ROLE,
    "eks.amazonaws.com/audience": "mine",
    "eks.amazonaws.com/token-expiration": "60",
    "eks.amazonaws.com/sts-regional-endpoints": "false",
  };
  const spec = plain(pod({}, { "eks.amazonaws.com/skip-containers": "side, other" }), account(annotations));
  expect(variables(spec, 1)).toEqual({});
  expect(variables(spec)).not.toHaveProperty("AWS_STS_REGIONAL_ENDPOINTS");
  expect(spec?.volumes?.[0]?.projected?.sources).toEqual([
    { serviceAccountToken: { audience: "mine", expirationSeconds: 3600, path: "token" } },
  ]);
});

test("an association counts before the annotation: the pod asks the agent", () => {
  const spec = associated(pod(), account({ "eks.amazonaws.com/role-arn": ROLE }));
  expect(variables(spec)).toEqual({
    AWS_STS_REGIONAL_ENDPOINTS: "regional",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_REGION: "us-east-1",
    AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE:
      "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token",
  });
  expect(spec?.volumes?.map(({ name }) => name)).toEqual(["eks-pod-identity-token"]);
});
