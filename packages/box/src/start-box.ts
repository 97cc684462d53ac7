import type { Box, BoxOptions } from "./box-options.ts";

/**
 * Starts a box: an AWS account, an EKS cluster on it, the machines of its node group, Karpenter's controller, and the control API.
 * The simulations are loaded here and not before: commands that only look at a box are quick.
 * @throws BoxNameTaken, DataFolderUnusable, or what a server could not be started for.
 */
export async function startBox(options: BoxOptions): Promise<Box> {
  const { runBox } = await import("./box.ts");
  return runBox(options);
}
