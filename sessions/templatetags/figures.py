"""Figures as the pages draw them: percent with a meter, the four-step scale, minutes."""

from django import template

register = template.Library()

STEP = 17
STEP_WITH_GAP = 19


@register.inclusion_tag("parts/coverage.html")
def coverage(value, label):
    """Draw a coverage in percent (None: not available) as a meter with its figure; `label` names it for a reader."""
    return {"value": None if value is None else round(value), "label": label}


@register.inclusion_tag("parts/quality.html")
def quality(value):
    """Draw a quality, 1.0 to 4.0 (None: not available), as four steps with its figure."""
    if value is None:
        return {"value": None}
    steps = []
    for step in range(4):
        width = max(0.0, min(1.0, value - step)) * STEP
        if width:
            steps.append({"x": step * STEP_WITH_GAP, "width": f"{width:.1f}"})
    return {"value": f"{value:.1f}", "steps": steps, "frames": [step * STEP_WITH_GAP for step in range(4)]}


@register.filter
def signed(value):
    """Write a difference with its sign, a true minus, and one decimal: +0.5, −1.0, 0.0."""
    if value is None:
        return ""
    rounded = round(value, 1)
    if rounded == 0:
        return "0.0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):.1f}"


@register.filter
def percent(share):
    """Write a share from 0 to 1 in whole percent."""
    return "" if share is None else f"{round(100 * share)} %"


@register.filter
def rounded(value):
    """Round a number to a whole one."""
    return None if value is None else round(value)


@register.filter
def whole_minutes(seconds):
    """Return seconds as whole minutes, at least 1 where there was any time at all."""
    return max(1, round(seconds / 60)) if seconds else 0


@register.filter
def get(mapping, key):
    """Look `key` up in a mapping whose keys are not known to the template; None where it is missing."""
    return mapping.get(key) if mapping else None
