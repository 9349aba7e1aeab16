// The editor: CodeMirror with Python, in the colors of the page.
//
// It stands in a shadow tree, where CodeMirror adopts its style sheets instead of writing <style> elements, which the
// policy of the page refuses.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.self], color: "var(--partial)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--data)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--tangent)" },
  { tag: [tags.comment], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], fontWeight: "bold" },
  { tag: tags.invalid, color: "var(--delta)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "15px" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "-3px" },
  ".cm-scroller": { fontFamily: "'DejaVu Sans Mono', Menlo, Consolas, monospace", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--ink)", padding: "10px 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--muted)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--gate) 45%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--partial) 25%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--gate)", outline: "1px solid var(--wire)" },
  ".cm-tooltip": { backgroundColor: "var(--page)", color: "var(--ink)", border: "1px solid var(--wire)" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", maxWidth: "36em", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: "5px solid var(--delta)" },
  ".cm-lintRange-error": {
    backgroundImage: "none", textDecoration: "underline wavy var(--delta)", textUnderlineOffset: "3px",
    backgroundColor: "color-mix(in srgb, var(--delta) 14%, transparent)",
  },
  ".cm-lint-marker-error": { content: "''", width: "12px", height: "12px", borderRadius: "50%", background: "var(--delta)" },
});

export class Editor {
  constructor(place, { changed, run }) {
    const root = place.attachShadow({ mode: "open" });
    this.view = new EditorView({
      parent: root, root,
      extensions: [
        lineNumbers(), lintGutter(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(),
        EditorState.tabSize.of(4), indentUnit.of("    "), indentOnInput(), bracketMatching(), closeBrackets(),
        highlightActiveLine(), python(), syntaxHighlighting(colors), look,
        EditorView.contentAttributes.of({ "aria-label": "Program in Python", spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(); }),
        keymap.of([
          { key: "Mod-Enter", run: () => { run(); return true; } },
          ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab,
        ]),
      ],
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  // Show another program; undo brings the old one back.
  set text(program) {
    const { doc } = this.view.state;
    this.view.dispatch({ changes: { from: 0, to: doc.length, insert: program }, selection: { anchor: 0 } });
    this.mark(null);
  }

  // Mark where an error came up: the last of its frames, which is the innermost. Without one, or null, mark nothing.
  mark(error) {
    const frame = error?.frames.at(-1);
    const marks = frame ? [{ ...this.#range(frame), severity: "error", message: `${error.name}: ${error.words}` }] : [];
    this.view.dispatch(setDiagnostics(this.view.state, marks));
    if (frame) this.view.dispatch({ effects: EditorView.scrollIntoView(this.#line(frame).from, { y: "nearest", yMargin: 60 }) });
  }

  // Set the cursor where a frame stands.
  go(frame) {
    this.view.dispatch({ selection: { anchor: this.#range(frame).from }, scrollIntoView: true });
    this.view.focus();
  }

  #line({ line }) {
    const { doc } = this.view.state;
    return doc.line(Math.min(Math.max(line, 1), doc.lines));
  }

  #range(frame) {
    const line = this.#line(frame);
    // Python counts characters, JavaScript halves of those beyond the basic plane
    const at = (column) => [...line.text].slice(0, column).join("").length;
    const indent = line.text.match(/^\s*/)[0].length;
    const from = line.from + Math.min(at(frame.column ?? 0) || indent, line.length);
    const to = frame.end == null ? line.to : line.from + at(frame.end);
    return { from, to: Math.max(from, Math.min(to, line.to)) };
  }
}
