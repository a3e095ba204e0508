"""The methods by name: from a design to the equivalent on the old form of every score of the new one.

Apart from the designs because a method is a formula, and from the verdict because a formula always gives an answer,
even when none should be used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbook.errors import MissingData, Reason
from workbook.fos.equating.designs import Anchored, Design, Moments, moments
from workbook.fos.equating.percentiles import equipercentile, rank_at, score_at
from workbook.fos.equating.smoothing import smooth

__all__ = ["METHODS", "Line", "Method", "circle_arc", "levine", "levine_true", "line_of", "linear", "mean", "tucker"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """A straight conversion y = intercept + slope · x; each part of shape (…).

    Attributes
    ----------
    slope, intercept : numpy.ndarray
    """

    slope: Floats
    intercept: Floats

    def at(self, scores: Floats) -> Floats:
        """Convert scores; shape (…, scores)."""
        return self.intercept[..., None] + self.slope[..., None] * scores


@dataclass(frozen=True)
class Method:
    """One method of equating.

    Attributes
    ----------
    name : str
        Russian name, as in the tables.
    family : str
        «дуга», «линейное» or «процентильное»: decides how many pupils it needs.
    anchored : bool
        Whether it needs common items.
    convert : callable
        Design, degree of smoothing → equated scores, shape (…, scores of X).
    line : callable or None
        Design → :class:`Line` for straight methods.
    """

    name: str
    family: str
    anchored: bool
    convert: Callable[[Design, int], Floats]
    line: Callable[[Design], Line] | None = None


def mean(design: Design) -> Line:
    """Shift by the difference of means (среднее): y = x + μ(Y) − μ(X). Kolen, Brennan (2014), ch. 2."""
    x, y = (_simple(counts) for counts in design.forms())
    return Line(np.ones_like(x[0]), y[0] - x[0])


def linear(design: Design) -> Line:
    """Give equal standard scores (линейное): y = σ(Y)/σ(X) · (x − μ(X)) + μ(Y). Kolen, Brennan (2014), ch. 2."""
    x, y = (_simple(counts) for counts in design.forms())
    return line_of(x, y)


def line_of(x: tuple[Floats, Floats], y: tuple[Floats, Floats]) -> Line:
    """Draw the line that gives equal standard scores; without spread in X it only shifts.

    Parameters
    ----------
    x, y : tuple of numpy.ndarray
        Mean and variance on the form, each of shape (…).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.sqrt(np.maximum(y[1], 0.0) / x[1])
    slope = np.where(np.isfinite(slope), slope, 1.0)
    return Line(slope, y[0] - slope * x[0])


def tucker(design: Anchored) -> Line:
    """Equate on the synthetic population with regressions on the anchor (Такер).

    γ = σ(X, V)/σ²(V) in each group. Gulliksen (1950); Kolen, Brennan (2014), ch. 4.
    """
    one, two = moments(design.x), moments(design.y)
    return _synthetic(
        design, (_ratio(one.covariance, one.anchor_variance), _ratio(two.covariance, two.anchor_variance))
    )


def levine(design: Anchored) -> Line:
    """Equate observed scores on the synthetic population with true-score slopes (Левин, наблюдаемые баллы).

    Internal anchor: γ = σ²(X)/σ(X, V); external: (σ²(X) + σ(X, V))/(σ²(V) + σ(X, V)). Kolen, Brennan (2014), ch. 4.
    """
    return _synthetic(design, _levine_slopes(design))


def levine_true(design: Anchored) -> Line:
    """Equate true scores and apply the line to observed ones (Левин, истинные баллы).

    Kolen, Brennan (2014), ch. 4.
    """
    one, two = moments(design.x), moments(design.y)
    first, second = _levine_slopes(design)
    slope = _ratio(second, first)
    return Line(slope, two.mean + second * (one.anchor_mean - two.anchor_mean) - slope * one.mean)


def chained(design: Anchored) -> Line:
    """Go from X to the anchor in the first group and from the anchor to Y in the second (цепное линейное)."""
    one, two = moments(design.x), moments(design.y)
    down = line_of((one.mean, one.variance), (one.anchor_mean, one.anchor_variance))
    up = line_of((two.anchor_mean, two.anchor_variance), (two.mean, two.variance))
    return Line(up.slope * down.slope, up.intercept + up.slope * down.intercept)


def circle_arc(middle: tuple[Floats, Floats], highest: tuple[int, int]) -> Floats:
    """Draw the arc through both ends of the scale and one middle point (дуга окружности).

    Only the middle point is estimated, so the method bears small groups. The arc is added to the line that joins the
    ends («simplified circle-arc»); where it would leave the circle it is that line.

    Parameters
    ----------
    middle : tuple of numpy.ndarray
        The mean of X and its equivalent on Y, each of shape (…).
    highest : tuple of int
        The highest scores of X and Y; the lowest are 0.

    Returns
    -------
    numpy.ndarray, shape (…, scores of X)

    References
    ----------
    Livingston, S. A., Kim, S. (2009). The circle-arc method for equating in small samples. Journal of Educational
    Measurement 46, 330–343.

    Examples
    --------
    >>> circle_arc((np.array(5.0), np.array(6.0)), (10, 10)).round(3)[[0, 5, 10]].tolist()
    [0.0, 6.0, 10.0]
    """
    top_x, top_y = highest
    scores = np.arange(top_x + 1.0)
    base = scores * top_y / top_x
    centre = np.clip(middle[0], 1e-9, top_x - 1e-9)
    rise = middle[1] - centre * top_y / top_x
    # The centre of the circle through (0, 0), (centre, rise) and (top, 0) lies above top / 2.
    flat = np.abs(rise) < 1e-12
    with np.errstate(invalid="ignore", divide="ignore"):
        up = (centre**2 + rise**2 - centre * top_x) / (2 * np.where(flat, 1.0, rise))
    radius = np.hypot(top_x / 2, up)
    height = np.sqrt(np.maximum(radius[..., None] ** 2 - (scores - top_x / 2) ** 2, 0.0))
    arc = up[..., None] + np.sign(rise)[..., None] * height
    return base + np.where(flat[..., None], 0.0, arc)


def _levine_slopes(design: Anchored) -> tuple[Floats, Floats]:
    def slope(part: Moments) -> Floats:
        if design.internal:
            return _ratio(part.variance, part.covariance)
        return _ratio(part.variance + part.covariance, part.anchor_variance + part.covariance)

    return slope(moments(design.x)), slope(moments(design.y))


def _synthetic(design: Anchored, slopes: tuple[Floats, Floats]) -> Line:
    """Mean and variance of both forms in the synthetic population, and the line between them (ibid., ch. 4)."""
    one, two = moments(design.x), moments(design.y)
    first, second, w = slopes[0], slopes[1], design.weight
    apart, spread = one.anchor_mean - two.anchor_mean, one.anchor_variance - two.anchor_variance
    rest = w * (1 - w) * apart**2
    x = one.mean - (1 - w) * first * apart, one.variance + first**2 * (rest - (1 - w) * spread)
    y = two.mean + w * second * apart, two.variance + second**2 * (rest + w * spread)
    return line_of(x, y)


def _simple(counts: Floats) -> tuple[Floats, Floats]:
    scores, whole = np.arange(counts.shape[-1], dtype=float), counts.sum(axis=-1)
    centre = np.asarray(counts @ scores / whole)
    less = whole / np.where(whole > 1, whole - 1, np.nan)
    return centre, np.asarray(less * (counts @ scores**2 / whole - centre**2))


def _ratio(above: Floats, below: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(above / below)


def _straight(draw: Callable[[Design], Line]) -> Callable[[Design, int], Floats]:
    def convert(design: Design, _degree: int) -> Floats:
        return draw(design).at(np.arange(design.forms()[0].shape[-1], dtype=float))

    return convert


def _anchored(draw: Callable[[Anchored], Line]) -> Callable[[Design], Line]:
    def checked(design: Design) -> Line:
        return draw(_needs_anchor(design))

    return checked


def _needs_anchor(design: Design) -> Anchored:
    if not isinstance(design, Anchored):
        raise MissingData("Этот способ выравнивания опирается на общие задания, а их нет.", Reason.TABLE_EMPTY)
    return design


def _equal_ranks(design: Design, _degree: int) -> Floats:
    return equipercentile(*design.forms())


def _smoothed_ranks(design: Design, degree: int) -> Floats:
    x, y = design.forms()
    return equipercentile(smooth(x, degree).counts, smooth(y, degree).counts)


def _chained_ranks(design: Design, degree: int) -> Floats:
    given = _needs_anchor(design)
    x, y = given.forms()
    anchors = given.x.sum(axis=-2), given.y.sum(axis=-2)
    if degree:
        x, y = smooth(x, degree).counts, smooth(y, degree).counts
        anchors = smooth(anchors[0], degree).counts, smooth(anchors[1], degree).counts
    return score_at(y, rank_at(anchors[1], equipercentile(x, anchors[0])))


def _chained_raw(design: Design, _degree: int) -> Floats:
    return _chained_ranks(design, 0)


def _arc(design: Design, _degree: int) -> Floats:
    x, y = design.forms()
    centre, _ = _simple(x)
    # With an anchor the middle point comes through it, otherwise from the means alone.
    other = chained(design).at(centre[..., None])[..., 0] if isinstance(design, Anchored) else _simple(y)[0]
    return circle_arc((centre, other), (x.shape[-1] - 1, y.shape[-1] - 1))


def _line_method(name: str, draw: Callable[[Design], Line], *, anchored: bool) -> Method:
    return Method(name, "линейное", anchored, _straight(draw), draw)


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("дуга", "дуга", anchored=False, convert=_arc),
        _line_method("среднее", mean, anchored=False),
        _line_method("линейное", linear, anchored=False),
        Method("процентильное", "процентильное", anchored=False, convert=_equal_ranks),
        Method("процентильное сглаженное", "процентильное", anchored=False, convert=_smoothed_ranks),
        _line_method("Такер", _anchored(tucker), anchored=True),
        _line_method("Левин", _anchored(levine), anchored=True),
        _line_method("Левин, истинный балл", _anchored(levine_true), anchored=True),
        _line_method("цепное линейное", _anchored(chained), anchored=True),
        Method("цепное процентильное", "процентильное", anchored=True, convert=_chained_raw),
        Method("цепное процентильное сглаженное", "процентильное", anchored=True, convert=_chained_ranks),
    )
}
"""Methods by name, from the one that bears the smallest groups."""
