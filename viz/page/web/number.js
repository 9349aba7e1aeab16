// Numbers as text (`number` of viz/scenes/text.py) and text as numbers.
const texts = new Map();
function number(x) {
  if (!texts.has(x)) {
    if (texts.size > 20_000) texts.clear();
    texts.set(x, formatted(x));
  }
  return texts.get(x);
}

function formatted(x) {
  if (x !== x) return "nan";
  if (abs(x) === inf) return x > 0 ? "∞" : "−∞";
  const whole = Number.isInteger(x) && abs(x) < (scene.decimals ? 1e15 : 1e6);
  const text = whole ? String(x) : scene.decimals ? afterThePoint(x) : significant(x);
  return text.replace(/^-/, "−").replace(/^−([0.]+)$/, "$1");
}

// So many digits after the point; JavaScript rounds halves up, Python to even.
function afterThePoint(x) {
  const fixed = abs(x) < 1e15, more = Math.min(100, scene.digits + 40);
  const exact = fixed ? abs(x).toFixed(more) : abs(x).toExponential(more);
  const at = exact.indexOf(".") + 1 + scene.digits, kept = exact.slice(0, at).replace(/\.$/, "");
  const rest = exact.slice(at).replace(/e.*$/, ""), even = Number(kept.at(-1)) % 2 === 0;
  const text = /^\.?50*$/.test(rest) && even ? kept + (exact.match(/e.*$/)?.[0] ?? "")
    : fixed ? abs(x).toFixed(scene.digits) : abs(x).toExponential(scene.digits);
  return (x < 0 ? "-" : "") + text;
}

// So many significant digits, trailing zeros left out, as Python's format "g" writes them.
function significant(x) {
  let [digits, exponent] = rounded(x).split("e");
  exponent = Number(exponent);
  if (exponent >= scene.digits ? abs(x) >= 1e6 : exponent < -4) {
    if (digits.includes(".")) digits = digits.replace(/\.?0+$/, "");
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(abs(exponent)).padStart(2, "0")}`;
  }
  if (exponent >= scene.digits) {
    const low = Math.floor(abs(x)), rest = abs(x) - low;
    return String(Math.sign(x) * (low + (rest > 0.5 || (rest === 0.5 && low % 2 === 1))));
  }
  const text = Number(`${digits}e${exponent}`).toFixed(Math.max(scene.digits - 1 - exponent, 0));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

// Digits and exponent, "-1.234e-5"; JavaScript rounds halves up, Python to even.
function rounded(x) {
  const [figures, exponent] = abs(x).toExponential(Math.min(100, scene.digits + 40)).split("e");
  const all = figures.replace(".", ""), kept = all.slice(0, scene.digits);
  if (!/^50*$/.test(all.slice(scene.digits)) || Number(kept.at(-1)) % 2 === 1) return x.toExponential(scene.digits - 1);
  return `${x < 0 ? "-" : ""}${kept[0]}.${kept.slice(1)}e${exponent}`;
}

function enclosed(x) { const text = number(x); return text.startsWith("−") ? `(${text})` : text; }
const same = (x, y) => x === y || (x !== x && y !== y);

// What somebody typed, as a number: "−0.5", "3/8", "0,25", "1e-3", worked arithmetic, "(1 − 0.73)·0.73" or
// "7.36·10^-2", and "∞" or "nan", which the page writes, too; null for anything else.
function parsed(text) {
  const special = text.trim().match(/^([+\-−–]?)(?:∞|inf|(nan))$/i);
  if (special) return special[2] ? nan : /[-−–]/.test(special[1]) ? -inf : inf;
  const [value] = worked(text, () => 0) ?? [nan];
  return Number.isFinite(value) ? value : null;
}

// The smallest and the largest number that an arithmetic expression may stand for, where each number in it may be
// off by its `spread`; null where it is none. sum = product ± product …; product = signed · signed / …;
// signed = −power; power = atom ^ signed; atom = number or (sum).
function worked(text, spread) {
  if (text.length > 200) return null;
  const plain = text.trim()
    .replace(/[⁺⁻]?[⁰¹²³⁴-⁹]+/g, (raised) => `^${raised.normalize("NFKC")} `)
    .replace(/[¼-¾⅐-⅞]/g, (fraction) => `(${fraction.normalize("NFKC").replace("⁄", "/")})`)
    .replace(/[−–]/g, "-").replace(/\*\*/g, "^").replace(/[·×]/g, "*").replaceAll(",", ".");
  const tokens = plain.match(/(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|\S/gi) ?? [];
  const alone = tokens.length === 1 || (tokens.length === 2 && /[+-]/.test(tokens[0]));
  let at = 0;
  const next = (...signs) => signs.includes(tokens[at]) ? tokens[at++] : "";
  const chain = (part, signs, combine) => {
    let x = part();
    for (let sign = next(...signs); sign; sign = next(...signs)) x = combine(sign, x, part());
    return x;
  };
  const sum = () => chain(product, "+-", (sign, x, y) => plus(x, sign === "-" ? negative(y) : y));
  const product = () => chain(signed, "*/", (sign, x, y) => times(x, sign === "/" ? inverse(y) : y));
  const signed = () => (next("-") ? negative(power()) : (next("+"), power()));
  const power = () => {
    const x = atom();
    return next("^") ? toThePower(x, signed()) : x;
  };
  const atom = () => {
    if (next("(")) {
      const x = sum();
      if (!next(")")) throw new SyntaxError("a parenthesis is not closed");
      return x;
    }
    const token = tokens[at++] ?? "";
    if (!/^[\d.]/.test(token) || Number.isNaN(Number(token))) throw new SyntaxError("a number is missing");
    const x = Number(token), off = spread(token, alone);
    return [x - off, x + off];
  };
  try {
    const found = sum();
    return at === tokens.length ? found : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
const between = (xs) => (xs.some((x) => x !== x) ? [nan, nan] : [Math.min(...xs), Math.max(...xs)]);
const corners = (x, y, f) => between(x.flatMap((a) => y.map((b) => f(a, b))));
const negative = ([low, high]) => [-high, -low];
const plus = (x, y) => [x[0] + y[0], x[1] + y[1]];
const times = (x, y) => corners(x, y, (a, b) => a * b);
const inverse = ([low, high]) => (low < high && low <= 0 && high >= 0 ? [-inf, inf] : [1 / high, 1 / low]);
function toThePower(x, n) {
  const around = x[0] < 0 && x[1] > 0;
  return around && n[0] < 0 ? [-inf, inf] : between([...corners(x, n, pow), ...(around ? [0] : [])]);
}

// What somebody typed is a number: within a thousandth; or rounded to the digits typed, which are two or more and
// lose less than a twentieth; or no more than a rest of rounding away. Worked arithmetic may stand for every number
// between its smallest and its largest value, when each number in it with a point and two digits or more is rounded
// to its digits, and all others are exact. The rule of `autograd/testing/typed.py`.
const half = 0.5 + 1e-9;
function answers(text, value, rest) {
  const answer = parsed(text);
  if (!Number.isFinite(value) || !Number.isFinite(answer)) return same(answer, value);
  const off = abs(answer - value), [low, high] = worked(text, rounding);
  return off <= Math.max(abs(value) / 1000, rest) || (low <= value && value <= high && off <= abs(value) / 20);
}
function rounding(token, alone) {
  const { unit, digits } = lastDigit(token);
  if (alone) return half * (digits > 1 ? unit : unit / 10);
  return /^\d+$/.test(token) || digits < 2 ? 0 : half * unit;
}
// whether it is a value at every digit that was typed
const exactly = (text, value) => abs(parsed(text) - value) <= 1e-9 * abs(value) || within(worked(text, rounding), value);
const tooEarly = (text, value) => {
  const loosely = (token, alone) => (alone || !/^\d+$/.test(token) ? half * lastDigit(token).unit : 0);
  return parsed(text) !== 0 && within(worked(text, loosely), value);
};
const within = (range, value) => range !== null && range[0] <= value && value <= range[1];
const restOfRounding = (messages) => 2 ** -50 * messages.reduce((most, m) => Math.max(most, Number.isFinite(m) ? abs(m) : 0), 0);

// What the last digit counts, 0.001 of 0.074, and how many there are, the 0 before the point not counted.
function lastDigit(text) {
  const [, whole, decimals = "", exponent = "0"] = text.match(/^0*(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i);
  const power = Number(exponent) - decimals.length;
  return { unit: abs(power) < 300 ? Number(`1e${power}`) : 0, digits: whole.length + decimals.length };
}
