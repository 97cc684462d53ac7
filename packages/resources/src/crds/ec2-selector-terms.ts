import type { StructuralSchema } from "./custom-resource-definition.ts";
import { listOf, mapOf, objectOf, oneOf, rules, text } from "./schema-shapes.ts";

const tags: StructuralSchema = mapOf(
  "Tags that all must match; * as a value matches any value.",
  { type: "string" },
  {
    maxProperties: 20,
    ...rules(["self.all(k, k != '' && self[k] != '')", "empty tag keys or values aren't supported"]),
  },
);

const exclusive = (field: string, others: readonly string[], list: string) =>
  [
    `!self.exists(x, has(x.${field}) && (${others.map((other) => `has(x.${other})`).join(" || ")}))`,
    `'${field}' is mutually exclusive, cannot be set with a combination of other fields in ${list}`,
  ] as const;

const atLeastOne = (...fields: readonly string[]) =>
  [
    `self.all(x, ${fields.map((field) => `has(x.${field})`).join(" || ")})`,
    `expected at least one, got none, [${fields.map((field) => `'${field}'`).join(", ")}]`,
  ] as const;

export const subnetSelectorTerms: StructuralSchema = listOf(
  "Subnets that nodes are launched into: those that one of the terms matches.",
  objectOf("Matches subnets.", { tags, id: text("Subnet id.", { pattern: "subnet-[0-9a-z]+" }) }),
  {
    maxItems: 30,
    ...rules(
      ["self.size() != 0", "subnetSelectorTerms cannot be empty"],
      atLeastOne("tags", "id"),
      exclusive("id", ["tags"], "subnetSelectorTerms"),
    ),
  },
);

export const securityGroupSelectorTerms: StructuralSchema = listOf(
  "Security groups of the nodes: all that one of the terms matches.",
  objectOf("Matches security groups.", {
    tags,
    id: text("Security group id.", { pattern: "sg-[0-9a-z]+" }),
    name: text("Security group name, which is not the Name tag."),
  }),
  {
    maxItems: 30,
    ...rules(
      ["self.size() != 0", "securityGroupSelectorTerms cannot be empty"],
      atLeastOne("tags", "id", "name"),
      exclusive("id", ["tags", "name"], "securityGroupSelectorTerms"),
      exclusive("name", ["tags", "id"], "securityGroupSelectorTerms"),
    ),
  },
);

export const capacityReservationSelectorTerms: StructuralSchema = listOf(
  "Capacity reservations that nodes may use: those that one of the terms matches.",
  objectOf("Matches capacity reservations.", {
    tags,
    id: text("Capacity reservation id.", { pattern: "^cr-[0-9a-z]+$" }),
    instanceMatchCriteria: oneOf("Matches reservations with these criteria.", ["open", "targeted"]),
    ownerID: text("Account that owns the reservation.", { pattern: "^[0-9]{12}$" }),
  }),
  {
    maxItems: 30,
    ...rules(
      atLeastOne("tags", "id", "instanceMatchCriteria"),
      exclusive("id", ["tags", "ownerID", "instanceMatchCriteria"], "capacityReservationSelectorTerms"),
    ),
  },
);

export const placementGroupSelector: StructuralSchema = objectOf(
  "Placement group of every node of this class.",
  {
    name: text("Placement group name.", { minLength: 1 }),
    id: text("Placement group id.", { pattern: "^pg-[0-9a-z]+$" }),
  },
  rules(["has(self.name) != has(self.id)", "expected exactly one of ['name', 'id']"]),
);

const ALIAS_FAMILIES = ["al2", "al2023", "bottlerocket", "windows2019", "windows2022", "windows2025"];
const quoted = ALIAS_FAMILIES.map((family) => `'${family}'`);
const ALIAS_FAMILY = "self.find('^[^@]+')";

export const amiSelectorTerms: StructuralSchema = listOf(
  "Machine images that nodes start from: those that one of the terms matches, the newest first.",
  objectOf("Matches machine images.", {
    alias: text(
      "An EKS image as family@version, such as al2023@v20250920. Families: al2, al2023, bottlerocket, windows2019, windows2022, windows2025. With latest as version, nodes drift whenever a new image appears; Windows knows latest only.",
      {
        maxLength: 30,
        ...rules(
          [
            "self.matches('^[a-zA-Z0-9]+@.+$')",
            "'alias' is improperly formatted, must match the format 'family@version'",
          ],
          [
            `${ALIAS_FAMILY} in [${quoted.join(",")}]`,
            `family is not supported, must be one of the following: ${quoted.join(", ")}`,
          ],
          [
            `${ALIAS_FAMILY} in ['windows2019','windows2022','windows2025'] ? self.find('[^@]+$') == 'latest' : true`,
            "windows families may only specify version 'latest'",
          ],
        ),
      },
    ),
    tags,
    id: text("Image id.", { pattern: "ami-[0-9a-z]+" }),
    name: text("Image name, which is not the Name tag."),
    owner: text("Owner of the image: an account id, self, amazon or aws-marketplace."),
    ssmParameter: text("Name or ARN of an SSM parameter that holds an image id."),
  }),
  {
    minItems: 1,
    maxItems: 30,
    ...rules(
      atLeastOne("tags", "id", "name", "alias", "ssmParameter"),
      exclusive("id", ["alias", "tags", "name", "owner"], "amiSelectorTerms"),
      exclusive("alias", ["id", "tags", "name", "owner", "ssmParameter"], "amiSelectorTerms"),
      [
        "!(self.exists(x, has(x.alias)) && self.size() != 1)",
        "'alias' is mutually exclusive, cannot be set with a combination of other amiSelectorTerms",
      ],
    ),
  },
);

/** Rules on the whole spec that tie `amiFamily` to the alias. */
export const amiFamilyRules: readonly (readonly [string, string])[] = [
  ...(
    [
      ["al2", "AL2"],
      ["al2023", "AL2023"],
      ["bottlerocket", "Bottlerocket"],
      ["windows2019", "Windows2019"],
      ["windows2022", "Windows2022"],
      ["windows2025", "Windows2025"],
    ] as const
  ).map(
    ([alias, family]) =>
      [
        `!has(self.amiFamily) || (self.amiSelectorTerms.exists(x, has(x.alias) && x.alias.find('^[^@]+') == '${alias}') ? (self.amiFamily == 'Custom' || self.amiFamily == '${family}') : true)`,
        `if set, amiFamily must be '${family}' or 'Custom' when using ${family.startsWith("A") ? "an" : "a"} ${family} alias`,
      ] as const,
  ),
  [
    "self.amiSelectorTerms.exists(x, has(x.alias)) || has(self.amiFamily)",
    "must specify amiFamily if amiSelectorTerms does not contain an alias",
  ],
];
