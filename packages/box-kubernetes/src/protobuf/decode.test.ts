import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { decodeObject } from "../schema/decode-object.ts";
import { goKind } from "../schema/go-types.ts";
import { decodeProtobuf, ProtobufError } from "./decode.ts";
import { encodeProtobuf } from "./test-encoder.ts";

const bodies = readFileSync(new URL("../../testdata/protobuf-bodies.txt", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => decodeProtobuf(Buffer.from(line, "base64")));
const body = (kind: string) => bodies.find((each) => each.kind === kind);

test("bodies that kubectl sent are read", () => {
  expect(body("ConfigMap")).toEqual({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { a: "b" } });
  expect(body("Deployment")).toMatchObject({
    metadata: { name: "web", labels: { app: "web" } },
    spec: {
      replicas: 1,
      template: { spec: { containers: [{ name: "nginx", image: "nginx", resources: {} }] } },
      strategy: {},
    },
  });
  expect(body("SelfSubjectAccessReview")).toMatchObject({
    spec: { resourceAttributes: { namespace: "default", verb: "create", resource: "pods" } },
    status: { allowed: false },
  });
});

test("empty strings and zeroes of optional fields are dropped, pointers to zero are kept", () => {
  const type = goKind("apps/v1", "Deployment")!;
  const bytes = encodeProtobuf(type, "apps/v1", "Deployment", {
    metadata: { name: "d", namespace: "" },
    spec: { replicas: 0, minReadySeconds: 0, paused: false },
  });
  const { spec, metadata } = decodeProtobuf(bytes);
  expect(metadata).toEqual({ name: "d" });
  expect(spec).toEqual({ replicas: 0 });
});

const cases = JSON.parse(readFileSync(new URL("../../testdata/defaults.json", import.meta.url), "utf8")) as {
  readonly resource: string;
  readonly version: string;
  readonly stored: Record<string, unknown>;
}[];
const encodable = cases.filter(({ resource }) => !/^(apiextensions|apiregistration)/.test(resource));

test.for(encodable.map((each) => [each.resource, each] as const))(
  "%s survives the way through protobuf",
  ([, { stored, resource, version }]) => {
    const definition = builtInDefinitions().find(
      (d) => `${d.group}/${d.resource}` === resource && d.version === version,
    )!;
    const apiVersion = String(stored["apiVersion"]);
    const bytes = encodeProtobuf(goKind(apiVersion, definition.kind)!, apiVersion, definition.kind, stored);
    expect(decodeObject(definition, decodeProtobuf(bytes)).object).toEqual(decodeObject(definition, stored).object);
  },
);

test("options are known in every group", () => {
  const type = goKind("v1", "DeleteOptions")!;
  const bytes = encodeProtobuf(type, "karpenter.sh/v1", "DeleteOptions", {
    gracePeriodSeconds: 0,
    propagationPolicy: "Background",
  });
  expect(decodeProtobuf(bytes)).toMatchObject({
    kind: "DeleteOptions",
    gracePeriodSeconds: 0,
    propagationPolicy: "Background",
  });
});

test("hostile bytes end in a ProtobufError, whatever they are", () => {
  const pod = encodeProtobuf(goKind("v1", "Pod")!, "v1", "Pod", {
    metadata: { name: "p" },
    spec: { containers: [{ name: "c", image: "i" }] },
  });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(pod.length - 1), fc.boolean(), (noise, at, replaces) => {
      const bytes = replaces
        ? Uint8Array.from([...pod.slice(0, at), ...noise, ...pod.slice(at)])
        : Uint8Array.from([0x6b, 0x38, 0x73, 0, ...noise]);
      try {
        decodeProtobuf(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufError);
      }
    }),
  );
});

test("a length beyond the end is refused before anything is reserved", () => {
  expect(() =>
    decodeProtobuf(Uint8Array.from([0x6b, 0x38, 0x73, 0, 0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])),
  ).toThrow("unexpected EOF");
});

test("anything else is not protobuf", () => {
  expect(() => decodeProtobuf(Buffer.from("{}"))).toThrow("expected prefix");
});
