// The quiz: the next message is hidden, the student types it, the page names the mistake it recognizes. What was
// missed comes again after two other questions, or another question of its kind does.
const AFTER = 2, MOST_TIMES = 3;
const quiz = {
  at: 0, // the number of the question
  fresh: 0, // of the first that was not asked yet
  missed: [], // { at, due } of questions to come again
  given: "", // how each question went: r for right at the first try, w for all else
  times: new Map(), // how often each was asked
  mastered: new Map(), // whether the last answer of each kind was right at the first try
  isRepeat: false,
  solved: false,
  tries: 0,
  score: { right: 0, asked: 0 }, // of questions that are asked for the first time

  // One question for each message, and where several meet at a node, one for their sum.
  get questions() {
    const sums = $("asked").value === "deltas";
    return now.messages.flatMap((message, m) => {
      const complete = message.arrived === message.expected;
      const sum = complete && (sums || message.expected > 1) ? [{ ...message, m, sum: true }] : [];
      return sums ? sum : [{ ...message, m, sum: false }, ...sum];
    });
  },

  enter() { quiz.restart(); },
  leave() {},
  // other numbers are another question
  refresh() {
    if (quiz.solved) quiz.proceed();
    quiz.ask();
  },
  key() { return false; },

  restart() {
    Object.assign(quiz, { fresh: 0, missed: [], given: "", times: new Map(), mastered: new Map(), score: { right: 0, asked: 0 } });
    quiz.proceed();
    quiz.ask();
  },

  // As far as somebody has come: the same answers lead to the same question.
  get place() { return `${$("asked").value === "deltas" ? "d" : ""}${quiz.given}`; },
  restore(place) {
    $("asked").value = place.startsWith("d") ? "deltas" : "messages";
    quiz.restart();
    for (const how of place.replace(/[^rw]/g, "")) {
      if (quiz.at >= quiz.questions.length) break;
      quiz.count(how === "r");
      quiz.proceed();
    }
    quiz.ask();
  },

  // --- which question comes next
  proceed() {
    const { questions, fresh, missed } = quiz, [first] = missed, isNew = fresh < questions.length;
    const isDue = first !== undefined && (!isNew || first.due <= quiz.given.length);
    quiz.isRepeat = isDue && !(isNew && quiz.kind(questions[fresh]) === quiz.kind(questions[first.at]));
    if (isDue) missed.shift();
    quiz.at = quiz.isRepeat ? first.at : fresh;
    if (!quiz.isRepeat && isNew) quiz.fresh += 1;
  },

  // What has to be understood for an answer: the sum, or a gate's local gradient.
  kind: ({ sum, child }) => (sum ? "the sum of messages" : `the messages of ${gateOf(child)}`),

  count(isRight) {
    const { at, times } = quiz;
    quiz.mastered.set(quiz.kind(quiz.questions[at]), isRight);
    times.set(at, (times.get(at) ?? 0) + 1);
    if (!quiz.isRepeat) {
      quiz.score.asked += 1;
      if (isRight) quiz.score.right += 1;
    }
    quiz.given += isRight ? "r" : "w";
    if (!isRight && times.get(at) < MOST_TIMES) quiz.missed.push({ at, due: quiz.given.length + AFTER });
  },

  ask() {
    quiz.solved = false;
    quiz.tries = 0;
    $("answer").value = "";
    quiz.tell("", "");
    quiz.controls();
    if (quiz.at < quiz.questions.length) quiz.draw();
    else quiz.finish();
  },

  // The question, or when it is solved its answer; what is asked next stays hidden.
  draw() {
    const question = quiz.questions[quiz.at], { m, edge, parent, child, sum, arrived, expected } = question;
    const { solved } = quiz, onlyDeltas = $("asked").value === "deltas";
    const state = steps.after(m + (sum || solved ? 1 : 0)), name = nodes[parent].name;
    if (onlyDeltas) state.delta = state.delta.map((text) => text.replace(/^.*\n/, "·\n"));
    if (sum ? !solved : solved && expected > 1 && arrived === expected) {
      state.delta[parent] = `?\n${expected} of ${expected}`;
    }
    mark(state.nodeClass, parent, "got");
    if (sum) view.edges.forEach((one, e) => { if (one.parent === parent) state.edgeClass[e] = "now"; });
    else {
      mark(state.nodeClass, child, "now");
      state.edgeClass[edge] = "now";
      state.parcels = [{ edge, text: `← ${solved ? number(question.message) : "?"}` }];
    }
    paint(state);
    bringMessageIntoView(question);
    const all = quiz.arriving(parent), places = view.entering[child].filter((e) => view.edges[e].parent === parent);
    const place = places.length > 1 ? ` as operand ${view.edges[edge].position + 1}` : "";
    say({
      phase: `Question ${quiz.at + 1} of ${quiz.questions.length}${quiz.isRepeat ? ", once more: you missed it" : ""}`, kind: "backward",
      sentence: sum
        ? `${name} has received ${expected === 1 ? "its message" : `all its ${count(expected, "message")}`}. What is its delta?`
        : `${nodes[child].name} = ${formula(child)} sends ${name} its message${place}. Which number is it?`,
      equation: sum
        ? [[`δ(${name}) = `], ...(solved && expected > 1 ? [[`${added(all)} = `]] : []), [solved ? number(question.after) : "?", "delta"]]
        : messageEquation(question, !solved),
      received: !sum ? `δ(${nodes[child].name}) = ${number(question.upstream)}`
        : expected === 1 ? (solved ? messageEquation(question).map(([text]) => text).join("") : "")
          : onlyDeltas ? "" : `The messages: ${all.map(number).join(", ")}`,
    });
  },

  arriving: (parent) => now.messages.filter((one) => one.parent === parent).map(({ message }) => message),

  check() {
    if (quiz.solved) return quiz.next();
    const question = quiz.questions[quiz.at], answer = $("answer").value;
    if (parsed(answer) === null) return quiz.tell("Write a number, a fraction or worked arithmetic, such as −0.5, 3/8 or −0.22·0.33.", "");
    quiz.tries += 1;
    if (!close(answer, solution(question))) return quiz.tell(`Not right. ${mistake(question, answer)}`, "wrong");
    quiz.solve("Right.", "right", quiz.tries === 1);
  },

  // What is shown instead of found counts as asked.
  show() { quiz.solve("", "", false); },

  solve(verdict, kind, isRight) {
    quiz.solved = true;
    quiz.count(isRight);
    quiz.draw();
    quiz.tell(verdict, kind);
    quiz.controls();
    address.write();
  },

  tell(text, kind) {
    $("verdict").textContent = text;
    $("verdict").className = kind;
  },

  next() {
    quiz.proceed();
    quiz.ask();
    $("answer").focus();
  },

  controls() {
    const { right, asked } = quiz.score, over = quiz.at >= quiz.questions.length;
    $("check").textContent = quiz.solved ? "Next question" : "Check";
    $("answer").readOnly = quiz.solved;
    for (const id of ["answer", "check"]) allow($(id), !over, $("again"));
    allow($("reveal"), !over && !quiz.solved, over ? $("again") : $("check"));
    $("score").textContent = asked && !over ? `${right} of ${asked} right at the first try` : ""; // the card has the last one
  },

  finish() {
    paint(steps.stateAt(steps.last));
    const { right, asked } = quiz.score;
    const open = [...quiz.mastered].filter(([, isRight]) => !isRight).map(([kind]) => kind);
    say({
      phase: "The end", kind: "backward",
      sentence: asked ? `${right} of ${count(asked, "answer")} right at the first try.` : "There is nothing to ask.",
      received: open.length ? `Look once more at ${open.slice(0, 4).join(", ")}.`
        : asked ? "You could do the backward pass of this graph yourself." : "",
    });
  },
};

const solution = (question) => (question.sum ? question.after : question.message);
// A page of fewer digits asks for no more than it writes.
const close = (text, value) => answers(text, value, restOfRounding(now.messages.map((one) => one.message)))
  || number(parsed(text)) === number(value);
const added = (numbers) => numbers.map((x, k) => (k ? enclosed(x) : number(x))).join(" + ");

// What a wrong answer looks like. Where the messages are shown only their sum is asked for, and no gate is to blame.
function mistake(question, answer) {
  const { parent, child, edge, sum, expected } = question, shown = sum && $("asked").value !== "deltas";
  const found = suspects(parent, sum ? null : edge).filter(({ name }) => !shown || ofSums.includes(name));
  const reasons = likeliest(found, (x) => close(answer, x), (x) => exactly(answer, x)).map(({ sentence }) => sentence);
  if (reasons.length) return `It looks like ${reasons.join(" Or like ")}`;
  if (tooEarly(answer, solution(question))) return `It looks like ${scene.mistakes[mistakeNumbers.get("too early")][1]}`;
  if (sum && expected > 1) return `Add up the messages that ${nodes[parent].name} has received.`;
  return `Find the local gradient ∂${nodes[child].name}/∂${nodes[parent].name} of ${formula(child)} first, then multiply it by δ(${nodes[child].name}).`;
}
const ofSums = ["one path", "overwritten", "path left out", "product of messages", "averaged", "slip of the sign", "value"];

$("quiz").onsubmit = (event) => { event.preventDefault(); quiz.check(); };
$("reveal").onclick = quiz.show;
$("again").onclick = () => {
  quiz.restart();
  address.write();
};
$("asked").onchange = () => {
  quiz.restart();
  address.write();
};
