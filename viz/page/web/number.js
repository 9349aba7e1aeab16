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
  return (abs(x) < 1e6 && Number.isInteger(x) ? String(x) : significant(x)).replace(/^-/, "−").replace(/^−0$/, "0");
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

// A number or a simple fraction that somebody typed: "−0.5", "3/8", "1e-3", "0,25", and "∞" or "nan", which the
// page writes, too; null for anything else.
function parsed(text) {
  const plain = text.trim().replaceAll("−", "-").replaceAll(",", ".");
  const special = plain.match(/^([+-]?)(?:∞|inf|(nan))$/i);
  if (special) return special[2] ? nan : special[1] === "-" ? -inf : inf;
  const parts = plain.split("/").map((part) => part.trim());
  if (parts.length > 2 || !parts.every((part) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part))) return null;
  const value = Number(parts[0]) / Number(parts[1] ?? 1);
  return Number.isFinite(value) ? value : null;
}

// What somebody typed is a number: within a thousandth; or rounded to the digits typed, which are two or more and
// lose less than a twentieth; or no more than a rest of rounding away. The rule of `viz/answers/typed.py`.
const half = 0.5 + 1e-9;
function answers(text, value, rest) {
  const answer = parsed(text);
  if (!Number.isFinite(value) || !Number.isFinite(answer)) return same(answer, value);
  const off = abs(answer - value), { unit, digits } = lastDigit(text);
  return off <= Math.max(abs(value) / 1000, rest) || off <= Math.min(half * (digits > 1 ? unit : unit / 10), abs(value) / 20);
}
// whether it is a value at every digit that was typed
const exactly = (text, value) => abs(parsed(text) - value) <= Math.max(half * lastDigit(text).unit, 1e-9 * abs(value));
const tooEarly = (text, value) => parsed(text) !== 0 && abs(parsed(text) - value) <= half * lastDigit(text).unit;
const restOfRounding = (messages) => 2 ** -50 * messages.reduce((most, m) => Math.max(most, Number.isFinite(m) ? abs(m) : 0), 0);

// What the last digit counts, 0.001 of 0.074, and how many there are, the 0 before the point not counted.
function lastDigit(text) {
  const match = text.trim().replace(",", ".").match(/^[+\-−]?0*(\d*)(?:\.(\d*))?(?:e([+\-−]?\d+))?$/i);
  if (!match) return { unit: 0, digits: 0 };
  const [, whole, decimals = "", exponent = "0"] = match, power = Number(exponent.replace("−", "-")) - decimals.length;
  return { unit: abs(power) < 300 ? Number(`1e${power}`) : 0, digits: whole.length + decimals.length };
}
