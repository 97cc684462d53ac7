/** Annotations in our own domain: intents that a restart must find again. */

/** On a node claim that is about to leave: the whole command, as JSON (disruption/command.ts). */
export const ANNOTATION_DISRUPTION_COMMAND = "inlay.dev/disruption-command";
/** On a node claim that was created for a command: the command's id. */
export const ANNOTATION_REPLACES_FOR = "inlay.dev/created-for-command";

/** Version of our drift hash: compared only with itself, so that claims of another controller are stamped anew and not drifted. */
export const NODE_POOL_HASH_VERSION = "inlay-v1";
/** On every claim we create: the id of the planned claim, which tells a second post of the same claim from a namesake. */
export const ANNOTATION_PLAN_ID = "inlay.dev/plan-id";
