// The variables can be changed: a field and a slider for each, and beside it what the gradient foretold.
const recorded = [...data]; // where the forecast starts
let start = { data: [...data], delta: [...now.delta] };

const panel = {
  inputs: new Map(),

  // Built when it is opened: a large graph has hundreds of variables.
  build() {
    if (panel.inputs.size || !$("variables").open || unwritable.length) return;
    for (const i of variables) panel.inputs.set(i, panel.row(i));
    panel.refresh();
    panel.foretell();
  },

  row(i) {
    const { name } = nodes[i], line = make($("fields"), "div", { className: name.length > 5 ? "variable long" : "variable" });
    make(line, "label", { className: "name", htmlFor: `field-${i}`, textContent: name });
    const slider = make(line, "input", { type: "range", ariaLabel: `slider for ${name}`, step: "any" });
    const field = make(line, "input", { type: "text", id: `field-${i}`, inputMode: "decimal", autocomplete: "off", spellcheck: false });
    const delta = make(line, "span", { className: "delta secret" });
    const forecast = make(line, "p", { className: "forecast secret" });
    const middle = abs(data[i]) < 1e300 ? data[i] : 0, reach = Math.max(2, 2 * abs(middle)); // a slider has finite ends
    slider.min = middle - reach;
    slider.max = middle + reach;
    slider.oninput = () => panel.set(i, Number(slider.value), slider);
    field.oninput = () => {
      const value = parsed(field.value);
      field.setAttribute("aria-invalid", String(value === null));
      if (value !== null) panel.set(i, value, field);
    };
    // whoever has typed to the end hears about what was not understood; the number stays
    field.onchange = () => {
      const typed = field.value, understood = parsed(typed) !== null;
      panel.inputs.get(i).value = undefined;
      panel.refresh();
      if (!understood) {
        $("trouble").textContent = `${name} stays ${number(data[i])}: “${typed}” is no number; write one such as −0.5 or 3/8.`;
      }
    };
    return { slider, field, delta, forecast };
  },

  set(i, value, by) {
    data[i] = value;
    computeAll();
    panel.known = null;
    modes.current.refresh();
    panel.refresh(by);
    ledger.refresh();
  },

  // No number before its step has come: the panel knows of deltas what the drawing shows, and forecasts with those
  // that are complete.
  earned: (i) => shown.delta[i]?.split("\n")[0].replace("·", "").replace(UNSET, "") ?? "",
  isComplete: (i) => panel.earned(i) === number(now.delta[i]),
  earn() {
    if (panel.inputs.size === 0) return;
    const known = variables.map((i) => panel.earned(i)).join("\n") + shown.data[root];
    if (known !== panel.known) panel.foretell();
    panel.known = known;
  },
  foretell() {
    for (const i of panel.inputs.keys()) panel.tell(i);
    const moved = variables.filter((i) => !same(data[i], start.data[i])), { name } = nodes[root];
    const forecast = moved.reduce((sum, i) => sum + start.delta[i] * (data[i] - start.data[i]), 0);
    const all = moved.length > 1 ? "all forecasts together" : "forecast";
    const change = data[root] - start.data[root], complete = moved.every(panel.isComplete);
    const told = abs(change) < inf ? `changed by ${number(change)}` : `went from ${number(start.data[root])} to ${number(data[root])}`;
    write($("change"), moved.length && shown.data[root] ? `${name} ${told}${complete ? `; ${all}: ${number(forecast)}` : ""}.` : "");
  },

  // One row; what is as it was is not touched, a large graph has hundreds of rows.
  show(i, by) {
    const row = panel.inputs.get(i), { slider, field } = row;
    if (row.value !== data[i]) {
      row.value = data[i];
      if (data[i] < Number(slider.min)) slider.min = data[i];
      if (data[i] > Number(slider.max)) slider.max = data[i];
      if (by !== slider) slider.value = data[i];
      slider.ariaValueText = number(data[i]);
      if (by !== field) {
        field.value = number(data[i]);
        field.setAttribute("aria-invalid", "false");
      }
    }
  },

  tell(i) {
    const { delta, forecast } = panel.inputs.get(i), change = data[i] - start.data[i];
    write(delta, panel.earned(i) ? `δ ${panel.earned(i)}` : "");
    write(forecast, same(data[i], start.data[i]) || !panel.isComplete(i) ? "" :
      `forecast: δ × change = ${enclosed(start.delta[i])} × ${enclosed(change)} = ${number(start.delta[i] * change)}`);
  },

  refresh(by) {
    for (const i of panel.inputs.keys()) panel.show(i, by);
    const moved = variables.some((i) => !same(data[i], start.data[i]));
    const summary = $("variables").querySelector("summary");
    allow($("reset"), variables.some((i) => !same(data[i], recorded[i])), summary);
    allow($("restart"), moved, summary);
    const broken = reasons.flatMap((reason, i) => (reason ? [`${nodes[i].name} = ${formula(i)}: ${reason}.`] : []));
    write($("trouble"), broken.length ? `${broken.join(" ")} What is computed from it is nan.` : "");
  },
};

$("variables").addEventListener("toggle", panel.build);
$("reset").onclick = () => {
  for (const i of variables) data[i] = recorded[i];
  computeAll();
  start = { data: [...data], delta: [...now.delta] };
  panel.known = null;
  modes.current.refresh();
  panel.refresh();
  ledger.refresh();
};
$("restart").onclick = () => {
  start = { data: [...data], delta: [...now.delta] };
  panel.refresh();
  panel.foretell();
};
if (unwritable.length) {
  $("still").textContent = unwritable.map(({ name, unwritable: reason }) => (
    `The row of ${name} is no plain arithmetic, so this page cannot compute it again: ${reason}.`)).join(" ");
  $("reset").hidden = $("restart").hidden = true;
}
$("variables").hidden = variables.length === 0;
$("variables").open = variables.length <= 12;
