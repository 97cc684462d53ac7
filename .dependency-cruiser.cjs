/** Generated from the server's route table: the one file of another room that the console may import. */
const API_TYPES = "^packages/server/src/generated/api-types\\.ts$";

/**
 * Direction of imports: a room imports what stands in its row and nothing else (ARCHITECTURE.md).
 * Every room may also use its own files, Node and the packages that its package.json names.
 */
const rooms = {
  console: [],
  cli: ["console", "box", "box-kubernetes", "box-aws", "autoscaler", "provider-aws", "cloud", "aws", "ec2-catalogue", "profiles", "server", "planner", "kube", "resources"],
  server: ["profiles", "planner", "kube", "aws", "cloud", "resources"],
  box: ["box-kubernetes", "box-aws", "resources"],
  "box-kubernetes": ["resources"],
  "box-aws": ["ec2-catalogue"],
  autoscaler: ["cloud", "planner", "kube", "resources"],
  "provider-aws": ["cloud", "planner", "aws", "ec2-catalogue", "kube", "resources"],
  cloud: ["planner", "resources"],
  aws: [],
  "ec2-catalogue": [],
  profiles: ["resources"],
  planner: ["resources"],
  kube: ["resources"],
  resources: [],
};

const directions = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports-only-its-row`,
  severity: "error",
  from: { path: `^packages/${room}/src`, pathNot: "\\.test\\.ts$" },
  to: { path: `^packages/(?!(${[room, ...allowed].join("|")})/)`, ...(room === "console" ? { pathNot: API_TYPES } : {}) },
}));

module.exports = {
  forbidden: [
    ...directions,
    {
      name: "console-sees-of-the-server-only-its-api-types",
      severity: "error",
      from: { path: "^packages/console/" },
      to: { path: "^packages/(?!console/)", pathNot: API_TYPES },
    },
    {
      name: "rooms-meet-at-index",
      comment: "Another room is entered through its index.ts only.",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/[^/]+/src/", pathNot: ["^packages/$1/", "^packages/[^/]+/src/index\\.ts$", API_TYPES] },
    },
    {
      name: "aws-sdk-only-in-aws",
      severity: "error",
      from: { path: "^packages/(?!aws/)[^/]+/src", pathNot: "\\.test\\.ts$" },
      to: { path: "node_modules/@aws-sdk/" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"], extensions: [".ts", ".mjs", ".js", ".json"] },
  },
};
