"""A row of scores as a picture: interviews of different questions beside each other, which is no measured change."""

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

register = template.Library()

# The drawing is 370 wide and 150 high: 0 % at 120, 100 % at 20, the first interview at 62, the last at 342.
LEFT, RIGHT, FLOOR, CEILING = 62, 342, 120, 20


@register.inclusion_tag("parts/trend.html")
def coverage_trend(rows):
    """Draw the coverage of `rows` (each with `at` and `score`), the oldest first; one without coverage is left out."""
    shown = [row for row in rows if row.score.coverage is not None]
    step = (RIGHT - LEFT) / (len(shown) - 1) if len(shown) > 1 else 0
    dots = [
        {
            "x": f"{LEFT + step * place:.1f}",
            "y": f"{FLOOR - (FLOOR - CEILING) * row.score.coverage / 100:.1f}",
            "day": date_format(localtime(row.at), "j M"),
            "value": round(row.score.coverage),
            # Eight dates side by side still fit; more would run into each other.
            "is_named": len(shown) <= 5 or place % 2 == (len(shown) - 1) % 2,
        }
        for place, row in enumerate(shown)
    ]
    lines = [(share, FLOOR - (FLOOR - CEILING) * share / 100) for share in (0, 50, 100)]
    return {"dots": dots, "lines": [(share, y, y - 4) for share, y in lines]}
