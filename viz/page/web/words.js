// The words the rows are written in (autograd/words.py), for the numbers of JavaScript.
const inf = Infinity, nan = NaN;
const { abs, acos, asin, atan, cos, cosh, exp, expm1, log, log1p, sign, sin, sinh, sqrt, tanh } = Math;
const maximum = (x, y) => (x >= y || x !== x ? x : y);
const minimum = (x, y) => (x <= y || x !== x ? x : y);
const mod = (x, n) => ((x % n) + n) % n;
// IEEE 754: 1 to any power is 1, which JavaScript leaves undefined for nan and ±∞
const pow = (x, n) => (x === 1 || (x === -1 && abs(n) === inf) ? 1 : x ** n);
const where = (condition, x, y) => (condition ? x : y);
