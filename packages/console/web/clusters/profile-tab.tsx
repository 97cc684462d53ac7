import { ActionIcon, Button, Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import {
  chooseVersion,
  isChosen,
  NOTHING_CHOSEN,
  onlyAttaches,
  requestOf,
  underHeadings,
  type Selection,
} from "../../src/clusters/selection.ts";
import { layerStatus } from "../../src/clusters/status.ts";
import { compareVersions } from "../../src/profile/version.ts";
import { usePermissions } from "../access/use-permissions.ts";
import { applyChange, planChange } from "../api/clusters.ts";
import { profileQuery } from "../api/profiles.ts";
import type { Cluster } from "../api/types.ts";
import { Icon } from "../parts/icons.tsx";
import { Empty, Failure } from "../parts/page.tsx";
import { Dot } from "../parts/status.tsx";
import { LayerRow } from "../profiles/layer-row.tsx";
import { AddProfile } from "./add-profile.tsx";
import { Review } from "./review.tsx";
import { usePending, type PendingStack } from "./use-pending.ts";

export function ProfileTab({ cluster }: { cluster: Cluster }) {
  const { uid } = cluster.metadata;
  const attached = cluster.spec.clusterProfileTemplates ?? [];
  const attachedUids = attached.map((profile) => profile.uid);
  const [selection, setSelection] = useState<Selection>(NOTHING_CHOSEN);
  const [adding, setAdding] = useState(false);
  const [reviewing, setReviewing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const { stacks, loading, error } = usePending(attached, selection);
  const change = usePermissions()("cluster.update");
  const current = usePending(attached, NOTHING_CHOSEN);
  const queries = useQueryClient();
  const { infrastructure, addons } = underHeadings(stacks);
  const done = async (): Promise<void> => {
    setReviewing(false);
    await queries.invalidateQueries({ queryKey: ["clusters"] });
    setSelection(NOTHING_CHOSEN);
  };
  /** Attaching that needs no new nodes is done at once; what replaces nodes or cannot be is shown first. */
  const save = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { profiles, detached } = requestOf(attachedUids, selection, stacks, {});
      const plan = await planChange(uid, profiles, detached);
      const refused = plan.problems?.some(({ severity }) => severity === "error") ?? false;
      if (refused || plan.repave?.isRequired) setReviewing(true);
      else {
        await applyChange(uid, profiles, detached, plan.hash);
        await done();
      }
    } catch (failure) {
      setProblem(failure);
    } finally {
      setBusy(false);
    }
  };
  const rows = (layers: typeof infrastructure): ReactNode =>
    layers.map(({ stack, layer }) => {
      const fresh = !attachedUids.includes(stack.uid);
      const { tone, label } = layerStatus(cluster.status?.packs ?? [], stack.uid, layer.name);
      return (
        <LayerRow
          key={`${stack.uid}/${layer.name}`}
          pack={layer}
          end={fresh ? <span className="tag changed">not saved</span> : <Dot tone={tone} label={label} />}
        />
      );
    });
  const heads = (kind: "infrastructure" | "addons"): ReactNode =>
    (stacks as readonly PendingStack[])
      .filter((stack) => {
        const has = stack.packs.some(({ layer }) => layer !== "addon");
        return kind === "infrastructure" ? has : !has;
      })
      .map((stack) => (
        <ProfileHead
          key={stack.replaces ?? stack.uid}
          stack={stack}
          heading={kind === "infrastructure" ? "INFRASTRUCTURE LAYERS" : "ADDON LAYERS"}
          onVersion={(chosen) => setSelection(chooseVersion(selection, stack.replaces ?? stack.uid, chosen))}
          fixed={change.refused || selection.added.includes(stack.uid)}
          onRemove={
            kind === "addons" && !change.refused
              ? () => {
                  const was = stack.replaces ?? stack.uid;
                  setSelection(
                    selection.added.includes(was)
                      ? { ...selection, added: selection.added.filter((one) => one !== was) }
                      : { ...chooseVersion(selection, was, was), removed: [...selection.removed, was] },
                  );
                }
              : undefined
          }
        />
      ));
  return (
    <div className="grid">
      {(problem ?? error) !== undefined && (problem ?? error) !== null && <Failure error={problem ?? error} />}
      <div className="two">
        <section className="card pad grid" aria-labelledby="infrastructure-layers" style={{ gap: 10 }}>
          <div className="heading">
            <h2 className="section" id="infrastructure-layers">
              INFRASTRUCTURE LAYERS
            </h2>
          </div>
          {heads("infrastructure")}
          <div className="stack">{rows(infrastructure)}</div>
          {infrastructure.length === 0 && !loading && <Empty title="No infrastructure profile" />}
        </section>
        <section className="card pad grid" aria-labelledby="addon-layers" style={{ gap: 10 }}>
          <div className="heading">
            <h2 className="section" id="addon-layers">
              ADDON LAYERS
            </h2>
            <ActionIcon
              variant="default"
              aria-label="Add add-on profile"
              disabled={change.refused}
              title={change.reason}
              onClick={() => setAdding(true)}
            >
              <Icon name="plus" />
            </ActionIcon>
          </div>
          {heads("addons")}
          <div className="stack">{rows(addons)}</div>
          {addons.length === 0 && !loading && (
            <Empty title="No add-on layers">The plus icon attaches an add-on profile.</Empty>
          )}
        </section>
      </div>
      {isChosen(selection) && (
        <div className="savebar" role="region" aria-label="Unsaved changes">
          <span>Changes to this cluster’s profiles are not saved.</span>
          <span className="row">
            <Button variant="default" onClick={() => setSelection(NOTHING_CHOSEN)}>
              Discard
            </Button>
            {onlyAttaches(selection) && (
              <Button loading={busy} disabled={loading} onClick={() => void save()}>
                Save
              </Button>
            )}
            <Button
              variant={onlyAttaches(selection) ? "default" : "filled"}
              disabled={loading}
              onClick={() => setReviewing(true)}
            >
              Review & Save
            </Button>
          </span>
        </div>
      )}
      {adding && (
        <AddProfile
          attached={[...attachedUids, ...selection.added]}
          onClose={() => setAdding(false)}
          onConfirm={(chosen) => {
            setSelection({
              ...selection,
              added: [...selection.added, ...chosen.filter((one) => !attachedUids.includes(one))],
              removed: selection.removed.filter((one) => !chosen.includes(one)),
            });
            setAdding(false);
          }}
        />
      )}
      {reviewing && (
        <Review
          uid={uid}
          attached={attachedUids}
          selection={selection}
          before={current.stacks}
          after={stacks}
          onClose={() => setReviewing(false)}
          onDone={() => void done()}
        />
      )}
    </div>
  );
}

type HeadProps = {
  readonly stack: PendingStack;
  readonly heading: string;
  readonly fixed: boolean;
  readonly onVersion: (uid: string) => void;
  readonly onRemove?: () => void;
};

function ProfileHead({ stack, heading, fixed, onVersion, onRemove }: HeadProps) {
  const { data } = useQuery(profileQuery(stack.replaces ?? stack.uid));
  const versions = (data?.spec.versions ?? [{ uid: stack.uid, version: stack.version }]).toSorted((a, b) =>
    compareVersions(b.version, a.version),
  );
  return (
    <div className="row" style={{ flexWrap: "nowrap" }}>
      <span style={{ fontWeight: 550, flex: 1, minWidth: 0, overflow: "hidden", textOverflow: "ellipsis" }}>
        {stack.name}
      </span>
      <Select
        size="xs"
        w={120}
        aria-label={`${heading} ${stack.name} version`}
        disabled={fixed}
        data={versions.map(({ uid: value, version: label }) => ({ value, label }))}
        value={stack.uid}
        onChange={(chosen) => chosen !== null && onVersion(chosen)}
      />
      {onRemove && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Detach ${stack.name}`} onClick={onRemove}>
          <Icon name="cross" />
        </ActionIcon>
      )}
    </div>
  );
}
