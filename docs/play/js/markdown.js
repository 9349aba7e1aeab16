// Markdown with formulas between $ and $$, as notebooks show it; loaded when the first is shown. Formulas become
// MathML, which browsers draw themselves: no fonts are loaded.
import { Marked } from "marked";
import temml from "temml";

const formula = (name, level, begin, whole) => ({
  name, level,
  start: (text) => text.match(begin)?.index,
  tokenizer: (text) => {
    const found = whole.exec(text);
    return found ? { type: name, raw: found[0], formula: found[1] } : undefined;
  },
  renderer: ({ formula }) => temml.renderToString(formula, { displayMode: level === "block", throwOnError: false }),
});

const marked = new Marked({
  extensions: [
    formula("display", "block", /\$\$/, /^\s*\$\$([\s\S]+?)\$\$/),
    formula("inline", "inline", /\$/, /^\$([^$\n]+?)\$/),
  ],
});

export function markdown(text) {
  return marked.parse(text);
}
