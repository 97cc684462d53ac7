import type { StructuralSchema } from "./custom-resource-definition.ts";
import { flag, integer, listOf, objectOf, oneOf, text } from "./schema-shapes.ts";
import { conditionsSchema } from "./shared-schemas.ts";

const imageRequirements: StructuralSchema = listOf(
  "Instance types that the image is for.",
  objectOf(
    "A requirement on a node label.",
    {
      key: text("Label that the requirement is about."),
      operator: text("How the label's value relates to the values."),
      values: listOf("Values of the label.", { type: "string" }, { "x-kubernetes-list-type": "atomic" }),
      minValues: integer("Number of distinct values.", "int64", { minimum: 1, maximum: 50 }),
    },
    { required: ["key", "operator"] },
  ),
);

/** What the selectors of an EC2NodeClass were resolved to. */
export const ec2NodeClassStatus: StructuralSchema = objectOf("What the selectors were resolved to.", {
  subnets: listOf(
    "Subnets, those with most free addresses first.",
    objectOf(
      "A subnet.",
      { id: text("Subnet id."), zone: text("Availability zone."), zoneID: text("Id of the zone.") },
      { required: ["id", "zone"] },
    ),
  ),
  securityGroups: listOf(
    "Security groups.",
    objectOf(
      "A security group.",
      { id: text("Security group id."), name: text("Security group name.") },
      { required: ["id"] },
    ),
  ),
  amis: listOf(
    "Machine images, the newest first.",
    objectOf(
      "A machine image.",
      {
        id: text("Image id."),
        name: text("Image name."),
        deprecated: flag("Whether its owner has deprecated it."),
        requirements: imageRequirements,
      },
      { required: ["id", "requirements"] },
    ),
  ),
  capacityReservations: listOf(
    "Capacity reservations.",
    objectOf(
      "A capacity reservation.",
      {
        id: text("Capacity reservation id.", { pattern: "^cr-[0-9a-z]+$" }),
        availabilityZone: text("Availability zone."),
        instanceType: text("Instance type."),
        instanceMatchCriteria: oneOf("Which launches use it.", ["open", "targeted"]),
        ownerID: text("Account that owns it.", { pattern: "^[0-9]{12}$" }),
        endTime: text("When it ends.", { format: "date-time" }),
        reservationType: oneOf("Kind of reservation.", ["default", "capacity-block"], { default: "default" }),
        state: oneOf("Whether it is about to end.", ["active", "expiring"], { default: "active" }),
        interruptible: flag("Whether EC2 may take it back."),
      },
      { required: ["availabilityZone", "id", "instanceMatchCriteria", "instanceType", "ownerID"] },
    ),
  ),
  instanceProfile: text("Instance profile that nodes are launched with."),
  conditions: conditionsSchema(false),
});
