import { AwsError } from "../service/aws-error.ts";

/** Where EKS looks for who an IAM principal is to the cluster: the ConfigMap aws-auth, access entries, or entries first and then the ConfigMap. */
export type AuthenticationMode = "CONFIG_MAP" | "API_AND_CONFIG_MAP" | "API";

/** There is only one way. */
const ORDER: readonly AuthenticationMode[] = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

/** @throws AwsError */
export function authenticationModeOf(wanted: unknown): AuthenticationMode {
  const found = ORDER.find((mode) => mode === wanted);
  if (!found)
    throw new AwsError(
      "InvalidParameterException",
      `authenticationMode must be one of ${ORDER.toReversed().join(", ")}`,
    );
  return found;
}

/** @throws AwsError when the mode cannot be left for the other. */
export function assertModeChange(from: AuthenticationMode, to: AuthenticationMode): void {
  if (ORDER.indexOf(to) <= ORDER.indexOf(from))
    throw new AwsError("InvalidParameterException", `Unsupported authentication mode update from ${from} to ${to}`);
}

/** @throws AwsError in a cluster that knows no access entries. */
export function assertAccessEntries(mode: AuthenticationMode): void {
  if (mode === "CONFIG_MAP")
    throw new AwsError(
      "InvalidRequestException",
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    );
}
