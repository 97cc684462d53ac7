import { Button, Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { changedTexts, requestOf, type Selection } from "../../src/clusters/selection.ts";
import { applyChange, planChange } from "../api/clusters.ts";
import { RequestRefused } from "../api/client.ts";
import { YamlEditor } from "../editor/yaml-editor.tsx";
import { Empty, Failure } from "../parts/page.tsx";
import { PlanProblems, PlanSummary, RepaveCaution } from "./plan.tsx";
import type { PendingStack } from "./use-pending.ts";

type Props = {
  readonly uid: string;
  readonly attached: readonly string[];
  readonly selection: Selection;
  readonly before: readonly PendingStack[];
  readonly after: readonly PendingStack[];
  readonly onClose: () => void;
  readonly onDone: () => void;
};

/** What saving would do, then the texts side by side; what is applied is exactly the plan that was shown. */
export function Review({ uid, attached, selection, before, after, onClose, onDone }: Props) {
  const [inEditor, setInEditor] = useState(false);
  const [edits, setEdits] = useState<Readonly<Record<string, string>>>({});
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const request = requestOf(attached, selection, after, edits);
  const asked = JSON.stringify(request);
  const [settled] = useDebouncedValue(asked, 500);
  const plan = useQuery({
    queryKey: ["clusters", uid, "plan", settled],
    gcTime: 0,
    retry: false,
    queryFn: ({ signal }) => planChange(uid, request.profiles, request.detached, signal),
  });
  const refused = plan.data?.problems?.some(({ severity }) => severity === "error") ?? false;
  const ready = !refused && plan.data !== undefined && !plan.isFetching && settled === asked && wrong.size === 0;
  const texts = changedTexts(before, after);
  const shown = texts.find(({ key }) => key === opened) ?? texts[0];
  const apply = async (): Promise<void> => {
    if (!plan.data) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await applyChange(uid, request.profiles, request.detached, plan.data.hash);
      onDone();
    } catch (failure) {
      if (failure instanceof RequestRefused && failure.status === 409) {
        setProblem(new Error(`${failure.message} Nothing was applied; this is the plan as of now.`));
        await plan.refetch();
      } else setProblem(failure);
      setBusy(false);
    }
  };
  const failure = problem ?? plan.error;
  return (
    <Modal
      opened
      onClose={onClose}
      title={inEditor ? "Review changes in Editor" : "Review & Save"}
      size={inEditor ? "min(1500px, 96vw)" : "xl"}
    >
      <div className="grid">
        {failure !== undefined && failure !== null && <Failure error={failure} retry={() => void plan.refetch()} />}
        {plan.data && <PlanProblems problems={plan.data.problems ?? []} />}
        {plan.data && <RepaveCaution plan={plan.data} />}
        {!inEditor && <PlanSummary plan={plan.data} loading={plan.isFetching} />}
        {inEditor && (
          <div className="split" style={{ gridTemplateColumns: "minmax(180px, 240px) minmax(0, 1fr)" }}>
            <div className="stack" role="group" aria-label="Changed layers">
              {texts.map(({ key, change }) => (
                <button
                  key={key}
                  type="button"
                  className="layer"
                  aria-pressed={key === shown?.key}
                  data-active={key === shown?.key}
                  onClick={() => setOpened(key)}
                >
                  <span className="grow">{key}</span>
                  <span className={`tag ${change}`}>{change}</span>
                </button>
              ))}
            </div>
            {shown ? (
              <div className="grid" style={{ gap: 6 }}>
                <div className="two sub">
                  <span>Current Configuration</span>
                  <span>Pending Configuration</span>
                </div>
                <YamlEditor
                  key={shown.key}
                  label="Pending Configuration"
                  before={shown.before}
                  text={edits[shown.key] ?? shown.after}
                  readOnly={shown.change === "removed"}
                  onChange={(text, problems) => {
                    setEdits(({ [shown.key]: _, ...others }) =>
                      text === shown.after ? others : { ...others, [shown.key]: text },
                    );
                    const failed = problems.some(({ severity }) => severity === "error");
                    setWrong((was) => {
                      if (was.has(shown.key) === failed) return was;
                      return new Set(failed ? [...was, shown.key] : [...was].filter((key) => key !== shown.key));
                    });
                  }}
                />
              </div>
            ) : (
              <Empty title="No values differ">The versions of layers change, their values stay.</Empty>
            )}
          </div>
        )}
        <div className="row dialog-foot">
          <Button variant="default" onClick={inEditor ? () => setInEditor(false) : onClose}>
            {inEditor ? "Back" : "Cancel"}
          </Button>
          {inEditor ? (
            <Button loading={busy} disabled={!ready} onClick={() => void apply()}>
              {plan.data?.repave?.isRequired ? "Update" : "Apply Changes"}
            </Button>
          ) : (
            <Button disabled={plan.isPending && plan.isFetching} onClick={() => setInEditor(true)}>
              Review changes in Editor
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
