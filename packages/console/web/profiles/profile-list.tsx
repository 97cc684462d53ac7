import { FileButton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { layerName, typeName } from "../../src/profile/layers.ts";
import { compareVersions } from "../../src/profile/version.ts";
import { count } from "../../src/format/quantities.ts";
import { importProfile, profilesQuery } from "../api/profiles.ts";
import type { ProfileSummary } from "../api/types.ts";
import { GuardedButton, GuardedLink } from "../access/guarded-button.tsx";
import { Icon } from "../parts/icons.tsx";
import { Empty, Failure, Loading, Page } from "../parts/page.tsx";
import { Table } from "../parts/table.tsx";

type Line = { readonly newest: ProfileSummary; readonly versions: number; readonly clusters: number };

/** Versions of one name are one row; it opens the newest. */
function linesOf(profiles: readonly ProfileSummary[]): Line[] {
  const byName = Map.groupBy(profiles, (profile) => profile.metadata.name);
  return [...byName.values()]
    .map((group) => {
      const sorted = group.toSorted((a, b) => compareVersions(versionOf(b), versionOf(a)));
      const clusters = new Set(
        group.flatMap(({ status }) => status?.inUseClusterUids ?? status?.inUseClusters?.map(({ uid }) => uid) ?? []),
      );
      return { newest: sorted[0] ?? group[0]!, versions: group.length, clusters: clusters.size };
    })
    .toSorted((a, b) => a.newest.metadata.name.localeCompare(b.newest.metadata.name, "en", { numeric: true }));
}
const templateOf = (profile: ProfileSummary) => profile.specSummary.draft ?? profile.specSummary.published;
const versionOf = (profile: ProfileSummary): string =>
  profile.specSummary.version ?? profile.specSummary.published?.version ?? "";

export function ProfileList() {
  const { data, error, refetch } = useQuery(profilesQuery);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<unknown>();
  const receive = async (file: File | null): Promise<void> => {
    if (!file) return;
    try {
      const { uid } = await importProfile(await file.text());
      await queries.invalidateQueries({ queryKey: ["profiles"] });
      await navigate({ to: "/profiles/$uid", params: { uid } });
    } catch (failure) {
      setProblem(failure);
    }
  };
  const add = (
    <GuardedLink needs="clusterProfile.create" to="/profiles/new" leftSection={<Icon name="plus" />}>
      Add Cluster Profile
    </GuardedLink>
  );
  return (
    <Page
      title="Profiles"
      note="Versioned layers that clusters run."
      actions={
        <>
          <FileButton accept="application/json,.json" onChange={(file) => void receive(file)}>
            {(props) => (
              <GuardedButton needs="clusterProfile.create" variant="default" {...props}>
                Import
              </GuardedButton>
            )}
          </FileButton>
          {add}
        </>
      }
    >
      {problem !== undefined && <Failure error={problem} />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <Table
          label="Profiles"
          rows={linesOf(data)}
          rowKey={({ newest }) => newest.metadata.uid}
          searchText={({ newest }) => `${newest.metadata.name} ${typeName(templateOf(newest)?.type)}`}
          empty={
            <Empty title="No profiles yet">
              A profile says what a cluster runs: OS, Kubernetes, network, storage, add-ons.
            </Empty>
          }
          columns={[
            {
              name: "Name",
              width: "minmax(200px, 2fr)",
              cell: ({ newest }) => (
                <Link className="name" to="/profiles/$uid" params={{ uid: newest.metadata.uid }}>
                  {newest.metadata.name}
                </Link>
              ),
            },
            { name: "Type", width: "130px", cell: ({ newest }) => typeName(templateOf(newest)?.type) },
            {
              name: "Version",
              width: "110px",
              cell: ({ newest }) => <span className="mono">{versionOf(newest)}</span>,
            },
            {
              name: "Layers",
              width: "minmax(140px, 1fr)",
              cell: ({ newest }) => <Stack packs={templateOf(newest)?.packs ?? []} />,
            },
            { name: "Versions", width: "90px", right: true, cell: ({ versions }) => versions },
            {
              name: "In use by",
              width: "120px",
              right: true,
              cell: ({ clusters }) => (clusters === 0 ? <span className="soft">–</span> : count(clusters, "cluster")),
            },
          ]}
        />
      )}
    </Page>
  );
}

const Stack = ({ packs }: { packs: readonly { name: string; layer: string }[] }) =>
  packs.length === 0 ? (
    <span className="soft">–</span>
  ) : (
    <span
      className="row soft"
      style={{ gap: 5, flexWrap: "nowrap" }}
      role="img"
      aria-label={packs.map(({ layer }) => layerName(layer)).join(", ")}
    >
      {packs.slice(0, 7).map((pack) => (
        <span key={pack.name} title={pack.name} style={{ display: "grid" }}>
          <Icon
            name={
              pack.layer === "kernel" ||
              pack.layer === "os" ||
              pack.layer === "k8s" ||
              pack.layer === "cni" ||
              pack.layer === "csi"
                ? pack.layer
                : "addon"
            }
          />
        </span>
      ))}
      {packs.length > 7 && <span className="num">+{packs.length - 7}</span>}
    </span>
  );
