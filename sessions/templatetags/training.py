"""The chart of rater training: how far own levels lay from the reference, training by training."""

from django import template

register = template.Library()

# No distance to three levels, from the bottom line up, in a drawing 560 wide and 132 high.
BOTTOM, LEVEL, LEFT, RIGHT = 116, 34, 40, 540
SHOWN = 20


@register.inclusion_tag("parts/training_distances.html")
def training_distances(trainings):
    """Draw the mean distance of the latest of `trainings` (queries.training.Trained by time) that have one."""
    known = [one.levels.absolute for one in trainings if one.levels.pairs][-SHOWN:]
    step = (RIGHT - LEFT) / max(1, len(known) - 1)
    points = [(f"{LEFT + step * index:.1f}", f"{_y(distance):.1f}") for index, distance in enumerate(known)]
    return {
        "lines": [(distance, _y(distance), _y(distance) + 4) for distance in range(4)],
        "points": points,
        "path": " ".join(f"{x},{y}" for x, y in points),
        "left": LEFT,
        "right": RIGHT,
    }


def _y(distance):
    return BOTTOM - distance * LEVEL
