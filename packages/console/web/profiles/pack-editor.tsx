import { Button, Select, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { GuardedButton } from "../access/guarded-button.tsx";
import type { Problem } from "../../src/yaml/problems.ts";
import { versionOf } from "../../src/profile/layers.ts";
import { packQuery } from "../api/profiles.ts";
import type { Manifest, Pack } from "../api/types.ts";
import { YamlEditor } from "../editor/yaml-editor.tsx";
import { Loading } from "../parts/page.tsx";
import { CHANGE } from "./draft.ts";
import { ManifestEditor } from "./manifest-editor.tsx";

type PackEditorProps = {
  readonly pack: Pack;
  readonly confirm: string;
  readonly macros: readonly string[];
  readonly onConfirm: (pack: Pack) => void;
  readonly onCancel: () => void;
  readonly onRemove?: () => void;
};

/** Pack Details: values with completion and problems, presets, README, attached manifests. Confirm waits until the values have no errors. */
export function PackEditor({ pack, confirm, macros, onConfirm, onCancel, onRemove }: PackEditorProps) {
  const { data, isLoading } = useQuery(packQuery(pack.name, pack.registryUid));
  const [tag, setTag] = useState(versionOf(pack));
  const [values, setValues] = useState<string | undefined>(pack.values || undefined);
  const [manifests, setManifests] = useState<readonly Manifest[]>(pack.manifests ?? []);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const chosen = data?.tags?.find((candidate) => candidate.tag === tag || candidate.version === tag);
  const details = data?.packValues?.find(({ packUid }) => packUid === chosen?.packUid) ?? data?.packValues?.[0];
  const text = values ?? details?.values ?? "";
  const rules = useMemo(() => details?.schema ?? [], [details]);
  const faulty = problems.some(({ severity }) => severity === "error");
  const tags = [...new Set([tag, ...(data?.tags?.map((candidate) => candidate.tag) ?? [])])].filter(Boolean);

  return (
    <section className="card pad" aria-label="Pack Details">
      <div className="row" style={{ justifyContent: "space-between", marginBottom: 12 }}>
        <div>
          <h2 className="title">Pack Details</h2>
          <span className="sub">{pack.displayName ?? pack.name}</span>
        </div>
        {tags.length > 0 && (
          <Select
            aria-label="Pack version"
            size="xs"
            w={130}
            data={tags}
            value={tag}
            onChange={(next) => setTag(next ?? tag)}
          />
        )}
      </div>
      <Tabs defaultValue="values" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="values">Values</Tabs.Tab>
          {!!details?.presets?.length && <Tabs.Tab value="presets">Presets</Tabs.Tab>}
          <Tabs.Tab value="manifests">Manifests</Tabs.Tab>
          {details?.readme && <Tabs.Tab value="readme">README</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="values">
          {values === undefined && isLoading ? (
            <Loading rows={10} />
          ) : (
            <YamlEditor
              text={text}
              rules={rules}
              macros={macros}
              onChange={(next, found) => {
                if (next !== text) setValues(next);
                setProblems(found);
              }}
            />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="presets">
          <div className="stack">
            {details?.presets?.map((preset) => (
              <button
                key={preset.name}
                type="button"
                className="layer"
                onClick={() => setValues(`${text.trimEnd()}\n${preset.add ?? ""}`)}
              >
                <span className="grow">
                  <div>{preset.displayName ?? preset.name}</div>
                  <pre className="mono soft" style={{ margin: 0 }}>
                    {preset.add}
                  </pre>
                </span>
              </button>
            ))}
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="manifests">
          <ManifestEditor manifests={manifests} onChange={setManifests} onProblems={setProblems} />
        </Tabs.Panel>
        <Tabs.Panel value="readme">
          <pre className="mono" style={{ whiteSpace: "pre-wrap", maxHeight: "56vh", overflow: "auto" }}>
            {details?.readme}
          </pre>
        </Tabs.Panel>
      </Tabs>
      <div className="row" style={{ justifyContent: "flex-end", marginTop: 14 }}>
        {onRemove && (
          <GuardedButton needs={CHANGE} variant="subtle" color="red" onClick={onRemove} mr="auto">
            Remove layer
          </GuardedButton>
        )}
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <GuardedButton
          needs={CHANGE}
          disabled={faulty}
          onClick={() =>
            onConfirm({
              ...pack,
              tag,
              version: chosen?.version ?? tag,
              packUid: chosen?.packUid ?? pack.packUid,
              values: text,
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
