"""Where a penalty leaves a single weight that the data would like to have at a; for the notebook on data."""


def with_l1(a, strength):
    """Return the w with the least ½(w − a)² + λ|w|: moved toward 0 by λ, and stopped there.

    For w > 0 the slope is w − a + λ, which is 0 at w = a − λ, if that is positive; likewise for w < 0. In
    between no slope is 0 and the least value is at the corner.

    >>> [with_l1(a, 0.5) for a in (2.0, 0.25, -0.5, -0.75)]
    [1.5, 0.0, 0.0, -0.25]
    """
    size = max(0.0, abs(a) - strength)
    return size if a > 0 else 0.0 - size


def with_l2(a, strength):
    """Return the w with the least ½(w − a)² + λw²: the slope w − a + 2λw is 0 at w = a/(1 + 2λ).

    >>> [with_l2(a, 0.5) for a in (2.0, 0.25, -0.5)]
    [1.0, 0.125, -0.25]
    """
    return a / (1 + 2 * strength)
