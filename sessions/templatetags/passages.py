"""An answer's text with its passages marked: what evidence and comments point at."""

from django import template

from sessions import passages as rules

register = template.Library()


@register.inclusion_tag("parts/passages.html")
def passages(text, spans=(), numbered=True):
    """
    Draw `text` as paragraphs with the passages of `spans`, (start, end, id, label) each, marked.

    `id` is the id of the element that speaks of a passage, such as `evidence-7`: the label after the passage links
    to it, and `#passage-evidence-7` leads back to the passage. `numbered` puts the numbers of the sentences in; they
    are seen while a box with `data-number-sentences` is ticked (templates/parts/number_sentences.html), and where
    there is no JavaScript.
    """
    return {"paragraphs": rules.segments(text, spans, numbered)}
