"""What a rater training says in words: how near one came, and what to look for. Pure: it asks the database nothing."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CLOSE = 0.5
# From which mean difference it is said which way somebody leans.
LEANS = 0.25
MOST_LESSONS = 3
NO_CHANCE = gettext_lazy("no chance")


def sentence(levels):
    """Return the one sentence on an Agreement of own levels with the reference, the first that its figures allow."""
    if not levels.pairs:
        return _("There is no level that both you and the reference gave.")
    if levels.exact == 1:
        return _("Every level you gave is that of the reference.")
    values = {"distance": f"{levels.absolute:.1f}"}
    if levels.absolute <= CLOSE:
        return _("You rate close to the reference: %(distance)s levels apart on average.") % values
    if levels.within_one == 1:
        return _("You were never more than one level off: %(distance)s on average.") % values
    return _("Your levels lie %(distance)s from the reference on average.") % values


def direction(levels):
    """Return a sentence on which way an Agreement leans, for these levels alone; empty where it does not."""
    if not levels.pairs or abs(levels.signed) < LEANS:
        return ""
    values = {"distance": f"{abs(levels.signed):.1f}"}
    if levels.signed > 0:
        return _("Yours lie %(distance)s higher on average: you were kinder than the reference.") % values
    return _("Yours lie %(distance)s lower on average: you were stricter than the reference.") % values


def order(samples):
    """Return what to say of the order in which own ratings put SampleResults given from weak to strong, or nothing."""
    named = [(sample.standing_name, _height(sample.own)) for sample in samples]
    if len(named) < 2 or any(height is None for _name, height in named):
        return ""
    turned = [(low, high) for (low, one), (high, other) in zip(named, named[1:], strict=False) if one >= other]
    if not turned:
        return _("You put the samples in their order, from weak to strong.")
    low, high = turned[0]
    return _("You did not put the %(low)s sample below the %(high)s one.") % {"low": low, "high": high}


def look_for(anchors, own, reference):
    """
    Return the sentence that says what to look for in a criterion; empty where own level and reference are the same.

    `anchors`: its four descriptions, level 1 first; a level of None means that there was no chance to show it.
    """
    if own == reference:
        return ""
    values = {"own": own, "reference": reference}
    if reference is None:
        return (
            _(
                "You gave %(own)d; the reference sees no chance to show it here. What an answer has no occasion for is "
                "left out, not rated low."
            )
            % values
        )
    values["anchor"] = anchors[reference - 1]
    if own is None:
        return _("You saw no chance to show it; the reference gives %(reference)d. Look for: “%(anchor)s”") % values
    if own < reference:
        return _("You gave %(own)d where the reference gives %(reference)d. Look for: “%(anchor)s”") % values
    values |= {"next": reference + 1, "missing": anchors[reference]}
    return (
        _(
            "You gave %(own)d where the reference gives %(reference)d. Before you give %(next)d, look for what is "
            "missing here: “%(missing)s”"
        )
        % values
    )


def largest(samples):
    """Return the (SampleResult, CriterionLine) that lie furthest from the reference, at most three, none that agree."""
    lines = [(sample, line) for sample in samples for line in sample.criteria if line.look_for]
    return sorted(lines, key=lambda one: -one[1].weight)[:MOST_LESSONS]


def standing(place):
    """Return the sentence on where an own answer stands among samples: `place` is a calibration.Place, or None."""
    if place is None:
        return _("Your answer beside the rated samples.")
    return _("Your answer stands %(where)s.") % {"where": _where(place)}


def by_coverage(coverage, place):
    """Return the sentence on where an own answer stands by its coverage in percent; empty where there is none."""
    if place is None:
        return ""
    values = {"coverage": round(coverage), "where": _where(place)}
    return _("By coverage (%(coverage)d %%) it stands %(where)s.") % values


def by_reference(place):
    """Return the sentence on where an own answer stands beside the reference ratings of the samples."""
    return _("Measured against the reference ratings it stands %(where)s.") % {"where": _where(place)}


def leaning(levels):
    """Return what the Agreement on the samples says of the own measure: kinder or stricter; empty where neither."""
    if not levels.pairs or abs(levels.signed) < CLOSE:
        return ""
    values = {"distance": f"{abs(levels.signed):.1f}", "levels": levels.pairs}
    if levels.signed > 0:
        return (
            _(
                "You rated the samples %(distance)s above the reference, over %(levels)d levels: your answer may stand "
                "lower, too."
            )
            % values
        )
    return (
        _(
            "You rated the samples %(distance)s below the reference, over %(levels)d levels: your answer may stand "
            "higher, too."
        )
        % values
    )


def wording(points, criteria, left_out):
    """Return what to say where samples answer another wording: how much both share, and how much is left out."""
    values = {"points": points, "criteria": criteria, "left_out": left_out}
    return (
        _(
            "The samples answer another wording of this question. Compared are the key points (%(points)d) and "
            "criteria (%(criteria)d) that both wordings have; %(left_out)d that only one of them has are left out."
        )
        % values
    )


def _where(place):
    values = {"same": place.same, "below": place.below, "above": place.above}
    if place.same:
        return _("level with the %(same)s sample") % values
    if place.below and place.above:
        return _("between the %(below)s and the %(above)s sample") % values
    if place.below:
        return _("above the %(below)s sample") % values
    return _("below the %(above)s sample") % values


def step(mine, theirs):
    """Return what separates an own answer from a better sample, both given in words."""
    return _("Yours: %(mine)s. There: %(theirs)s.") % {"mine": mine, "theirs": theirs}


def level(number, anchors=None):
    """Return a level in words, with its anchor where `anchors` are given."""
    if anchors is None:
        return _("level %d") % number
    return _("level %(number)d, “%(anchor)s”") % {"number": number, "anchor": anchors[number - 1].rstrip(".")}


def _height(score):
    """One number to order by: quality, and coverage between the same; None where neither is available."""
    if score.quality is None and score.coverage is None:
        return None
    return (score.quality or 0, score.coverage or 0)
