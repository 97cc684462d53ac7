import type { KubeObject } from "@inlay/resources";
import { readSigningRequest } from "../../auth/certificates/signing-request.ts";
import type { FieldError } from "../../schema/field-error.ts";
import { invalidValue, requiredValue } from "../../schema/field-problems.ts";
import { at, listAt, textAt } from "../../schema/paths.ts";

const SHORTEST_SECONDS = 600;

/** certificates.k8s.io/v1 CertificateSigningRequest. */
export function validateSigningRequest(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const request = textAt(object, "spec", "request");
  if (!readSigningRequest(Buffer.from(request, "base64").toString()))
    errors.push(invalidValue("spec.request", request, "PEM block type must be CERTIFICATE REQUEST"));
  if (listAt(object, "spec", "usages").length === 0) errors.push(requiredValue("spec.usages"));
  const signer = textAt(object, "spec", "signerName");
  if (signer === "") errors.push(requiredValue("spec.signerName"));
  else if (!/^[^/\s]+\.[^/\s]+\/[^\s]+$/.test(signer))
    errors.push(
      invalidValue(
        "spec.signerName",
        signer,
        "should be a domain with at least two segments separated by dots, followed by a path",
      ),
    );
  const seconds = at(object, "spec", "expirationSeconds");
  if (typeof seconds === "number" && seconds < SHORTEST_SECONDS)
    errors.push(
      invalidValue(
        "spec.expirationSeconds",
        seconds,
        `may not specify a duration less than ${SHORTEST_SECONDS} seconds (10 minutes)`,
      ),
    );
  return errors;
}
