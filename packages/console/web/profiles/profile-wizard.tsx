import { Button, SegmentedControl, Stepper, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { typeName } from "../../src/profile/layers.ts";
import { versionProblem } from "../../src/profile/version.ts";
import { createProfile, profileQuery, saveProfile } from "../api/profiles.ts";
import type { Pack, ProfileType } from "../api/types.ts";
import { Failure, Page } from "../parts/page.tsx";
import { LayerRow } from "./layer-row.tsx";
import { LayerStack } from "./layer-stack.tsx";

const TYPES = ["cluster", "infra", "add-on"] as const;

/** Add Cluster Profile: basic information, layers, summary. The first Confirm & Create creates the profile; leaving afterwards loses nothing. */
export function ProfileWizard() {
  const [step, setStep] = useState(0);
  const [basic, setBasic] = useState({
    name: "",
    version: "1.0.0",
    description: "",
    type: "add-on" as ProfileType,
    tags: [] as string[],
  });
  const [packs, setPacks] = useState<readonly Pack[]>([]);
  const [uid, setUid] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const wrongVersion = versionProblem(basic.version);

  const keep = async (next: readonly Pack[]): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      if (uid === undefined) setUid((await createProfile({ ...basic, packs: next })).uid);
      else await saveProfile(await queries.fetchQuery({ ...profileQuery(uid), staleTime: 0 }), next);
      setPacks(next);
      await queries.invalidateQueries({ queryKey: ["profiles"] });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const created = uid !== undefined;
  return (
    <Page
      title="Add Cluster Profile"
      parent={{ label: "Profiles", to: "/profiles" }}
      note={
        created
          ? `${basic.name} ${basic.version} is created; every confirmed layer is saved.`
          : "Nothing is created before the first layer is confirmed."
      }
    >
      <Stepper active={step} size="xs" mb="lg" maw={620} allowNextStepsSelect={false}>
        <Stepper.Step label="Basic Information" />
        <Stepper.Step label="Profile Layers" />
        <Stepper.Step label="Summary" />
      </Stepper>
      {problem !== undefined && <Failure error={problem} />}
      {step === 0 && (
        <form
          className="card pad grid"
          style={{ maxWidth: 620 }}
          onSubmit={(event) => {
            event.preventDefault();
            if (basic.name && !wrongVersion) setStep(1);
          }}
        >
          <TextInput
            label="Name"
            required
            autoFocus
            disabled={created}
            value={basic.name}
            onChange={(event) => setBasic({ ...basic, name: event.currentTarget.value })}
          />
          <TextInput
            label="Version"
            required
            disabled={created}
            value={basic.version}
            error={wrongVersion}
            onChange={(event) => setBasic({ ...basic, version: event.currentTarget.value })}
          />
          <Textarea
            label="Description"
            disabled={created}
            value={basic.description}
            onChange={(event) => setBasic({ ...basic, description: event.currentTarget.value })}
          />
          <div role="group" aria-label="Type">
            <div style={{ fontSize: 14, fontWeight: 500, marginBottom: 4 }}>Type</div>
            <SegmentedControl
              aria-label="Type"
              disabled={created}
              value={basic.type}
              data={TYPES.map((value) => ({ value, label: typeName(value) }))}
              onChange={(value) => setBasic({ ...basic, type: value })}
            />
          </div>
          <TagsInput
            label="Tags"
            placeholder="team:platform"
            disabled={created}
            value={basic.tags}
            onChange={(tags) => setBasic({ ...basic, tags })}
          />
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <Button type="submit" disabled={!basic.name || wrongVersion !== undefined}>
              Next
            </Button>
          </div>
        </form>
      )}
      {step === 1 && (
        <>
          <LayerStack packs={packs} busy={busy} onChange={(next) => void keep(next)} />
          <div className="savebar">
            <Button variant="default" onClick={() => setStep(0)}>
              Back
            </Button>
            <Button disabled={!created || busy} onClick={() => setStep(2)}>
              Next
            </Button>
          </div>
        </>
      )}
      {step === 2 && (
        <div className="grid" style={{ maxWidth: 620 }}>
          <dl className="card facts" style={{ margin: 0 }}>
            <div>
              <dt>Name</dt>
              <dd>{basic.name}</dd>
            </div>
            <div>
              <dt>Version</dt>
              <dd className="num">{basic.version}</dd>
            </div>
            <div>
              <dt>Type</dt>
              <dd>{typeName(basic.type)}</dd>
            </div>
          </dl>
          <div className="stack">
            {packs.map((pack) => (
              <LayerRow key={pack.name} pack={pack} />
            ))}
          </div>
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <Button variant="default" onClick={() => setStep(1)}>
              Back
            </Button>
            <Button onClick={() => void navigate({ to: "/profiles/$uid", params: { uid: uid ?? "" } })}>
              Finish Configuration
            </Button>
          </div>
        </div>
      )}
    </Page>
  );
}
