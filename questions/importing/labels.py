"""The words by which people and chat assistants name the parts of a list of questions."""

import re
from functools import lru_cache

# Names of fields. `looked_for` is what an interviewer looks for: bullets of it are key points, prose is an answer.
EXPECTED, SAMPLE, WHY, KEY_POINTS, LOOKED_FOR = "expected", "sample", "why", "key_points", "looked_for"
PROBES, TIP, DIFFICULTY, MINUTES, TOPIC, QUESTION = "probes", "tip", "difficulty", "minutes", "topic", "question"
# Names of sections.
TIPS, ROUNDS, EXPECT, TOPICS, RESOURCES = "tips", "rounds", "what_to_expect", "topics", "resources"
SOURCES, FAQ, CONTENTS, TO_ASK, INTRO, FORMAT = "sources", "faq", "contents", "to_ask", "intro", "format"
ANSWER_KEY = "answer_key"  # the answers to the questions of a list, after it

_ASKS = (
    r"(?:they|we|you|i|interviewers?|the interviewers?|recruiters|companies|hiring managers|employers|"
    r"it is|it's|this is)"
)
_GOOD = (
    r"expected|ideal|suggested|recommended|good|great|strong|best|detailed|short|full|correct|perfect|possible|quick"
)

_FIELDS = {
    SAMPLE: [
        r"(?:(?:sample|example|model|star|illustrative|exemplary|strong sample) )+(?:star )?"
        r"(?:answers?|responses?|solutions?|reply|story)(?: #?\d+)?",
        r"samples?",
        r"candidate|interviewee",
    ],
    EXPECTED: [
        rf"(?:the |an? |my |your )?(?:(?:{_GOOD})[ /-]*)*(?:answers?|ans|responses?|solutions?)(?: key)?"
        r"(?: (?:outline|guide|framework|approach|structure|strategy|points?|explanation))?",
        r"how (?:to|you should|should you) (?:answer|approach|respond)(?: it| this| to this)?(?: question)?",
        r"what to say|what you should say|(?:suggested |recommended |possible )?approach|expected|a\d{0,3}",
        r"(?:detailed |answer |short )?explanation",
        rf"what an? (?:{_GOOD}) (?:answer|candidate|response) "
        r"(?:looks like|includes?|covers?|contains?|says|sounds like)",
    ],
    WHY: [
        r"why (?:it|this|that)(?: question)? (?:matters|counts|works|is important|is asked|gets asked)(?: .{0,40})?",
        rf"why {_ASKS} (?:are )?ask(?:s|ed|ing)?(?: (?:it|this|that))?(?: question)?",
        r"why [\w.&' ]{1,30} (?:asks?|cares?)(?: (?:about )?(?:it|this|that))?(?: question)?",
        r"why ask(?: this| it| that)?(?: question)?|why (?:do|would|are|does) "
        r"(?:they|interviewers?|we|companies|employers) "
        r"ask(?:ing)?(?: (?:it|this|that))?(?: question)?\??",
        r"why(?: is)?(?: it| this)?(?: question)? (?:is )?important|why",
        r"(?:question |interviewer'?s? |the )?(?:purpose|intent|rationale|importance|significance|reason)"
        r"(?: of (?:the|this) question| behind (?:the|this) question)?",
        r"(?:what|which skills?) (?:it|this|the|this question|the question|they|they're|they are|we|is being|is)"
        r"(?: really)? "
        r"(?:test|assess|evaluat|measur|reveal|show)(?:s|es|e|ing|ed)?",
        r"(?:what )?(?:they're|they are|the interviewer is|interviewers are)(?: really| actually)? (?:asking|after)",
        r"what (?:they|it)(?: really)? wants? to (?:know|find out|learn|understand)|skills? (?:tested|assessed)",
    ],
    KEY_POINTS: [
        r"(?:the )?key (?:points?|elements?|takeaways?|aspects?|concepts?|ideas?|items?|components?)"
        r"(?: (?:to|of|for) .{0,40})?",
        r"(?:main |talking |important )?points(?: to (?:cover|mention|include|hit|make|address))?",
        r"must[- ](?:mention|haves?|include)|checklist|(?:evaluation|assessment|scoring) criteria|success criteria",
        r"(?:green flags|(?:strong|positive|good) signals|signals)(?: to .{0,30})?",
    ],
    LOOKED_FOR: [
        r"what (?:(?:to|they|they're|they are|we|we're|we are|you|i|i'm|i am|(?:the |an )?interviewers?(?: is| are)?|"
        r"hiring managers?|recruiters?|[\w&]{2,20})(?: really| actually| wants?)? "
        r"(?:to )?(?:look|listen|want|hear)(?:s|ing)?)(?: for| to hear| to see)?(?: in .{0,40})?",
        r"(?:things to )?(?:look|listen|looking|listening)(?: out)? for(?: in .{0,40})?",
    ],
    PROBES: [
        r"(?:possible |potential |likely |common |sample |typical |expected )?follow[- ]?ups?(?: questions?| probes?)?"
        r"(?: to expect| they may ask)?(?: #?\d+)?",
        r"(?:possible |likely )?prob(?:es?|ing questions?)|dig(?:ging)? deeper|deeper questions|further questions",
    ],
    TIP: [
        r"(?:pro|quick|bonus|expert|answer(?:ing)?|interview|key|top|prep|preparation|insider)?[ -]?tips?",
        r"advice",
    ],
    DIFFICULTY: [r"(?:question )?(?:difficulty|complexity)(?: level| rating)?|level of difficulty|level"],
    MINUTES: [
        r"(?:(?:suggested|estimated|expected|recommended|approximate|approx\.?|allotted|answer(?:ing)?|target) )*"
        r"(?:time|duration|length|minutes)(?: limit| needed| allotted| required| to answer| frame| allocation)?",
    ],
    TOPIC: [r"(?:question )?(?:topics?|category|area|competency|competencies|theme|focus area|domain|tags?)"],
    QUESTION: [r"(?:the |interview |full )?(?:question|prompt)|q|ques|interviewer"],
}

_SECTIONS = {
    TIPS: [
        r"(?:(?:final|general|additional|some|key|top|more|bonus|overall|extra|last|interview|quick|pro|helpful|important|"
        r"\d+|preparation|prep|interviewing|expert|best|success) )*(?:tips|advice|pointers)"
        r"(?: (?:and|&) (?:advice|tricks|tips|strateg(?:y|ies)|best practices|reminders))?"
        r"(?: (?:for|to|on|from|before) .*)?",
        r"(?:how (?:to|you should|should you|should i|i should|do i) prepare|preparing)(?: .*)?",
        r"(?:interview )?preparation(?: (?:strategy|plan|advice|checklist|tips|steps|guide))?(?: for .*)?",
        r"before (?:the|your) interview",
    ],
    ROUNDS: [
        r"(?:the )?(?:(?:[\w&'-]+ ){0,4}(?:interview|hiring|recruitment) )(?:rounds|process|stages|loop|steps)"
        r"(?: .{0,30})?",
        r"(?:the )?(?:rounds|stages|interview loop)",
    ],
    EXPECT: [
        r"what (?:to|you can|you should|can you) expect(?: .{0,40})?",
        r"what happens(?: .{0,30})?",
        r"about this round",
    ],
    TOPICS: [
        r"(?:key |main )?(?:focus|core) (?:topics|areas)(?: .{0,30})?|areas of focus|"
        r"(?:key |main |core )?topics(?: (?:covered|to prepare|to study))?"
    ],
    RESOURCES: [
        r"(?:(?:recommended|additional|useful|helpful|further|extra|more|learning|study|prep|preparation|interview|other|"
        r"suggested|external|free) )*"
        r"(?:resources|reading(?: list)?|links|materials?|books|books and resources|books & resources)"
        r"(?: (?:for|and|&) .{0,40})?",
    ],
    SOURCES: [
        r"(?:list of )?(?:sources|references|citations|search results|bibliography|works cited)"
        r"(?: used| cited| consulted)?"
    ],
    FAQ: [r"faqs?|frequently asked(?: .*)?|common questions about (?:the|this) .*"],
    CONTENTS: [
        r"(?:table of )?contents|toc|on this page|in this (?:article|guide|post)|jump to|quick links|questions index"
    ],
    TO_ASK: [
        r"(?:smart |good |great |thoughtful |sample |some )*questions (?:(?:that )?(?:to|you|for you to|i)"
        r"(?: can| should| could| may| might| want to)? ask|to put to|for (?:the|your) interviewers?)(?: .*)?",
    ],
    INTRO: [r"introduction|intro|overview|about(?: this .*| the (?:role|guide|interview))?|summary|background"],
    FORMAT: [r"(?:interview |round )?format"],
}

_COMPILED = {
    name: re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    for group in (_FIELDS, _SECTIONS)
    for name, patterns in group.items()
}
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "‑": "-"})

_USER = re.compile(r"(?:user|you|you said|human|me|user (?:prompt|message|said)|question from user|from: (?:user|you))")
# Of which make an assistant is.
_MAKE = (
    r"(?: \(?(?:[a-z-]{0,8}\d[\w.-]{0,8}|mini|nano|pro|plus|turbo|sonnet|opus|haiku|flash|ultra|advanced|preview|"
    r"thinking|chat|ai|instant|latest|experimental|deep research)\)?)"
)
_ASSISTANT = re.compile(
    r"(?:(?:the )?(?:ai |chat ?|microsoft |google |openai |anthropic |meta )?(?:assistant|chatgpt|gpt|gpt-?[\w.]{1,6}|"
    rf"claude|gemini|bard|copilot|deepseek|perplexity|grok|mistral|le chat|llama|meta ai){_MAKE}{{0,3}})"
    r"(?: (?:said|responded|replied|answered|response|reply))?|ai|bot|model"
)
_SURE_ROLES = re.compile(r"user|human|assistant|ai assistant|chatgpt|claude|gemini|copilot|bard|deepseek|grok")

# When something was said, behind who said it.
_DIGIT = re.compile(r"\d")
_WHEN = re.compile(
    r"\s*(?:[-–—·|,@(\[]\s*)?(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},?)?\s*(?:at )?"
    r"(?:\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?)?[)\]]?\s*:?$",
    re.IGNORECASE,
)

# Words of pages around the text: links and buttons, which are nobody's content.
_FURNITURE = re.compile(
    r"practice interview|study questions|practice (?:this )?question|(?:back )?to (?:the )?top|scroll to top|"
    r"copy(?: code)?|"
    r"regenerate(?: response)?|edit|share(?: this)?|like|dislike|read aloud|sign (?:up|in)|log ?in|subscribe|read more|"
    r"show more|learn more|get started(?: for free)?|view (?:answer|all)|bookmark|report|save|download pdf|"
    r"(?:skip|jump) to (?:main )?content|page \d{1,3}(?: of \d{1,3})?|try (?:it )?(?:now|for free)"
)
_CHATTER = re.compile(
    r"(?:(?:please )?let me know|good luck|best of luck|all the best|happy interviewing|this concludes|would you like|"
    r"do you want (?:me|more|another|to (?:continue|go))|shall i|feel free to (?:ask|reach|let|share|contact)|"
    r"i hope (?:this|these|that|it|you)|hope (?:this|these|it)|"
    r"if you(?:'d| would)? (?:like|want|prefer),? (?:me|i|more|we|another)\b|"
    r"if you need (?:any|more|help|further|additional|another)|ready for (?:the|more|another)|when you're ready|"
    r"just say|"
    r"type \"?(?:next|continue|more|go|yes)|(?:want|need) (?:me to|more)|"
    r"i can also (?:provide|give|create|make|help|add|share|generate|prepare|write|tailor)|"
    r"(?:i'm |i am |i'd be )?happy to (?:help|provide|continue|add|share|expand|go)|you're welcome|"
    r"here (?:are|is) the (?:next|final|first|remaining|last)|"
    r"(?:these|those) (?:are|were) the|that(?:'s| is) (?:all|it|the end)\b.{0,60}$|"
    r"that(?:'s| is) (?:the|my) (?:whole|complete|full|last|final)\b|"
    r"say \"?(?:next|continue)|reply with|(?:shall|should) (?:we|i) (?:continue|go on|proceed)|"
    r"(?:chatgpt|claude|gemini|copilot|perplexity|grok|deepseek|ai(?: responses?)?)\b.{0,30} (?:can|may) "
    r"(?:make mistakes|include mistakes|be wrong|be inaccurate|display inaccurate)|"
    r"check important info|thanks for reading|thank you for reading|follow (?:me |us )?for more)"
)
# What an answer may begin with as well, and what is talk only where the reply ends with it.
_CLOSING = re.compile(
    r"(?:if you(?:'d| would)? (?:like|want|need)|i can|i could|next,? (?:i|we) (?:can|will)|feel free|i hope|"
    r"do you want|happy to|with (?:these|this|enough) (?:questions|preparation|practice)|by preparing|"
    r"remember(?: that)?,? (?:to|the)|practi[sc]e these|these questions|this (?:list|guide)|"
    r"overall,|in summary|to summari[sz]e|in conclusion)"
)
_OPENING = re.compile(
    r"(?:sure|certainly|of course|absolutely|great|perfect|awesome|excellent|wonderful|alright|thanks|got it|"
    r"okay|ok|happy to|no problem|here (?:are|is)|here's|here come|"
    r"below (?:are|is|you)|the following|continuing|understood|i'd be happy)\b"
)

_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*$")


_ONLY_QUESTIONS = re.compile(
    r"(?:(?:sample|example|common|typical|practice|likely|possible|interview|the|all|top|most common|\d+) )*"
    r"(?:questions?|q ?& ?a|questions? (?:and|&) (?:sample |model )?answers?)(?: list)?"
    r"(?: (?:(?:that )?(?:you|they|we) (?:may|might|could|can|should|will|are likely to|would)(?: .{1,30})?|"
    r"they ask(?:ed)?(?: .{1,20})?|"
    r"to (?:expect|prepare|practi[sc]e|prepare for)|asked))?"
)


@lru_cache(maxsize=5000)
def normal(text):
    """Return a text in the form in which names are compared: small letters, plain quotes, no signs around it."""
    text = " ".join(text.translate(_PLAIN).lower().split())
    start = 0
    while start < len(text) and not (text[start].isalnum() or text[start] in "\"'("):
        start += 1
    return text[start:].rstrip(" :.-*_!>|,").strip()


def _names(text):
    """Return what a text may be called: itself, and without brackets at its end or a number before it."""
    named = normal(text)
    yield named
    short = _ASIDE.sub("", named).rstrip(" :-")
    if short and short != named:
        yield short
    bare = re.sub(r"^\d{1,2}[.)]\s+", "", short)
    if bare != short:
        yield bare


def _found(text, names):
    return _looked_up(text, names) if len(text) <= 90 else None


@lru_cache(maxsize=5000)
def _looked_up(text, names):
    for called in _names(text):
        for name in names:
            if _COMPILED[name].fullmatch(called):
                return name
    return None


def field_of(text):
    """Return the field of a question that a text names, or None."""
    return _found(text, tuple(_FIELDS))


def section_of(text):
    """Return the section that a text names, or None."""
    return _found(text, tuple(_SECTIONS))


def turn_of(text):
    """Return "user" or "assistant" where a text names whose turn it is, else None."""
    if len(text) > 60:
        return None
    # Without a digit nothing tells when: most lines are spared the search for it.
    text = _WHEN.sub("", text) if _DIGIT.search(text) else text.rstrip(" \t-–—·|,@([)]:")
    for called in _names(text.strip(" []<>")):
        if _USER.fullmatch(called):
            return "user"
        if _ASSISTANT.fullmatch(called):
            return "assistant"
    return None


def is_sure_turn(text):
    """Whether a name before a colon is that of a turn, even in the middle of a text."""
    return bool(_SURE_ROLES.fullmatch(normal(text.strip(" []<>"))))


def is_only_questions(text):
    """Whether a heading says no more than that questions follow."""
    return any(_ONLY_QUESTIONS.fullmatch(called) for called in _names(text))


def is_furniture(text):
    """Whether a line is the text of a link or button of a page."""
    return len(text) < 40 and bool(_FURNITURE.fullmatch(normal(text)))


def is_chatter(text):
    """Whether a paragraph is talk about the list, such as an assistant's last sentence."""
    return bool(_CHATTER.match(normal(text)))


def is_closing(text):
    """Whether a paragraph that ends a reply is talk about the list."""
    return bool(_CLOSING.match(normal(text)))


def is_opening(text):
    """Whether a paragraph begins an assistant's reply."""
    return bool(_OPENING.match(normal(text)))
