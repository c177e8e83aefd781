"""Charts as SVG: geometry in attributes, colour in classes, so that they need no inline style."""

from django import template

register = template.Library()

# The axis of a profile: level 1 at 20, one level every 80, in a drawing 280 wide and 32 high.
LEFT, STEP, MIDDLE = 20, 80, 16
COACH_SIZE = 9
BEFORE_WIDTH = 4
# Key points stand side by side, the own marks above the coach's.
POINT_LEFT, POINT_STEP, POINT_RADIUS = 16, 40, 8
# The longest bar is as wide as its drawing, but for the mark at its end.
BAR_FULL = 276
# The axis of differences, -3 to +3 levels in the same width.
ZERO, LEVEL = 140, 40


def _x(level):
    return LEFT + (level - 1) * STEP


@register.inclusion_tag("parts/profile_axis.html")
def profile_axis():
    """Draw the head of a profile: the four levels over their lines."""
    return {"ticks": [(level, _x(level)) for level in (1, 2, 3, 4)]}


@register.inclusion_tag("parts/profile_plot.html")
def profile_plot(own, coach, before=None):
    """Draw the mean levels of one criterion: the own, the coach's, the own `before`; None is left out."""
    plot = {"lines": [_x(level) for level in (1, 2, 3, 4)]}
    if before is not None:
        plot["before"] = f"{_x(before) - BEFORE_WIDTH / 2:.1f}"
    if own is not None:
        plot["own"] = f"{_x(own):.1f}"
    if coach is not None:
        half = COACH_SIZE / 2
        plot["coach"] = {"centre": f"{_x(coach):.1f}", "left": f"{_x(coach) - half:.1f}", "top": MIDDLE - half}
    return plot


@register.inclusion_tag("parts/points_plot.html")
def points_plot(points):
    """Draw the marks of key points (each with `own` and `coach`, 0 to 2 or None): empty, half or full."""
    step = min(POINT_STEP, 248 / max(1, len(points) - 1))
    shapes = [
        {
            "x": f"{POINT_LEFT + index * step:.1f}",
            "left": f"{POINT_LEFT + index * step - POINT_RADIUS:.1f}",
            "right": f"{POINT_LEFT + index * step + POINT_RADIUS:.1f}",
            "own": point.own,
            "coach": point.coach,
        }
        for index, point in enumerate(points)
    ]
    return {"shapes": shapes, "height": 48 if any(point.coach is not None for point in points) else 24}


@register.inclusion_tag("parts/bar_plot.html")
def bar_plot(value, longest, suggested=None):
    """Draw `value` as a bar, `longest` filling the drawing, with a mark where the `suggested` value lies."""
    return {
        "width": f"{BAR_FULL * value / longest:.1f}",
        "mark": None if suggested is None else f"{BAR_FULL * suggested / longest:.1f}",
    }


def _gap_x(difference):
    return ZERO + difference * LEVEL


@register.inclusion_tag("parts/gap_axis.html")
def gap_axis():
    """Draw the head of the differences: -2, 0 and +2 levels over their lines."""
    return {"ticks": [("−2", _gap_x(-2)), ("0", ZERO), ("+2", _gap_x(2))]}


@register.inclusion_tag("parts/gap_plot.html")
def gap_plot(signed, reviews):
    """Draw a mean difference, -3.0 to 3.0, as a bar from zero, and each of `reviews` (with `signed`) as a dot."""
    x = _gap_x(signed)
    return {
        "lines": [_gap_x(difference) for difference in range(-3, 4)],
        "zero": ZERO,
        "dots": [f"{_gap_x(review.signed):.1f}" for review in reviews],
        "bar": {"left": f"{min(x, ZERO):.1f}", "width": f"{abs(x - ZERO):.1f}", "end": f"{x - 2:.1f}"},
    }
