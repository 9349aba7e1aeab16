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
  },

  row(i) {
    const { name } = nodes[i], line = make($("fields"), "div", { className: "variable" });
    const label = make(line, "label", { className: "name", htmlFor: `field-${i}`, textContent: name });
    const slider = make(line, "input", { type: "range", ariaLabel: `slider for ${name}`, step: "any" });
    const field = make(line, "input", { type: "text", id: `field-${i}`, inputMode: "decimal", autocomplete: "off", spellcheck: false });
    const delta = make(line, "span", { className: "delta secret" });
    const forecast = make(line, "p", { className: "forecast secret" });
    const reach = Math.max(2, 2 * abs(data[i]));
    slider.min = data[i] - reach;
    slider.max = data[i] + reach;
    slider.oninput = () => panel.set(i, Number(slider.value), slider);
    field.oninput = () => {
      const value = parsed(field.value);
      field.setAttribute("aria-invalid", String(value === null));
      $("change").textContent = value === null ? `${name}: write a number or a fraction, such as −0.5 or 3/8` : "";
      if (value !== null) panel.set(i, value, field);
    };
    // what was not understood goes with the next look
    field.onchange = () => panel.show(i);
    return { label, slider, field, delta, forecast };
  },

  set(i, value, by) {
    data[i] = value;
    computeAll();
    panel.refresh(by);
    modes.current.refresh();
    ledger.refresh();
  },

  show(i, by) {
    const { slider, field, delta, forecast } = panel.inputs.get(i), change = data[i] - start.data[i];
    if (data[i] < Number(slider.min)) slider.min = data[i];
    if (data[i] > Number(slider.max)) slider.max = data[i];
    if (by !== slider) slider.value = data[i];
    slider.ariaValueText = number(data[i]);
    if (by !== field) {
      field.value = number(data[i]);
      field.setAttribute("aria-invalid", "false");
    }
    delta.textContent = `δ ${number(now.delta[i])}`;
    forecast.textContent = change === 0 ? "" :
      `forecast: δ × change = ${enclosed(start.delta[i])} × ${enclosed(change)} = ${number(start.delta[i] * change)}`;
  },

  refresh(by) {
    for (const i of panel.inputs.keys()) panel.show(i, by);
    const moved = variables.filter((i) => data[i] !== start.data[i]), { name } = nodes[root];
    const forecast = moved.reduce((sum, i) => sum + start.delta[i] * (data[i] - start.data[i]), 0);
    const all = moved.length > 1 ? "all forecasts together" : "forecast";
    $("change").textContent = moved.length === 0 ? "" :
      `${name} changed by ${number(data[root] - start.data[root])}; ${all}: ${number(forecast)}.`;
    $("reset").disabled = variables.every((i) => data[i] === recorded[i]);
    $("restart").disabled = moved.length === 0;
    const broken = reasons.flatMap((reason, i) => (reason ? [`${nodes[i].name} = ${formula(i)}: ${reason}.`] : []));
    $("trouble").textContent = broken.length ? `${broken.join(" ")} What is computed from it is nan.` : "";
  },
};

function make(parent, tag, properties) {
  const element = Object.assign(document.createElement(tag), properties);
  parent.append(element);
  return element;
}

function enclosed(x) { const text = number(x); return text.startsWith("−") ? `(${text})` : text; }

$("variables").addEventListener("toggle", panel.build);
$("reset").onclick = () => {
  for (const i of variables) data[i] = recorded[i];
  computeAll();
  start = { data: [...data], delta: [...now.delta] };
  panel.refresh();
  modes.current.refresh();
  ledger.refresh();
};
$("restart").onclick = () => {
  start = { data: [...data], delta: [...now.delta] };
  panel.refresh();
};
if (unwritable.length) {
  $("still").textContent = unwritable.map(({ name, unwritable: reason }) => (
    `The row of ${name} is no plain arithmetic, so this page cannot compute it again: ${reason}.`)).join(" ");
  $("reset").hidden = $("restart").hidden = true;
}
$("variables").hidden = variables.length === 0;
$("variables").open = variables.length <= 12;
