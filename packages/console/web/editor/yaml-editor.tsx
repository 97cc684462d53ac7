import { Skeleton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Problem, ValueRule } from "../../src/yaml/problems.ts";
import type { Handle } from "./code-mirror.ts";

type EditorProps = {
  readonly label?: string;
  readonly text: string;
  /** Left side of a comparison; without it there is one editor. */
  readonly before?: string;
  readonly rules?: readonly ValueRule[];
  readonly macros?: readonly string[];
  readonly readOnly?: boolean;
  readonly onChange?: (text: string, problems: readonly Problem[]) => void;
};

const NO_RULES: readonly ValueRule[] = [];
const NO_MACROS: readonly string[] = [];

/** A YAML editor with completion and problems at line and column; as a comparison when `before` is given. */
export function YamlEditor({
  label = "YAML editor",
  text,
  before,
  rules = NO_RULES,
  macros = NO_MACROS,
  readOnly = false,
  onChange,
}: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Handle>(undefined);
  const listener = useRef(onChange);
  const shown = useRef(text);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [ready, setReady] = useState(false);
  listener.current = onChange;

  useEffect(() => {
    let closed = false;
    void import("./code-mirror.ts").then(({ openEditor, openDiff }) => {
      if (closed || !place.current) return;
      const options = {
        label,
        text: shown.current,
        rules,
        macros,
        readOnly,
        changed: (next: string, found: readonly Problem[]) => {
          shown.current = next;
          setProblems(found);
          listener.current?.(next, found);
        },
      };
      editor.current =
        before === undefined ? openEditor(place.current, options) : openDiff(place.current, before, options);
      setReady(true);
    });
    return () => {
      closed = true;
      editor.current?.close();
      editor.current = undefined;
    };
  }, [label, before, rules, macros, readOnly]);

  useEffect(() => {
    if (text === shown.current) return;
    shown.current = text;
    editor.current?.setText(text);
  }, [text]);

  return (
    <div className="editor">
      <div ref={place} />
      {!ready && <Skeleton height={340} radius={0} />}
      <ul className="problems" aria-live="polite" aria-label="Problems">
        {problems.length === 0 && <li className="none">No problems</li>}
        {problems.slice(0, 6).map((problem) => (
          <li key={`${problem.from}${problem.message}`} className={problem.severity}>
            <button type="button" onClick={() => editor.current?.goTo(problem.from)}>
              Line {problem.line}, column {problem.column}
            </button>{" "}
            {problem.message}
          </li>
        ))}
      </ul>
    </div>
  );
}
