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
# A topic on the map, and how pale it is drawn by its age.
MAP_WIDTH, MAP_STEP, MAP_STEP_WIDTH = 119, 30.5, 28.5
MAP_AGES = {"recent": "", "older": "r2", "pale": "r3"}
# So many days stand under a row of interviews.
MOST_DAYS = 5
# A row of differences over time: zero in the middle, so many units to a level.
GAP_MIDDLE, GAP_LEVEL = 32, 10
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


@register.inclusion_tag("parts/map_cell.html")
def map_cell(cell):
    """Draw a topic on the map: coverage as the width of a bar, quality as four steps, paler the longer ago."""
    if cell.age == "never":
        return {"never": True}
    score = cell.own.score
    coverage = None if score is None else score.coverage
    quality = 0 if score is None or score.quality is None else score.quality
    return {
        "age": MAP_AGES[cell.age],
        "width": None if coverage is None else f"{MAP_WIDTH * coverage / 100:.1f}",
        "steps": [
            {"x": f"{step * MAP_STEP:.1f}", "width": f"{max(0.0, min(1.0, quality - step)) * MAP_STEP_WIDTH:.1f}"}
            for step in range(4)
        ],
    }


@register.inclusion_tag("parts/coverage_row.html")
def coverage_row(interviews):
    """Draw the coverage of interviews in their order (each with `at` and `score`), the last one stressed."""
    step = 280 / max(1, len(interviews) - 1)
    points = [
        {"x": f"{62 + index * step:.1f}", "y": f"{120 - one.score.coverage:.1f}", "at": one.at}
        for index, one in enumerate(interviews)
    ]
    # Under more than five points days would run into each other: the first and the last one say how long it took.
    few = len(points) <= MOST_DAYS
    for index, point in enumerate(points):
        point["shows_day"] = few or index in (0, len(points) - 1)
    return {"points": points, "line": " ".join(f"{point['x']},{point['y']}" for point in points)}


@register.inclusion_tag("parts/gap_row.html")
def gap_row(reviews):
    """Draw the mean difference of reviews in their order (each with `signed`), from -3.0 to 3.0 around zero."""
    step = min(40, 240 / max(1, len(reviews) - 1))
    points = [
        {"x": f"{20 + index * step:.1f}", "y": f"{GAP_MIDDLE - review.signed * GAP_LEVEL:.1f}"}
        for index, review in enumerate(reviews)
    ]
    return {
        "points": points,
        "line": " ".join(f"{point['x']},{point['y']}" for point in points),
        "lines": [GAP_MIDDLE - level * GAP_LEVEL for level in (-2, 2)],
        "zero": GAP_MIDDLE,
    }
