// The derivation so far, line by line, in letters and numbers: gates as they compute, every δ as it grows. The letters
// of a partial come from its row (`letters`); where they depend on numbers, ∂y/∂x stands for them.
const derivation = {
  most: 30, // lines; what came before them is scrolled away for good
  lines: new Map(), // what is written on the board, by what it is about
  written: null, // the numbers it is written with

  show(k) {
    if (derivation.written !== now) {
      derivation.written = now;
      derivation.arriving = Map.groupBy(now.messages, ({ parent }) => parent);
      derivation.lines.clear();
    }
    const subjects = derivation.subjectsAt(k), list = $("derivation");
    const wanted = subjects.map((subject) => derivation.lines.get(subject) ?? derivation.line(subject));
    for (const subject of [...derivation.lines.keys()]) if (!subjects.includes(subject)) derivation.lines.delete(subject);
    const kept = new Set(wanted);
    for (const line of [...list.children]) if (!kept.has(line)) line.remove();
    wanted.forEach((line, place) => { if (list.children[place] !== line) list.insertBefore(line, list.children[place] ?? null); });
    list.querySelector(".newest")?.classList.remove("newest");
    wanted.at(-1).classList.add("newest");
    if (derivation.isAway) $("lines").scrollTop = 0; // the bottom: they are stacked from there
  },

  // What the lines at step k are about, the newest at the end: "given", gates, the seed, and messages: of every node
  // the last one, whose line holds those before, too.
  subjectsAt(k) {
    const newest = [], told = new Set(), { most } = derivation;
    for (let m = k - steps.seed - 1; m >= 0 && newest.length < most; m--) {
      const { parent } = now.messages[m];
      if (!told.has(parent)) newest.push(`message ${m}`);
      told.add(parent);
    }
    if (k >= steps.seed && newest.length < most) newest.push("seed");
    for (let g = Math.min(k, view.gates.length) - 1; g >= 0 && newest.length < most; g--) newest.push(`gate ${view.gates[g]}`);
    if (newest.length < most) newest.push("given");
    return newest.reverse();
  },

  line(subject) {
    const [kind, which] = subject.split(" "), line = document.createElement("li");
    for (const [textContent, what = ""] of derivation[kind](Number(which))) {
      if (what) make(line, what === "of" ? "sub" : "span", { textContent, className: what });
      else line.append(textContent);
    }
    derivation.lines.set(subject, line);
    return line;
  },

  // --- what a line says, in pieces [text, what it is]
  given() { return [[steps.given(), "data"]]; },
  seed() { return [["δ"], [nodes[root].name, "of"], [` = ∂${nodes[root].name}/∂${nodes[root].name} = `], [number(1), "delta"]]; },
  gate(i) { return [[`${nodes[i].name} = ${formula(i)} = ${withNumbers(i)} = `], [number(data[i]), "data"]]; },
  message(m) {
    const { parent, arrived, expected, after } = now.messages[m];
    const all = derivation.arriving.get(parent).slice(0, arrived), more = arrived < expected ? [[" + …"]] : [];
    const added = all.length > 1 && all.length < 4 ? [[" = "], ...joined(all, ({ message }, k) => [[k ? enclosed(message) : number(message), "delta"]])] : [];
    return [
      ["δ"], [nodes[parent].name, "of"], [" = "],
      ...joined(all, (one) => [[`[${inLetters(one)}]`, "partial"], [" × ["], ["δ"], [nodes[one.child].name, "of"], ["]"]]), ...more, [" = "],
      ...joined(all, ({ partial, upstream }) => [[`[${number(partial)}]`, "partial"], [" × "], [`[${number(upstream)}]`, "delta"]]), ...more,
      ...added, [" = "], [number(after), "delta"], ...more,
    ];
  },
};

// Terms with a plus between; of many the first and the last.
function joined(all, pieces) {
  const some = all.length < 4 ? all : [all[0], null, all.at(-1)];
  return some.flatMap((one, k) => [...(k ? [[" + "]] : []), ...(one ? pieces(one, k) : [["…"]])]);
}

function inLetters({ edge, parent, child }) {
  const { position } = view.edges[edge], template = view.fold.has(child) ? "" : letters[nodes[child].row][position];
  if (!template) return `∂${nodes[child].name}/∂${nodes[parent].name}`;
  return filled(template, [...nodes[child].operands.map(nameOf), nodes[child].name]);
}

$("lines").addEventListener("scroll", () => { derivation.isAway = abs($("lines").scrollTop) > 4; }, { passive: true });
