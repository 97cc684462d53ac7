/** CodeMirror for YAML; loaded when an editor is first shown. */
import { autocompletion, type CompletionContext } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, linter } from "@codemirror/lint";
import { MergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { completionsAt } from "../../src/yaml/completion.ts";
import { problemsOf, type Problem, type ValueRule } from "../../src/yaml/problems.ts";

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--brand)" },
  { tag: tags.string, color: "var(--ink)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--busy)" },
  { tag: tags.comment, color: "var(--ink-soft)", fontStyle: "italic" },
]);
const look = EditorView.theme({
  "&": { backgroundColor: "var(--paper)", color: "var(--ink)" },
  ".cm-content": { fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--ink-soft)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--hover) 70%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--brand) 26%, transparent) !important",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--paper)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--brand-soft)", color: "var(--brand)" },
  ".cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)" },
  ".cm-changedLine": { backgroundColor: "color-mix(in srgb, var(--good) 12%, transparent) !important" },
  "&.cm-merge-a .cm-changedLine": { backgroundColor: "color-mix(in srgb, var(--bad) 12%, transparent) !important" },
  ".cm-collapsedLines": { background: "var(--hover)", color: "var(--ink-soft)" },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '"↕"' },
  "& .cm-changedText, &.cm-merge-b .cm-changedText": {
    background: "color-mix(in srgb, var(--good) 16%, transparent)",
  },
  "&.cm-merge-a .cm-changedText": { background: "color-mix(in srgb, var(--bad) 16%, transparent)" },
});

type Options = {
  readonly label: string;
  readonly text: string;
  readonly rules: readonly ValueRule[];
  readonly macros: readonly string[];
  readonly readOnly: boolean;
  readonly changed: (text: string, problems: readonly Problem[]) => void;
};

function extensions({ label, rules, macros, readOnly, changed }: Options): Extension[] {
  const complete = (context: CompletionContext) => {
    const found = completionsAt(context.state.sliceDoc(0, context.pos), rules, macros);
    if (!found || (!context.explicit && found.from === context.pos)) return null;
    return {
      from: found.from,
      options: found.options.map(({ label: name, apply, detail }) => ({ label: name, apply, detail })),
    };
  };
  return [
    basicSetup,
    yaml(),
    look,
    syntaxHighlighting(colours),
    lintGutter(),
    linter(
      (view) =>
        problemsOf(view.state.doc.toString(), rules).map(({ from, to, severity, message }) => ({
          from: Math.min(from, view.state.doc.length),
          to: Math.min(to, view.state.doc.length),
          severity,
          message,
        })),
      { delay: 200 },
    ),
    autocompletion({ override: [complete] }),
    // Tab leaves the editor: everything is reachable by keyboard. Mod-] and Mod-[ indent.
    keymap.of([]),
    EditorView.contentAttributes.of({
      "aria-label": label,
      tabindex: "0",
      ...(readOnly ? { "aria-readonly": "true" } : {}),
    }),
    EditorState.readOnly.of(readOnly),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      const text = update.state.doc.toString();
      changed(text, problemsOf(text, rules));
    }),
  ];
}

export type Handle = {
  readonly text: () => string;
  readonly setText: (text: string) => void;
  readonly goTo: (offset: number) => void;
  readonly close: () => void;
};

export function openEditor(parent: HTMLElement, options: Options): Handle {
  const view = new EditorView({ doc: options.text, parent, extensions: extensions(options) });
  options.changed(options.text, problemsOf(options.text, options.rules));
  return handle(view, () => view.destroy());
}

/** Side by side: what is, which cannot be edited, and what will be. */
export function openDiff(parent: HTMLElement, before: string, options: Options): Handle {
  const merge = new MergeView({
    parent,
    a: {
      doc: before,
      extensions: extensions({ ...options, label: "Current Configuration", readOnly: true, changed: () => undefined }),
    },
    b: { doc: options.text, extensions: extensions(options) },
    collapseUnchanged: { margin: 4, minSize: 8 },
    highlightChanges: true,
    gutter: true,
  });
  options.changed(options.text, problemsOf(options.text, options.rules));
  return handle(merge.b, () => merge.destroy());
}

const handle = (view: EditorView, close: () => void): Handle => ({
  text: () => view.state.doc.toString(),
  setText: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  goTo: (offset) => {
    view.dispatch({ selection: { anchor: Math.min(offset, view.state.doc.length) }, scrollIntoView: true });
    view.focus();
  },
  close,
});
