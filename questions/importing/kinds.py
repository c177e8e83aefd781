"""Which kind of question it probably is, from its words and from where it stands: a guess for somebody to correct."""

import re

from questions.models import Kind

# In this order: a prompt that asks for a story is behavioural whatever round it stands in, and so on.
_OF_PROMPTS = [
    (
        Kind.BEHAVIOURAL,
        r"\b(?:tell|talk to|walk) (?:me|us) (?:about|through) (?:a|an|one|the|your)\b.*\b(?:time|situation|project|"
        r"example|conflict|failure|mistake|decision|moment|occasion)\b|\b(?:describe|share|recall|give) .{0,30}"
        r"\b(?:time|situation|example|occasion) (?:when|where|you|in which|of)\b|\bhave you ever\b|"
        r"\bwhen did you last\b|\b(?:biggest|greatest|proudest) (?:failure|mistake|achievement|weakness|strength)\b",
    ),
    (
        Kind.PRESENTATION,
        r"\b(?:present|presentation|pitch|slides?|whiteboard)\b.*\b(?:minutes?|panel|audience|to us)\b",
    ),
    (
        Kind.PRODUCT_SENSE,
        r"\b(?:design|improve|build|redesign) (?:a|an|the|our|your) .{0,60}\b(?:product|app|feature|"
        r"experience|service|for)\b|\bfavou?rite (?:product|app)\b|\bwhich (?:metrics?|users?)\b",
    ),
    (
        Kind.SITUATIONAL,
        r"\b(?:how|what) would you\b|\bwhat (?:do|should) you do (?:if|when)\b|\b(?:imagine|suppose|assume)\b|"
        r"\bif you (?:were|had|joined|found|disagreed)\b|^you (?:are|have|find|join|notice|discover)\b",
    ),
    (
        Kind.TECHNICAL,
        r"\b(?:sql|api|apis|algorithm|complexity|architecture|database|latency|thread|kubernetes|docker|python|java|"
        r"javascript|css|html|cache|caching|index(?:es)?|schema|protocol|tcp|http|deploy|regression|p-value|compiler)\b|"
        r"^(?:what (?:is|are) (?!your\b)|explain\b|define\b|how (?:does|do) (?!you\b))",
    ),
    (Kind.STRATEGY, r"\b(?:strategy|strategic|market|competitors?|roadmap|vision|pricing|go[- ]to[- ]market|moat)\b"),
]
_OF_PLACES = [
    (Kind.BEHAVIOURAL, r"\b(?:behaviou?ral|leadership|culture|values|star|people|collaboration|conflict)\b"),
    (Kind.PRESENTATION, r"\bpresentations?\b"),
    (Kind.PRODUCT_SENSE, r"\b(?:product (?:sense|design|thinking)|product case)\b"),
    (Kind.STRATEGY, r"\b(?:strategy|strategic|market|business case)\b"),
    (Kind.TECHNICAL, r"\b(?:technical|coding|system design|engineering|architecture|data|sql|programming)\b"),
    (Kind.SITUATIONAL, r"\b(?:situational|scenarios?|hypothetical|case)\b"),
]
_PROMPTS = [(kind, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for kind, pattern in _OF_PROMPTS]
_PLACES = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _OF_PLACES]


def guess(prompt, round_name, topic_name, known):
    """
    Return the probable kind of a question among the kinds `known` (those that have a rubric; at least one).

    A prompt that asks for a story of one's own decides by itself; then the names of topic and round, then the rest of
    the prompt's words. Where nothing speaks: behavioural, the kind whose criteria fit most answers.
    """
    if Kind.BEHAVIOURAL in known and _PROMPTS[0][1].search(prompt):
        return Kind.BEHAVIOURAL.value
    for texts, patterns in (((topic_name or "", round_name or ""), _PLACES), ((prompt,), _PROMPTS[1:])):
        for text in texts:
            for kind, pattern in patterns:
                if kind in known and pattern.search(text):
                    return kind.value
    return Kind.BEHAVIOURAL.value if Kind.BEHAVIOURAL in known else sorted(known)[0]
