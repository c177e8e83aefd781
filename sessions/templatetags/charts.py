"""Charts as SVG: geometry in attributes, colour in classes, so that they need no inline style."""

from django import template

register = template.Library()

# The axis of a profile: level 1 at 20, one level every 80, in a drawing 280 wide and 32 high.
LEFT, STEP, MIDDLE = 20, 80, 16
COACH_SIZE = 9


def _x(level):
    return LEFT + (level - 1) * STEP


@register.inclusion_tag("parts/profile_axis.html")
def profile_axis():
    """Draw the head of a profile: the four levels over their lines."""
    return {"ticks": [(level, _x(level)) for level in (1, 2, 3, 4)]}


@register.inclusion_tag("parts/profile_plot.html")
def profile_plot(own, coach):
    """Draw the mean levels of one criterion, the candidate's own and the coach's; None is left out."""
    plot = {"lines": [_x(level) for level in (1, 2, 3, 4)]}
    if own is not None:
        plot["own"] = f"{_x(own):.1f}"
    if coach is not None:
        half = COACH_SIZE / 2
        plot["coach"] = {"centre": f"{_x(coach):.1f}", "left": f"{_x(coach) - half:.1f}", "top": MIDDLE - half}
    return plot
