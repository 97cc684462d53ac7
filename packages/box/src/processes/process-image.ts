/** An image that is a real process here. Everything else that pods run is simulated. */
export interface ProcessImage {
  /** Without tag and digest: `public.ecr.aws/karpenter/controller`. */
  readonly repository: string;
  /** What is started in place of the image's entry point. */
  readonly command: readonly [file: string, ...args: string[]];
  /** Which environment variable tells the process to listen on another port than the container port. */
  readonly portVariables: Readonly<Record<number, string>>;
  /** Added to the container's environment, which it is given. */
  readonly environment: (container: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

/** `registry/name:tag@sha256:…` without tag and digest. */
export function repositoryOf(image: string): string {
  const [name = ""] = image.split("@");
  const colon = name.lastIndexOf(":");
  return colon > name.lastIndexOf("/") ? name.slice(0, colon) : name;
}
