/** Why an image cannot be had. */
export interface ImageProblem {
  readonly reason: "ErrImagePull" | "InvalidImageName";
  readonly message: string;
}

/** `[host[:port]/]path[:tag][@digest]`, all but host and tag in lower case. */
const REFERENCE =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[A-Za-z0-9_][\w.-]{0,127})?(?:@[A-Za-z0-9]+:[0-9a-f]{32,})?$/;
/** There are no registries: an image exists unless its name says that it does not. */
const ABSENT = /does-not-exist|doesnotexist|nonexistent|no-such-image|invalid-?image/i;

export function imageProblem(image: string): ImageProblem | undefined {
  if (!REFERENCE.test(image))
    return {
      reason: "InvalidImageName",
      message: `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`,
    };
  if (!ABSENT.test(image)) return undefined;
  const full = qualified(image);
  return {
    reason: "ErrImagePull",
    message: `rpc error: code = NotFound desc = failed to pull and unpack image "${full}": failed to resolve reference "${full}": ${full}: not found`,
  };
}

/** With registry and tag, as containerd knows it. */
export function qualified(image: string): string {
  const [first = "", ...rest] = image.split("/");
  const hasHost = rest.length > 0 && (first.includes(".") || first.includes(":") || first === "localhost");
  const path = hasHost ? image : rest.length > 0 ? `docker.io/${image}` : `docker.io/library/${image}`;
  return path.includes("@") || /:[^/]+$/.test(path) ? path : `${path}:latest`;
}
