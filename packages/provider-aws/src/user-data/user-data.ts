import type { AmiFamily } from "../images/ami-family.ts";
import { bootstrapScriptUserData } from "./bootstrap-script.ts";
import { bottlerocketUserData } from "./bottlerocket.ts";
import { nodeadmUserData } from "./nodeadm.ts";
import { powershellUserData } from "./powershell.ts";
import type { UserDataInput } from "./user-data-input.ts";

/** User data in the format of the image's family, as text (EC2 wants it in base64). */
export function renderUserData(family: AmiFamily, input: UserDataInput): string {
  switch (family.userData) {
    case "nodeadm":
      return nodeadmUserData(input);
    case "bootstrap-script":
      return bootstrapScriptUserData(input);
    case "bottlerocket":
      return bottlerocketUserData(input);
    case "powershell":
      return powershellUserData(input);
    case "verbatim":
      return input.custom ?? "";
  }
}
