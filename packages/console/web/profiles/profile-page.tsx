import { Button, Menu, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { changedLayers, typeName } from "../../src/profile/layers.ts";
import { compareVersions, nextVersion, versionProblem } from "../../src/profile/version.ts";
import { count } from "../../src/format/quantities.ts";
import {
  createVersion,
  deleteProfile,
  editedTemplate,
  exportProfile,
  profileQuery,
  saveProfile,
} from "../api/profiles.ts";
import { messageOf, RequestRefused } from "../api/client.ts";
import type { Profile } from "../api/types.ts";
import { GuardedButton } from "../access/guarded-button.tsx";
import { usePermissions } from "../access/use-permissions.ts";
import { download } from "../parts/download.ts";
import { FormDialog } from "../parts/form-dialog.tsx";
import { Icon } from "../parts/icons.tsx";
import { Failure, Loading, Page } from "../parts/page.tsx";
import { useAction } from "../parts/use-action.ts";
import { CHANGE, useDraft } from "./draft.ts";
import { LayerStack } from "./layer-stack.tsx";
import { Variables } from "./variables.tsx";

export function ProfilePage() {
  const { uid } = useParams({ from: "/profiles/$uid" });
  const { data, error, refetch } = useQuery(profileQuery(uid));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Opened key={uid} profile={data} />;
}

function Opened({ profile }: { profile: Profile }) {
  const { uid, name } = profile.metadata;
  const template = editedTemplate(profile);
  const saved = template?.packs ?? [];
  const [draft, setDraft] = useDraft(uid);
  const { busy, problem, run } = useAction("profiles");
  const may = usePermissions();
  const [variables, setVariables] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const variableNames = useMemo(() => (profile.spec.variables ?? []).map((variable) => variable.name), [profile]);
  const packs = draft ?? saved;
  const changes = changedLayers(saved, packs);
  const save = (): Promise<void> =>
    run(async () => {
      await saveProfile(profile, packs);
      await queries.invalidateQueries({ queryKey: ["profiles"] });
      setDraft(undefined);
    });
  const inUse = profile.status?.inUseClusters?.length ?? 0;
  return (
    <Page
      title={name}
      parent={{ label: "Profiles", to: "/profiles" }}
      note={[
        typeName(template?.type),
        inUse > 0 ? `in use by ${count(inUse, "cluster")}` : "not in use",
        profile.metadata.annotations?.["description"],
      ]
        .filter(Boolean)
        .join(" · ")}
      actions={
        <>
          <Button variant="default" onClick={() => setVariables(true)}>
            Variables
          </Button>
          <Menu>
            <Menu.Target>
              <Button variant="default" rightSection={<Icon name="down" size={14} />}>
                Settings
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() =>
                  void run(async () => download(`${name}-${profile.spec.version}.json`, await exportProfile(uid)))
                }
              >
                Export Profile
              </Menu.Item>
              <Menu.Item
                color="red"
                disabled={inUse > 0 || may("clusterProfile.delete").refused}
                title={inUse > 0 ? "A cluster uses this version." : may("clusterProfile.delete").reason}
                onClick={() =>
                  void run(async () => {
                    await deleteProfile(uid);
                    queries.removeQueries({ queryKey: ["profiles", uid] });
                    await navigate({ to: "/profiles" });
                  })
                }
              >
                Delete version
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <VersionMenu profile={profile} />
        </>
      }
    >
      {problem !== undefined && (
        <Failure
          error={
            problem instanceof RequestRefused && problem.status === 409
              ? new Error(
                  `${messageOf(problem)} Your changes are kept here; open the profile in another tab to compare.`,
                )
              : problem
          }
        />
      )}
      <LayerStack
        packs={packs}
        variables={variableNames}
        changed={new Map(changes.map((change) => [change.name, change.change]))}
        onChange={setDraft}
      />
      {changes.length > 0 && (
        <div className="savebar" role="region" aria-label="Unsaved changes">
          <span>
            {count(changes.length, "layer")} not saved: {changes.map((change) => change.name).join(", ")}
          </span>
          <span className="row">
            <Button variant="default" onClick={() => setDraft(undefined)}>
              Discard
            </Button>
            <GuardedButton needs={CHANGE} loading={busy} onClick={() => void save()}>
              Save Changes
            </GuardedButton>
          </span>
        </div>
      )}
      {variables && <Variables uid={uid} onClose={() => setVariables(false)} />}
    </Page>
  );
}

function VersionMenu({ profile }: { profile: Profile }) {
  const [asking, setAsking] = useState(false);
  const create = usePermissions()("clusterProfile.create");
  const navigate = useNavigate();
  const versions = (profile.spec.versions ?? [{ uid: profile.metadata.uid, version: profile.spec.version }]).toSorted(
    (a, b) => compareVersions(b.version, a.version),
  );
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button
            variant="default"
            aria-label={`Version ${profile.spec.version}`}
            rightSection={<Icon name="down" size={14} />}
          >
            <span className="num">{profile.spec.version}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflow: "auto" }}>
          {versions.map(({ uid, version }) => (
            <Menu.Item
              key={uid}
              className="num"
              leftSection={
                uid === profile.metadata.uid ? <Icon name="tick" size={14} /> : <span style={{ width: 14 }} />
              }
              onClick={() => void navigate({ to: "/profiles/$uid", params: { uid } })}
            >
              {version}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<Icon name="plus" size={14} />}
            disabled={create.refused}
            title={create.reason}
            onClick={() => setAsking(true)}
          >
            Create new version
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <NewVersion profile={profile} taken={versions.map(({ version }) => version)} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

function NewVersion({ profile, taken, onClose }: { profile: Profile; taken: readonly string[]; onClose: () => void }) {
  const [version, setVersion] = useState(() => nextVersion(taken));
  const queries = useQueryClient();
  const navigate = useNavigate();
  const wrong = versionProblem(version) ?? (taken.includes(version) ? `Version ${version} exists.` : undefined);
  return (
    <FormDialog
      title="Create new version"
      disabled={wrong !== undefined}
      onClose={onClose}
      onConfirm={async () => {
        const { uid } = await createVersion(profile, version);
        await queries.invalidateQueries({ queryKey: ["profiles"] });
        onClose();
        await navigate({ to: "/profiles/$uid", params: { uid } });
      }}
    >
      <TextInput
        label="Version"
        data-autofocus
        value={version}
        error={wrong}
        onChange={(event) => setVersion(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
