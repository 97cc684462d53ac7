import { Button, Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { compareVersions } from "../../src/profile/version.ts";
import { profilesQuery } from "../api/profiles.ts";
import type { ProfileSummary } from "../api/types.ts";
import { Icon } from "../parts/icons.tsx";
import { Empty, Failure, Loading } from "../parts/page.tsx";

type Props = {
  readonly attached: readonly string[];
  readonly onConfirm: (uids: readonly string[]) => void;
  readonly onClose: () => void;
};

const versionOf = ({ specSummary }: ProfileSummary): string =>
  specSummary.version ?? specSummary.published?.version ?? "";

/** Add-on profiles that are not attached: the newest version of each name. */
function offered(profiles: readonly ProfileSummary[], attached: readonly string[]): ProfileSummary[] {
  const addons = profiles.filter(({ specSummary }) => (specSummary.published ?? specSummary.draft)?.type === "add-on");
  return [...Map.groupBy(addons, ({ metadata }) => metadata.name).values()].flatMap((versions) => {
    if (versions.some(({ metadata }) => attached.includes(metadata.uid))) return [];
    return versions.toSorted((a, b) => compareVersions(versionOf(b), versionOf(a))).slice(0, 1);
  });
}

export function AddProfile({ attached, onConfirm, onClose }: Props) {
  const { data, error } = useQuery(profilesQuery);
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const all = offered(data ?? [], attached);
  const found = all.filter(({ metadata }) => metadata.name.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <Modal opened onClose={onClose} title="Add add-on profiles" size="lg">
      <div className="grid" style={{ gap: 12 }}>
        {error && <Failure error={error} />}
        {!data && !error && <Loading rows={3} />}
        {all.length > 6 && (
          <TextInput
            aria-label="Search add-on profiles"
            placeholder="Search"
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )}
        <div className="stack" style={{ maxHeight: "50vh", overflow: "auto", padding: 2 }}>
          {found.map((profile) => {
            const { uid, name } = profile.metadata;
            const on = chosen.includes(uid);
            return (
              <button
                key={uid}
                type="button"
                className={on ? "layer chosen" : "layer"}
                aria-pressed={on}
                onClick={() => setChosen(on ? chosen.filter((one) => one !== uid) : [...chosen, uid])}
              >
                <span className="kind">
                  <Icon name="addon" />
                </span>
                <span className="grow">
                  <div style={{ fontWeight: 550 }}>{name}</div>
                  <div className="sub num">{versionOf(profile)}</div>
                </span>
                {on && <Icon name="tick" />}
              </button>
            );
          })}
        </div>
        {data && found.length === 0 && (
          <Empty title="No add-on profile to attach">
            Profiles → Add Cluster Profile makes one, of the type Add-on.
          </Empty>
        )}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={chosen.length === 0} onClick={() => onConfirm(chosen)}>
            Confirm
          </Button>
        </div>
      </div>
    </Modal>
  );
}
