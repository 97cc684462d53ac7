/** What GET /version answers. @param gitVersion strict semver, else `kubectl version` fails: `v1.32.9-eks-113cf36` */
export function versionInfo(gitVersion: string): object {
  const [, major = "1", minor = "32"] = /^v(\d+)\.(\d+)\./.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: "",
    gitTreeState: "clean",
    buildDate: "2025-09-10T00:00:00Z",
    goVersion: "go1.23.12",
    compiler: "gc",
    platform: "linux/amd64",
  };
}
