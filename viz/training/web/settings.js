// How it learns: fields that take numbers and say so where they were given none.
const settings = {
  // A field of the page for a number of the learner; `rule` says what is allowed, in words.
  number(id, name, fits, rule) {
    const field = $(id);
    field.value = String(learner[id]); // all digits: what is seen is what is used
    const read = () => {
      const value = parsed(field.value);
      return value !== null && fits(value) ? value : null;
    };
    field.oninput = () => {
      const value = read();
      field.setAttribute("aria-invalid", String(value === null));
      if (value === null) return;
      learner[id] = value;
      settings.told();
    };
    // whoever has typed to the end hears about what was not understood; the number stays
    field.onchange = () => {
      const typed = field.value, understood = read() !== null;
      field.value = String(learner[id]);
      field.setAttribute("aria-invalid", "false");
      running.trouble(understood ? "" : `${name} stays ${learner[id]}: “${typed}” is none; ${rule}.`);
    };
  },

  // What belongs to a choice is shown where it was made.
  told() {
    $("shuffle").closest("label").hidden = learner.batch >= X.length;
    $("strength-of").hidden = !learner.penalty;
  },
};

settings.number("rate", "The rate", (x) => x >= 0 && x < inf, "write a number of 0 or more, such as 0.03 or 1/8");
settings.number("batch", "The batch", (x) => Number.isInteger(x) && x >= 1 && x <= X.length,
  `write a whole number from 1 to ${X.length}, the number of samples`);
settings.number("strength", "λ", (x) => x >= 0 && x < inf, "write a number of 0 or more, such as 0.001");
$("shuffle").checked = learner.shuffle;
$("shuffle").onchange = () => { learner.shuffle = $("shuffle").checked; };
$("penalty").value = learner.penalty;
$("penalty").onchange = () => {
  learner.penalty = $("penalty").value;
  settings.told();
};
$("settings").onsubmit = (event) => event.preventDefault();
if (learner.activation) {
  $("activation-of").hidden = false;
  $("activation").value = learner.activation;
  $("activation").onchange = () => {
    network.rename(learner.activation, $("activation").value);
    learner.activation = $("activation").value;
    running.draw();
  };
}
settings.told();
for (const part of document.querySelectorAll("[data-live]")) part.hidden = false; // without a script they are for nothing
running.draw();
