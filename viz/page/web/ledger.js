// The table of all messages, each with a button that shows its step. It is made when it is first opened: a
// large graph has thousands of rows.
const ledger = {
  timer: null,
  marked: 0,
  onScreen: new Set(),
  watcher: new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) ledger.onScreen[isIntersecting ? "add" : "delete"](target);
  }),

  // Numbers stand there when they have been sent: a step further fills one row, a jump those in between.
  mark(k) {
    const rows = document.querySelectorAll("tr[data-step]");
    for (const row of rows) ledger.markRow(row, k);
    const [first, last] = [k, ledger.marked].sort((a, b) => a - b).map((step) => step - steps.seed - 1);
    if (last - first > 1) ledger.refresh();
    else for (const row of [rows[first], rows[last]]) if (row && row.sectionRowIndex < now.messages.length) ledger.fill(row);
    ledger.marked = k;
  },
  markRow(row, k) {
    const here = row.classList.toggle("now", Number(row.dataset.step) === k);
    if (here) row.ariaCurrent = "step";
    else row.removeAttribute("aria-current");
  },
  // Rows are made once and filled again: to make a thousand anew takes a tenth of a second. To lay them out takes
  // half as long, so after an edit those on the screen are filled at once and the others right after.
  refresh() {
    clearTimeout(ledger.timer);
    ledger.marked = steps.current;
    if (!$("ledger").open) return;
    const { rows } = document.querySelector("#ledger tbody");
    while (rows.length > now.messages.length) rows[rows.length - 1].remove();
    while (rows.length < now.messages.length) ledger.fill(ledger.row());
    for (const row of ledger.onScreen) if (row.isConnected) ledger.fill(row);
    ledger.fillFrom(0);
  },
  fillFrom(first) {
    const rows = [...document.querySelectorAll("#ledger tbody tr")].slice(first, first + 100);
    if (rows.length === 0) return;
    ledger.timer = setTimeout(() => {
      rows.forEach(ledger.fill);
      ledger.fillFrom(first + 100);
    });
  },
  row() {
    const row = document.querySelector("#ledger tbody").insertRow();
    const button = make(row.insertCell(), "button", { type: "button" });
    button.onclick = () => { modes.visit("steps"); steps.go(Number(row.dataset.step)); };
    for (let k = 0; k < 7; k++) row.insertCell();
    ledger.watcher.observe(row);
    return row;
  },
  fill(row) {
    const m = row.sectionRowIndex, k = steps.seed + 1 + m;
    const { parent, child, partial, upstream, message, before, after, arrived, expected } = now.messages[m];
    row.dataset.step = k;
    ledger.markRow(row, steps.current);
    const button = row.querySelector("button");
    write(button, String(k));
    button.ariaLabel = `Show step ${k}`;
    const texts = [nodes[child].name, nodes[parent].name, ...(modes.current.hasSent?.(m) ?? true
      ? [number(partial), number(upstream), number(message), `${number(before)} → ${number(after)}`, `${arrived}/${expected}`]
      : ["", "", "", "", ""])];
    texts.forEach((text, column) => write(row.cells[column + 1], text));
  },
};
$("ledger").addEventListener("toggle", ledger.refresh);
