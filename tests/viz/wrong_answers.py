"""Exercises, and what students answer who make a mistake: one table for `check_answers` and for the quiz.

The wrong numbers are derived by hand from the mistake, never from the catalogue: each line stands for a
wrong line of somebody's derivation. Where another mistake gives the same number at the point, both names
stand there.
"""

from collections.abc import Callable
from math import acos, asin, atan, cos, exp, log, sin, sqrt, tanh
from typing import NamedTuple

import autograd
from autograd import Value


class Wrong(NamedTuple):
    """An answer for the node with this label, and the names of the mistakes that give it."""

    node: str
    number: float
    names: str


class Exercise(NamedTuple):
    build: Callable[[], Value]
    right: dict[str, float]
    wrong: list[Wrong]


def leaves(**numbers: float) -> list[Value]:
    return [Value(number, label) for label, number in numbers.items()]


def named(root: Value, **nodes: Value) -> Value:
    for label, node in nodes.items():
        node.label = label
    return root


def s(x: float) -> float:
    return 1 / (1 + exp(-x))


EXERCISES: dict[str, Exercise] = {}


# --- A1: f = (x + y) z at −2, 5, −4; δ_q = z, δ_z = q = 3, δ_x = δ_y = z -------------------------------
def product() -> Value:
    x, y, z = leaves(x=-2, y=5, z=-4)
    q = x + y
    f = q * z
    return named(f, q=q, f=f)


EXERCISES["A1 product"] = Exercise(
    product,
    {"q": -4, "z": 3, "x": -4, "y": -4},
    [
        Wrong("q", 3, "no swap|value"),
        Wrong("z", -4, "no swap|value"),
        Wrong("x", 1, "no upstream"),
        Wrong("x", 3, "no swap"),  # the swap is missing above, at f
        Wrong("y", 4, "slip of the sign"),
        Wrong("x", -20, "sum as product"),  # δ_q y
        Wrong("y", 8, "sum as product"),  # δ_q x
        Wrong("y", 5, "value"),
        Wrong("q", -12, "product kept"),
        Wrong("z", 4, "local plus upstream"),  # 3 + 1
        Wrong("x", 2, "step taken"),  # −2 − (−4)
        Wrong("y", 0, "constant"),
    ],
)


# --- A2: p = w0 x0 + w1 x1 + w2 = 1, m = −p, u = eᵐ, d = 1 + u, f = 1/d --------------------------------
def circuit() -> Value:
    w0, x0, w1, x1, w2 = leaves(w0=2, x0=-1, w1=-3, x1=-2, w2=-3)
    p = w0 * x0 + w1 * x1 + w2
    m = -p
    u = m.exp()
    d = u + 1
    f = 1 / d
    return named(f, p=p, m=m, u=u, d=d, f=f)


_u = exp(-1)
_d = 1 + _u
_p = _u / _d**2  # δ_p = (−1/d²) · u · (−1)
EXERCISES["A2 sigmoid circuit"] = Exercise(
    circuit,
    {"d": -1 / _d**2, "u": -1 / _d**2, "m": -_p, "p": _p, "w0": -_p, "x0": 2 * _p, "w1": -2 * _p, "w2": _p},
    [
        Wrong("d", 1 / _d**2, "sign of the division rule"),
        Wrong("u", 1 / _d**2, "sign of the division rule"),
        Wrong("d", -1 / _d, "divisor not squared"),
        Wrong("m", 1 / _d * _u, "quotient kept"),
        Wrong("d", log(_d), "logarithm of the divisor"),
        Wrong("m", -1 / _d**2 * -1, "input for output"),
        Wrong("p", -1 / _d**2 * -1 * -1, "input for output"),
        Wrong("p", -_p, "minus forgotten"),
        Wrong("w2", -_p, "minus forgotten|sign of the division rule"),
        Wrong("m", -1 / _d**2, "handed on"),
        Wrong("w0", 2 * _p, "no swap"),
        Wrong("x0", -1 * _p, "no swap"),
        Wrong("w1", -3 * _p, "no swap"),
        Wrong("x1", -3, "no upstream"),
        Wrong("w1", 1 / _d**2 * -2, "handed on"),  # without eᵐ
        Wrong("w1", -1 / _d * _u * -1 * -2, "divisor not squared"),
        Wrong("x1", -1 / _d**2 * -3, "two factors"),  # without eᵐ and −1
        Wrong("x0", _p, "without the factor"),
        Wrong("w2", -3 * _p, "bias times input"),
        Wrong("w2", -1 * _p, "bias times input|minus forgotten|sign of the division rule"),
        Wrong("m", -1 / _d**2 * -1 * exp(-2), "power rule of exp"),
    ],
)


# --- A6: z = w x + b, y = σ(z), L = ½ (y − t)², R = ½ w², J = L + λ R ----------------------------------
def logistic() -> Value:
    w, x, b, t = leaves(w=0.3, x=1.7, b=-0.4, t=1)
    z = w * x + b
    y = z.sigmoid()
    r = y - t
    L = 0.5 * r**2
    R = 0.5 * w**2
    J = L + 0.1 * R
    return named(J, z=z, y=y, r=r, L=L, R=R, J=J)


_w, _x, _b = 0.3, 1.7, -0.4
_z = _w * _x + _b
_y = s(_z)
_r, _g = _y - 1, _y * (1 - _y)
EXERCISES["A6 logistic least squares with a penalty"] = Exercise(
    logistic,
    {"y": _r, "z": _r * _g, "b": _r * _g, "w": _r * _g * _x + 0.1 * _w, "x": _r * _g * _w, "R": 0.1, "L": 1},
    [
        Wrong("y", -_r, "difference turned round"),
        Wrong("b", -_r * _g, "difference turned round"),
        Wrong("w", -_r * _g * _x + 0.1 * _w, "difference turned round"),
        Wrong("r", 2 * _r, "constant forgotten"),
        Wrong("y", 2 * _r, "constant forgotten"),
        Wrong("b", 2 * _r * _g, "constant forgotten"),
        Wrong("w", 2 * _r * _g * _x + 0.1 * _w, "constant forgotten"),
        Wrong("w", 2 * _r * _g * _x + 0.2 * _w, "constant forgotten"),
        Wrong("R", 1, "constant forgotten"),
        Wrong("w", _r * _g * _x + _w, "constant forgotten"),
        Wrong("y", 0.5 * _r, "exponent not in front"),
        Wrong("y", _r * _r, "exponent not lowered"),
        Wrong("z", _r * _r * _g, "exponent not lowered"),
        Wrong("z", _r * _y, "function for slope"),
        Wrong("b", _r * _y, "function for slope"),
        Wrong("w", _r * _y * _x + 0.1 * _w, "function for slope"),
        Wrong("z", _r * (1 - _y), "one minus y"),
        Wrong("b", _r * (1 - _y), "one minus y"),
        Wrong("z", _r * (1 - _y**2), "slope of tanh"),
        Wrong("z", _r * (1 + _y) * _y, "plus for minus"),
        Wrong("z", _r * _z * (1 - _z), "input for output"),
        Wrong("z", _r * s(_y) * (1 - s(_y)), "slope at the output"),
        Wrong("b", _r * s(_x) * (1 - s(_x)), "slope elsewhere"),
        Wrong("w", _r * s(_w) * (1 - s(_w)) * _x + 0.1 * _w, "slope elsewhere"),
        Wrong("w", _r * _g * _x, "one path|overwritten|term left out"),
        Wrong("w", 0.1 * _w, "one path|overwritten"),
        Wrong("w", (_r * _g * _x + 0.1 * _w) / 2, "averaged"),
        Wrong("w", _r * _g * _x * 0.1 * _w, "product of messages"),
        Wrong("w", _r * _g * _w + 0.1 * _w, "no swap"),
        Wrong("w", _r * _g + 0.1 * _w, "without the factor"),
        Wrong("b", _r * _g * _x, "bias times input"),
        Wrong("z", _r, "handed on"),
        Wrong("b", _r, "handed on"),
        Wrong("x", _w * _r, "handed on"),
        Wrong("x", _w, "no upstream"),
        Wrong("z", _g, "no upstream"),
        Wrong("x", _g * _w, "two factors|began later"),
        Wrong("y", _r * (_r**2 / 2 + 0.05 * _w**2), "value of the root"),
        Wrong("b", _r * _g * _w, "delta of another|bias times input"),
        Wrong("y", 4 * _r, "divided"),  # by ½
    ],
)


# --- A7: z = W x, L = ln Σ e^z − z2 (the target is the second of three): δ_z = p − t -------------------
def softmax() -> Value:
    x1, x2 = leaves(x1=0.7, x2=-1.3)
    w = [leaves(**{f"w{k}1": a, f"w{k}2": b}) for k, (a, b) in enumerate(_W, 1)]
    z = [autograd.dot(row, [x1, x2]) for row in w]
    L = autograd.logsumexp(z) - z[1]
    return named(L, z1=z[0], z2=z[1], z3=z[2], L=L)


_W = [(0.4, -0.2), (1.1, 0.3), (-0.6, 0.9)]
_zs = [0.7 * a - 1.3 * b for a, b in _W]
_total = sum(map(exp, _zs))
_ps = [exp(z) / _total for z in _zs]
EXERCISES["A7 softmax with cross-entropy"] = Exercise(
    softmax,
    {"z1": _ps[0], "z2": _ps[1] - 1, "z3": _ps[2], "w11": _ps[0] * 0.7, "w22": (_ps[1] - 1) * -1.3},
    [
        Wrong("z2", 1 - _ps[1], "difference turned round"),
        Wrong("w22", (1 - _ps[1]) * -1.3, "difference turned round"),
        Wrong("z2", _ps[1] + 1, "sign of a subtraction"),
        Wrong("z2", _ps[1], "one path|overwritten"),
        Wrong("z2", -1, "one path|overwritten"),
        Wrong("w21", _ps[1] * 0.7, "path left out|term left out"),
        Wrong("z1", exp(_zs[0]), "softmax not normalized"),
        Wrong("z1", _ps[0] * (1 - _ps[0]), "p(1 − p)"),
        Wrong("z3", 1 - _ps[2], "one minus p"),
        Wrong("z3", log(_ps[2]), "log probability"),
        Wrong("w11", exp(_zs[0]) * 0.7, "softmax not normalized"),
        Wrong("w11", 0.7, "no upstream"),
        Wrong("w12", _ps[0] * -0.2, "no swap"),
        Wrong("w12", _ps[0] * 0.7, "another input"),
        Wrong("w31", _ps[2], "without the factor"),
        Wrong("z1", _zs[0], "value"),
    ],
)


# --- A8: 2-2-2 with sigmoid units, L = ½ Σ (y_k − t_k)², products and sums written out -----------------
_V = [[0.5, -0.8], [1.2, 0.3]]  # V_ji: input i to hidden unit j
_U = [[0.9, -0.4], [0.2, 1.5]]  # U_kj: hidden unit j to output k
_xs, _c, _bs, _ts = [0.6, -1.1], [0.1, -0.2], [0.05, 0.4], [1.0, 0.0]


def layer(weights: list[list[Value]], inputs: list[Value], biases: list[Value]) -> list[Value]:
    return [row[0] * inputs[0] + row[1] * inputs[1] + bias for row, bias in zip(weights, biases)]


def perceptron(dot: bool = False) -> Value:
    x = leaves(x1=_xs[0], x2=_xs[1])
    V = [leaves(**{f"w{j}{i}": _V[j - 1][i - 1] for i in (1, 2)}) for j in (1, 2)]
    c = leaves(c1=_c[0], c2=_c[1])
    U = [leaves(**{f"u{k}{j}": _U[k - 1][j - 1] for j in (1, 2)}) for k in (1, 2)]
    b = leaves(b1=_bs[0], b2=_bs[1])
    t = leaves(t1=_ts[0], t2=_ts[1])
    net = (lambda W, x, b: [autograd.dot(*one) for one in zip(W, (x, x), b)]) if dot else layer
    z = net(V, x, c)
    h = [one.tanh() if dot else one.sigmoid() for one in z]
    a = net(U, h, b)
    y = [one.tanh() if dot else one.sigmoid() for one in a]
    L = ((y[0] - t[0]) ** 2 + (y[1] - t[1]) ** 2) * 0.5
    return named(L, z1=z[0], z2=z[1], h1=h[0], h2=h[1], a1=a[0], a2=a[1], y1=y[0], y2=y[1], L=L)


def two_layers(dot: bool) -> Exercise:
    f: Callable[[float], float] = tanh if dot else s
    slope: Callable[[float], float] = (lambda y: 1 - y * y) if dot else (lambda y: y * (1 - y))
    z = [sum(v * x for v, x in zip(_V[j], _xs)) + _c[j] for j in (0, 1)]
    h = [*map(f, z)]
    a = [sum(u * one for u, one in zip(_U[k], h)) + _bs[k] for k in (0, 1)]
    y = [*map(f, a)]
    r = [y[k] - _ts[k] for k in (0, 1)]
    da = [r[k] * slope(y[k]) for k in (0, 1)]
    dh = [da[0] * _U[0][j] + da[1] * _U[1][j] for j in (0, 1)]
    dz = [dh[j] * slope(h[j]) for j in (0, 1)]
    across = [da[0] * _U[j][0] + da[1] * _U[j][1] for j in (0, 1)]  # W for Wᵀ
    wrong = [
        Wrong("h1", across[0], "transposed weights"),
        Wrong("h2", across[1], "transposed weights"),
        Wrong("z1", across[0] * slope(h[0]), "transposed weights"),
        Wrong("w11", across[0] * slope(h[0]) * _xs[0], "transposed weights"),
        Wrong("h1", da[0] + da[1], "without the factor"),
        Wrong("z2", (da[0] + da[1]) * slope(h[1]), "without the factor"),
        Wrong("w12", (da[0] + da[1]) * slope(h[0]) * _xs[1], "without the factor"),
        Wrong("h1", da[0] * _U[0][0], "one path|overwritten"),
        Wrong("h2", da[1] * _U[1][1], "one path|overwritten"),
        Wrong("z1", da[0] * _U[0][0] * slope(h[0]), "path left out"),
        Wrong("h1", dh[0] / 2, "averaged"),
        Wrong("h1", _U[0][0] + _U[1][0], "no upstream"),
        Wrong("y1", -r[0], "difference turned round"),
        Wrong("a1", -da[0], "difference turned round"),
        Wrong("u11", -da[0] * h[0], "difference turned round"),
        Wrong("w11", -dz[0] * _xs[0], "difference turned round"),
        Wrong("a2", r[1], "handed on"),
        Wrong("a2", r[1] * y[1], "function for slope"),
        Wrong("u21", r[1] * h[0], "handed on"),
        Wrong("z1", dh[0], "handed on"),
        Wrong("w21", dh[1] * _xs[0], "handed on"),
        Wrong("z1", dh[0] * h[0], "function for slope"),
        Wrong("u12", da[0] * _U[0][1], "no swap"),
        Wrong("u12", da[0] * h[0], "another input"),
        Wrong("w12", dz[0] * _xs[0], "another input"),
        Wrong("b1", da[0] * h[1], "bias times input"),
        Wrong("c1", dz[0] * _xs[0], "bias times input"),
        Wrong("u22", 2 * da[1] * h[1], "constant forgotten"),
        Wrong("w22", 2 * dz[1] * _xs[1], "constant forgotten"),
        Wrong("c2", dz[1] * 2, "constant forgotten"),
        Wrong("a1", r[0] ** 2 * slope(y[0]), "exponent not lowered"),
        Wrong("a1", r[0] * slope(f(y[0])), "slope at the output"),
        Wrong("z1", dh[0] * slope(f(h[0])), "slope at the output"),
    ]
    # every σ′ = σ: in both layers
    db = [r[k] * y[k] for k in (0, 1)]
    wrong.append(Wrong("z1", (db[0] * _U[0][0] + db[1] * _U[1][0]) * h[0], "function for slope"))
    if dot:
        wrong += [
            Wrong("a1", r[0] * (1 - a[0] ** 2), "input for output"),
            Wrong("z1", dh[0] * (1 - z[0] ** 2), "input for output"),
            Wrong("z1", dh[0] * (1 - h[0]), "one minus y"),
            Wrong("z2", dh[1] * h[1] ** 2, "square alone"),
            Wrong("a2", r[1] * (1 + y[1] ** 2), "plus for minus"),
            Wrong("a2", r[1] * y[1] * (1 - y[1]), "slope of the sigmoid"),
        ]
    right = {"h1": dh[0], "h2": dh[1], "z1": dz[0], "a2": da[1], "w12": dz[0] * _xs[1], "u21": da[1] * h[0]}
    return Exercise(lambda: perceptron(dot), right, wrong)


EXERCISES["A8 two-layer perceptron"] = two_layers(dot=False)
EXERCISES["two-layer tanh net of dots"] = two_layers(dot=True)


# --- max and min: m = max(a b, c), n = min(b, d), f = m n ----------------------------------------------
def routes() -> Value:
    a, b, c, d = leaves(a=2.3, b=1.1, c=0.7, d=3.9)
    p = a * b
    m = autograd.maximum(p, c)
    n = autograd.minimum(b, d)
    f = m * n
    return named(f, p=p, m=m, n=n, f=f)


EXERCISES["max and min"] = Exercise(
    routes,
    {"p": 1.1, "c": 0, "d": 0, "m": 1.1, "a": 1.1 * 1.1, "b": 1.1 * 2.3 + 2.53},
    [
        Wrong("c", 1.1, "max as add"),
        Wrong("d", 2.53, "max as add"),
        Wrong("p", 0.55, "max shared"),
        Wrong("c", 0.55, "max shared"),
        Wrong("a", 0, "max to the loser|constant"),
        Wrong("p", 1, "no upstream"),
        Wrong("b", 2.53 / 2 + 1.1 * 2.3, "max shared"),
        Wrong("a", 2.3 * 1.1, "no swap"),
        Wrong("b", 2.53, "one path|overwritten"),
        Wrong("m", 2.53, "no swap"),
    ],
)


# --- division: q = a/b, f = q c + b --------------------------------------------------------------------
def ratio() -> Value:
    a, b, c = leaves(a=1.9, b=-0.7, c=2.6)
    q = a / b
    f = q * c + b
    return named(f, q=q, f=f)


EXERCISES["division"] = Exercise(
    ratio,
    {"a": 2.6 / -0.7, "b": -1.9 / 0.49 * 2.6 + 1, "c": 1.9 / -0.7, "q": 2.6},
    [
        Wrong("b", 1.9 / 0.49 * 2.6 + 1, "sign of the division rule"),
        Wrong("b", 1.9 / 0.7 * 2.6 + 1, "divisor not squared"),
        Wrong("b", -1 / 0.49 * 2.6 + 1, "numerator forgotten"),
        Wrong("b", 1 / 0.49 * 2.6 + 1, "numerator and minus forgotten"),
        Wrong("b", 1 / -0.7 * 2.6 + 1, "partials exchanged"),
        Wrong("a", 1 / 0.49 * 2.6, "divisor squared"),
        Wrong("b", 1.9 * 2.6 + 1, "quotient as product"),
        Wrong("a", -0.7 * 2.6, "quotient as product"),
        Wrong("b", -1.9 / 0.49 * 2.6, "one path|overwritten"),
        Wrong("a", 1 / 1.9 * 2.6, "operands exchanged"),
        Wrong("b", 0.7 / 1.9**2 * 2.6 + 1, "operands exchanged"),
        Wrong("a", 1 / -0.7, "no upstream"),
        Wrong("a", 2.6, "handed on"),
        Wrong("b", 1.9 * log(0.7) * 2.6 + 1, "logarithm of the divisor"),
        Wrong("q", 1.9 / -0.7, "no swap"),
    ],
)


# --- powers, roots and logarithms: f = x³ ln y + √x · y^x ----------------------------------------------
def powers() -> Value:
    x, y = leaves(x=1.4, y=2.2)
    c = x**3
    logarithm = y.log()
    r = x.sqrt()
    q = y**x
    f = c * logarithm + r * q
    return named(f, c=c, l=logarithm, r=r, q=q, f=f)


_X, _Y = 1.4, 2.2
_q, _root = _Y**_X, sqrt(_X)
_dx = [3 * _X**2 * log(_Y), _q / (2 * _root), _root * _q * log(_Y)]  # by c, by r, by q
_dy = [_X**3 / _Y, _root * _X * _Y ** (_X - 1)]  # by l, by q
EXERCISES["powers, roots and logarithms"] = Exercise(
    powers,
    {"x": sum(_dx), "y": sum(_dy), "c": log(_Y), "r": _q},
    [
        Wrong("x", 3 * _X**3 * log(_Y) + _dx[1] + _dx[2], "exponent not lowered"),
        Wrong("x", _X**2 * log(_Y) + _dx[1] + _dx[2], "exponent not in front"),
        Wrong("x", 2 * _X**2 * log(_Y) + _dx[1] + _dx[2], "lowered in front"),
        Wrong("x", 3 * _X**4 * log(_Y) + _dx[1] + _dx[2], "exponent raised"),
        Wrong("x", _X**4 / 4 * log(_Y) + _dx[1] + _dx[2], "integrated"),
        Wrong("x", _dx[0] + _q / _root + _dx[2], "half forgotten"),
        Wrong("x", _dx[0] + _q / (2 * _X) + _dx[2], "input for output"),
        Wrong("x", _dx[0] + _q * _root / 2 + _dx[2], "root not lowered"),
        Wrong("x", _dx[0] + _dx[1] + _root * _q, "logarithm of the base forgotten"),
        Wrong(
            "x",
            _dx[0] + _dx[1] + _root * _X * _Y ** (_X - 1),
            "power rule in the exponent|partials exchanged",
        ),
        Wrong("x", _dx[0] + _dx[1], "path left out|one path|overwritten"),
        Wrong("y", _X**3 * _Y + _dy[1], "operand for slope"),
        Wrong("y", _X**3 * log(_Y) + _dy[1], "function for slope"),
        Wrong("y", _X**3 / log(_Y) + _dy[1], "slope at the output"),
        Wrong("y", -(_X**3) / _Y + _dy[1], "sign of a message"),
        Wrong("y", _X**3 / _Y**2 + _dy[1], "square of the reciprocal"),
        Wrong("y", _dy[0] + _root * _X * _q, "exponent not lowered"),
        Wrong("y", _dy[0], "one path|overwritten"),
        Wrong("c", _X**3, "no swap"),
        Wrong("x", 2 * sum(_dx), "twice"),
    ],
)


# --- angles and exponentials: f = sin(x²) cos y · e^y --------------------------------------------------
def angles() -> Value:
    x, y = leaves(x=1.2, y=0.6)
    q = x**2
    a = q.sin()
    c = y.cos()
    u = y.exp()
    f = a * c * u
    return named(f, q=q, a=a, c=c, u=u, f=f)


_A, _C, _E = sin(1.44), cos(0.6), exp(0.6)
EXERCISES["angles and exponentials"] = Exercise(
    angles,
    {"x": cos(1.44) * 2.4 * _C * _E, "y": _A * _E * -sin(0.6) + _A * _C * _E, "q": cos(1.44) * _C * _E},
    [
        Wrong("y", _A * _E * sin(0.6) + _A * _C * _E, "sign of the slope"),
        Wrong("y", _A * _E * _C + _A * _C * _E, "function for slope"),
        Wrong("y", _A * _E * -sin(0.6) + _A * _C * 0.6, "input for output"),
        Wrong("y", _A * _E * -sin(0.6) + _A * _C * 0.6 * exp(-0.4), "power rule of exp"),
        Wrong("y", _A * _E * -sin(0.6) + _A * _C, "handed on"),
        Wrong("q", _A * _C * _E, "function for slope"),
        Wrong("q", -cos(1.44) * _C * _E, "slip of the sign"),
        Wrong("x", cos(1.2) * 2.4 * _C * _E, "slope elsewhere"),
        Wrong("x", cos(1.44) * _C * _E, "handed on"),
        Wrong("x", cos(1.44) * 1.2 * _C * _E, "exponent not in front"),
        Wrong("x", _A * 2.4 * _C * _E, "function for slope"),
    ],
)


# --- a mean of squares over relu units: J = (l1 + l2 + l3)/3, l_i = (relu(w x_i + b) − t_i)² -----------
def batch() -> Value:
    w, b = leaves(w=0.9, b=0.2)
    points = [(1.5, 1.0), (-2.0, 0.3), (0.4, 1.7)]
    squares = [((w * x + b).relu() - t) ** 2 for x, t in points]
    for k, square in enumerate(squares, 1):
        square.label = f"l{k}"
    J = (squares[0] + squares[1] + squares[2]) / 3
    return named(J, J=J)


_open = [(1.5, 1.55 - 1.0), (0.4, 0.56 - 1.7)]  # the second unit is closed: 0.9 · −2 + 0.2 < 0
_jw = sum(2 * r * x for x, r in _open) / 3
_jb = sum(2 * r for _, r in _open) / 3
EXERCISES["mean over relu units"] = Exercise(
    batch,
    {"w": _jw, "b": _jb, "l2": 1 / 3},
    [
        Wrong("w", 3 * _jw, "constant forgotten"),  # summed, not averaged
        Wrong("b", 3 * _jb, "constant forgotten"),
        Wrong("w", _jw + 2 * -0.3 * -2.0 / 3, "one everywhere"),
        Wrong("b", _jb + 2 * -0.3 / 3, "one everywhere"),
        Wrong("b", 2 * -1.14 / 3, "zero everywhere|one path|path left out"),  # an open unit taken for closed
        Wrong("w", -_jw, "difference turned round"),
        Wrong("w", _jw / 2, "exponent not in front|half"),
        Wrong("w", 2 * 0.55 * 1.5 / 3, "one path|overwritten|path left out|term left out"),
        Wrong("b", 2 * -1.14 / 3, "one path|overwritten|path left out|term left out"),
        Wrong("l2", 3, "divided|reciprocal"),
    ],
)


# --- losses added, not averaged: L = ½ (e1² + e2²), e = w x − t ----------------------------------------
def summed() -> Value:
    w = Value(0.8, "w")
    squares = [(w * x - t) ** 2 for x, t in [(1.3, 0.5), (-0.6, 1.1)]]
    L = 0.5 * (squares[0] + squares[1])
    return named(L, L=L)


_sw = (0.8 * 1.3 - 0.5) * 1.3 + (0.8 * -0.6 - 1.1) * -0.6
EXERCISES["sum of squares"] = Exercise(
    summed,
    {"w": _sw},
    [
        Wrong("w", _sw / 2, "averaged"),
        Wrong("w", 2 * _sw, "constant forgotten"),
        Wrong("w", -_sw, "difference turned round"),
        Wrong("w", (0.8 * 1.3 - 0.5) * 1.3, "one path|overwritten"),
    ],
)


# --- a square as a product: f = (x x) y ----------------------------------------------------------------
def square() -> Value:
    x, y = leaves(x=1.7, y=0.6)
    q = x * x
    f = q * y
    return named(f, q=q, f=f)


EXERCISES["square as a product"] = Exercise(
    square,
    {"x": 2 * 1.7 * 0.6, "q": 0.6, "y": 2.89},
    [
        Wrong("x", 1.7 * 0.6, "one path|overwritten"),  # 2 forgotten
        Wrong("x", 2 * 2.89 * 0.6, "product kept"),
        Wrong("x", 2 * 1.7, "no upstream"),
    ],
)


# --- inverse functions: f = arcsin(x) arctan(y), g = arccos(x) y -------------------------------------------
def inverse() -> Value:
    x, y = leaves(x=0.4, y=1.3)
    a, b, c = x.asin(), y.atan(), x.acos()
    f = a * b + c * y
    return named(f, a=a, b=b, c=c, f=f)


_sx, _cx, _ty, _root_x = asin(0.4), acos(0.4), atan(1.3), sqrt(1 - 0.16)
EXERCISES["inverse functions"] = Exercise(
    inverse,
    {"x": (_ty - 1.3) / _root_x, "y": _sx / (1 + 1.69) + _cx, "a": _ty, "c": 1.3},
    [
        Wrong("x", _ty / (1 - 0.16) - 1.3 / _root_x, "root forgotten"),
        Wrong("x", (_ty - 1.3) / (1 - 0.16), "root forgotten"),
        Wrong("x", (_ty + 1.3) / _root_x, "sign of the slope"),  # arccos′ without its minus
        Wrong("x", _ty / sqrt(1 + 0.16) - 1.3 / _root_x, "plus for minus"),
        Wrong("y", _sx / (1 - 1.69) + _cx, "plus for minus"),
        Wrong("y", _sx + _cx, "handed on"),
    ],
)
