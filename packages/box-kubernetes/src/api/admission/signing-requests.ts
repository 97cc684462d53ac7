import { storedAs } from "../resource-registry.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { memberOf } from "./fields.ts";

/** A certificate signing request says who has made it, whatever its maker says. */
export const signingRequests: AdmissionPlugin = {
  name: "SigningRequests",
  mutate: ({ operation, definition, object, user }) => {
    if (operation !== "CREATE" || storedAs(definition) !== "certificates.k8s.io/certificatesigningrequests" || !object)
      return;
    const { name: username, uid, groups, extra } = user;
    const spec = memberOf(object, "spec");
    for (const field of ["username", "uid", "groups", "extra"]) delete spec[field];
    Object.assign(spec, { username, groups, ...(uid && { uid }), ...(extra && { extra }) });
  },
};
