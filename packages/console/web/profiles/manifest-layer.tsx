import { Button, Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { GuardedButton } from "../access/guarded-button.tsx";
import type { Problem } from "../../src/yaml/problems.ts";
import type { Manifest, Pack } from "../api/types.ts";
import { YamlEditor } from "../editor/yaml-editor.tsx";
import { CHANGE } from "./draft.ts";
import { ManifestEditor } from "./manifest-editor.tsx";

type Props = {
  readonly pack?: Pack;
  readonly confirm: string;
  readonly busy?: boolean;
  readonly onConfirm: (pack: Pack) => void;
  readonly onCancel: () => void;
  readonly onRemove?: () => void;
};

const LAYER_VALUES = 'pack:\n  spectrocloud.com/install-priority: "0"\n';

/** A layer of plain manifests, with values of its own when asked for. */
export function ManifestLayer({ pack, confirm, busy = false, onConfirm, onCancel, onRemove }: Props) {
  const [name, setName] = useState(pack?.name ?? "");
  const [withValues, setWithValues] = useState(Boolean(pack?.values));
  const [values, setValues] = useState(pack?.values || LAYER_VALUES);
  const [manifests, setManifests] = useState<readonly Manifest[]>(pack?.manifests ?? []);
  const [problems, setProblems] = useState<Readonly<Record<string, readonly Problem[]>>>({});
  const faulty = Object.values(problems)
    .flat()
    .some(({ severity }) => severity === "error");
  const missing =
    name === ""
      ? "Give the layer a name."
      : manifests.length === 0
        ? "Add a manifest."
        : manifests.some(({ content }) => !content?.trim())
          ? "A manifest is empty."
          : undefined;
  return (
    <section className="card pad grid" aria-label="Manifest layer" style={{ gap: 14 }}>
      <TextInput
        label="Layer name"
        w="min(100%, 420px)"
        required
        value={name}
        disabled={pack !== undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        label="Enter layer values"
        checked={withValues}
        onChange={(event) => {
          setWithValues(event.currentTarget.checked);
          setProblems((all) => ({ ...all, values: [] }));
        }}
      />
      {withValues && (
        <YamlEditor
          label="Layer values"
          text={values}
          onChange={(next, found) => {
            setValues(next);
            setProblems((all) => ({ ...all, values: found }));
          }}
        />
      )}
      <ManifestEditor
        manifests={manifests}
        onChange={setManifests}
        onProblems={(found) => setProblems((all) => ({ ...all, manifests: found }))}
      />
      <div className="row" style={{ justifyContent: "flex-end" }}>
        {onRemove && (
          <GuardedButton needs={CHANGE} variant="subtle" color="red" mr="auto" onClick={onRemove}>
            Remove layer
          </GuardedButton>
        )}
        {missing && <span className="sub">{missing}</span>}
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <GuardedButton
          needs={CHANGE}
          loading={busy}
          disabled={faulty || missing !== undefined}
          onClick={() =>
            onConfirm({
              ...pack,
              name,
              layer: "addon",
              type: "manifest",
              tag: pack?.tag ?? "1.0.0",
              values: withValues ? values : "",
              manifests,
            })
          }
        >
          {confirm}
        </GuardedButton>
      </div>
    </section>
  );
}
