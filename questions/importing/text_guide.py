"""
A chat transcript or guide in Markdown, plain text or HTML, from its bytes to what was understood of it.

Every line that is not blank is understood, or part of the file's form (a rule, a turn, a tag), or listed.
"""

import re

from questions.importing import front_matter, html_tree, markdown_tree, repeats
from questions.importing.blocks import TooDeep
from questions.importing.decoding import Unreadable, decode
from questions.importing.desk import is_round_name
from questions.importing.drafts import joined
from questions.importing.inline import Inline
from questions.importing.labels import field_of, normal, section_of, turn_of
from questions.importing.measures import aside
from questions.importing.outline import Outline
from questions.importing.recognise import is_title, label_of, start_of
from questions.importing.transcript import Walker
from questions.importing.understood import FrequentlyAsked, Guide, Problem, Reference, Repeated, Tip, Understood

MOST_LINES = 60_000
MOST_NESTED = 4_000
_NESTED = re.compile(r"^[ \t]*(?:[-*+][ \t]+|>[ \t]?){4}", re.MULTILINE)
# A line without a letter or a figure is form: a rule, a fence, an empty quote, a tag.
_PACKED = re.compile(r"<(?:br|/?details|/?summary|/?p|/?li|/?td|/?div)\b[^<>]*>", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_REVEAL = re.compile(r"\b(?:show|see|view|click|reveal|answer|solution)\b", re.IGNORECASE)
_SPEAKER = re.compile(r"[>*_\s]{0,6}([A-Z][\w .-]{0,24}):[*_\s]")
_TURNS = {"prompt": "User", "response": "Assistant"}
_WORD = re.compile(r"\w")
_FORM = re.compile(r"</?(?:details|summary|br)\b[^<>]*>|^\s*(?:`{3,}|~{3,})\s*\w*\s*$", re.IGNORECASE)


def understand(data):
    """Return the Understood of a file's bytes. Raises Unreadable, with one sentence, for what is no such file."""
    text = decode(data)
    if sum(1 for line in text.split("\n") if line.strip()) > MOST_LINES:
        raise Unreadable(f"The file has more than {MOST_LINES:,} lines of text: split it.")
    if sum(1 for _ in _NESTED.finditer(text)) > MOST_NESTED:
        raise Unreadable("The file is no list of questions: thousands of its lines are lists within lists.")
    try:
        return _Reading(text).result()
    except (TooDeep, RecursionError) as error:
        message = str(error) if isinstance(error, TooDeep) else "The file is nested too deeply."
        raise Unreadable(message) from None


class _Reading:
    def __init__(self, text):
        self.lines = text.split("\n")
        self.problems = []
        self.known = set()
        self.values, spans, skipped, problem = front_matter.split(text)
        self._know(spans)
        if problem:
            self.problems.append(Problem(*problem))
        body = "\n".join([""] * skipped + self.lines[skipped:])
        self.is_html = html_tree.is_html(body)
        if self.is_html:
            self.blocks, seen, scripts = html_tree.parse(body)
            self.known |= {line for line in range(1, len(self.lines) + 1) if line not in seen}
            self.problems += [Problem(line, "A script was left out.") for line in sorted(scripts)]
        else:
            self.blocks, form = markdown_tree.parse(body)
            self.known |= form
            self._turns()
        self._unclosed()

    def result(self):
        """Read the blocks, strictly first; where nothing is marked as a question, take what reads like one."""
        for is_weak in (False, True):
            walker = Walker(is_weak=is_weak)
            walker.title_block = _title_of(self.blocks)
            walker.turn_names = self._turn_names()
            walker.walk(self.blocks)
            if walker.drafts or walker.asked_often or any(section.kind for section in walker.root.children):
                break
        return self._finished(walker)

    def _finished(self, walker):
        if walker.asked_often and not walker.drafts and not _has_rounds(walker.root):
            # All that the file has are questions "asked frequently": they are what it is for.
            walker.root.questions, walker.drafts, walker.asked_often = walker.asked_often, walker.asked_often, []
        self._name_places(walker)
        outline = Outline(walker.root)
        result = Understood(rounds=outline.rounds, guide=self._guide(walker))
        self._know(walker.known + outline.spans)
        self._questions(result, outline)
        for draft in walker.asked_often:
            made = draft.finished()
            lists = ["\n".join(f"- {entry}" for entry in entries) for entries in (made.key_points, made.probes)]
            parts = [made.expected_answer, *made.sample_answers, made.why_it_matters, *lists]
            answer = "\n\n".join(filter(None, parts)) or None
            result.frequently_asked.append(FrequentlyAsked(made.prompt, answer, made.line))
            self._know(draft.spans)
        for tip in walker.tips:
            batch = tip.batch if walker.tip_lists > 1 else None
            result.tips.append(Tip(tip.title or None, joined(tip.body), batch, tip.line))
            self._know([(tip.line, tip.end), *((piece.line, piece.end) for piece in tip.body)])
        for name in ("resources", "sources"):
            for made in walker.references[name]:
                getattr(result, name).append(Reference(made.title, made.url, made.note))
                self._know([(made.line, made.end)])
        self._contents(walker, result)
        result.problems += self.problems + [Problem(*problem) for problem in walker.problems]
        result.problems += _gaps(result.rounds)
        result.problems.sort(key=lambda problem: problem.line or 0)
        result.not_understood = self._rest(result)
        return result

    def _name_places(self, walker):
        """A plain text has its title and its summary in its first lines, before anything else."""
        if walker.title or self.values.get("title") or not walker.root.description:
            return
        first = walker.root.description[0]
        head, _, more = first.text.partition("\n")
        plain = Inline(head).plain.strip()
        if normal(plain) and is_title(plain) and front_matter.is_name(plain) and first.line < 40:
            walker.title = first._replace(text=plain, end=first.line)
            rest = [first._replace(text=more, line=first.line + 1)] if more.strip() else []
            walker.root.description[:1] = rest

    def _guide(self, walker):
        guide = Guide(**self.values)
        for name, piece in walker.guide.items():
            if getattr(guide, name) is None:
                setattr(guide, name, piece.text)
                self._know([(piece.line, piece.end)])
        if walker.title:
            if guide.title is None:
                guide.title = walker.title.text
            if normal(guide.title) == normal(walker.title.text):
                self._know([(walker.title.line, walker.title.end)])
        if guide.summary is None and guide.title is not None:
            guide.summary = joined(walker.root.description)
            self._know([(piece.line, piece.end) for piece in walker.root.description])
        front_matter.complete(guide, "\n".join(self.lines))
        return guide

    def _questions(self, result, outline):
        """Take out the questions that stand twice; all others are understood, with all their lines."""
        questions = result.questions
        drafts = [outline.lines[id(question)] for question in questions]
        found = repeats.find(questions, [draft.has_content or any(draft.fields) for draft in drafts])
        gone = {id(questions[index]) for index, _ in found}
        for question, draft in zip(questions, drafts, strict=True):
            if id(question) not in gone:
                self._know([*draft.spans, *((piece.line, piece.end) for piece in draft.pieces())])
        for index, other in found:
            question = questions[index]
            result.repeated.append(Repeated(question.prompt, question.line, questions[other].line))
            self._know_again(drafts[index], drafts[other])
        for a_round in result.rounds:
            for topic in a_round.topics:
                all_gone = topic.questions and all(id(question) in gone for question in topic.questions)
                topic.questions = [question for question in topic.questions if id(question) not in gone]
                if all_gone and not topic.description:
                    topic.name = None
                    self._forget(outline.places.get(id(topic), ()))
            held = bool(a_round.topics)
            a_round.topics = [topic for topic in a_round.topics if topic.name or topic.questions or topic.description]
            if held and not a_round.topics and not (a_round.what_to_expect or a_round.tips):
                a_round.name = None
                self._forget(outline.places.get(id(a_round), ()))
        result.rounds = [a_round for a_round in result.rounds if a_round.name or a_round.topics]

    def _forget(self, spans):
        """Take lines for not understood after all: names of parts that only repeat others."""
        for first, last in spans:
            self.known.difference_update(range(first, last + 1))

    def _know_again(self, draft, other):
        """Know the lines of a repeated question, but for what it says beyond the other one."""
        said = {piece.text for piece in other.pieces()}
        more = {
            line
            for piece in draft.pieces()
            if piece.text not in said and piece not in draft.prompt
            for line in range(piece.line, piece.end + 1)
        }
        lines = {line for first, last in draft.spans for line in range(first, last + 1)}
        lines |= {line for piece in draft.pieces() for line in range(piece.line, piece.end + 1)}
        self.known |= lines - more

    def _contents(self, walker, result):
        """An entry of a table of contents repeats a question, or names a place that was understood."""
        places = {normal(part.name) for a_round in result.rounds for part in (a_round, *a_round.topics) if part.name}
        by_prompt = {normal(question.prompt): question for question in result.questions}
        for text, line, end in walker.contents:
            called = normal(text)
            bare = normal(start_of(Inline(text)).prompt.plain)
            question = by_prompt.get(called) or by_prompt.get(bare)
            if question:
                result.repeated.append(Repeated(question.prompt, line, question.line))
            elif called not in places and bare not in places and not section_of(text):
                continue
            self._know([(line, end)])
        result.repeated.sort(key=lambda repeated: repeated.line)

    def _know(self, spans):
        for first, last in spans:
            self.known.update(range(first, last + 1))

    def _rest(self, result):
        """Return what was not understood: runs of lines."""
        self._partly_lost(result)
        rest = []
        last = None
        for number, line in enumerate(self.lines, start=1):
            if not line.strip():
                continue
            if number in self.known or not _WORD.search(_FORM.sub("", markdown_tree.clean(line))):
                last = None
            else:
                if last != number - 1:
                    rest.append({"line": number, "text": []})
                rest[-1]["text"].append(line.strip())
                last = number
        return [{"line": part["line"], "text": "\n".join(part["text"])} for part in rest]

    def _partly_lost(self, result):
        """Where HTML puts several things on one line, one of them may not have been understood: list the line then."""
        if self.is_html:
            return
        packed = [
            number for number, line in enumerate(self.lines, start=1) if number in self.known and _PACKED.search(line)
        ]
        if not packed:
            return
        shown = set(_WORDS.findall(" ".join(_texts(result.as_dict())).lower()))
        for number in packed:
            for part in re.split(r"\|", "|".join(_PACKED.split(self.lines[number - 1]))):
                text = markdown_tree.clean(part)
                if aside(text):
                    continue
                words = set(_WORDS.findall(re.sub(r"<[^<>]*>", " ", text).lower()))
                label = label_of(Inline(text.strip()))
                named = label and (field_of(label.words) or section_of(label.words))
                if not words <= shown and not named and not _REVEAL.search(text):
                    self.known.discard(number)

    def _turn_names(self):
        """Return the names before colons that stand for turns, where both sides of a conversation have such."""
        found = {"user": set(), "assistant": set()}
        for line in self.lines:
            if ":" in line[:30] and (name := _SPEAKER.match(line)) and (role := turn_of(name[1])):
                found[role].add(normal(name[1]))
        return found["user"] | found["assistant"] if found["user"] and found["assistant"] else frozenset()

    def _turns(self):
        """Call turns by their usual names where headings "Prompt" and "Response" take turns."""
        named = [
            (normal(Inline(block.text).plain), block, index)
            for index, block in enumerate(self.blocks)
            if len(block.lines) == 1 and len(block.text) < 20 and normal(block.text) in _TURNS and _is_set_apart(block)
        ]
        pairs = zip(named, named[1:], strict=False)
        alike = len({(block.kind, block.level) for _, block, _ in named}) == 1
        if len(named) < 2 or not alike or named[0][0] != "prompt" or any(one[0] == other[0] for one, other in pairs):
            return
        ends = [index for _, _, index in named[1:]] + [len(self.blocks)]
        inner = [
            block
            for (name, _, index), end in zip(named, ends, strict=True)
            for block in self.blocks[index + 1 : end]
            if name == "response"
        ]
        if any(_asks(block) for block in inner):
            for name, block, _ in named:
                block.lines[0].text = _TURNS[name]

    def _unclosed(self):
        """A block of code that runs to the end of the file was probably never closed."""
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.kind != "code" or not 0 < block.line <= len(self.lines):
            return
        fence = self.lines[block.line - 1].strip()
        if fence.startswith(("```", "~~~")) and not self.lines[min(block.end, len(self.lines)) - 1].strip().startswith(
            fence[:3]
        ):
            self.problems.append(Problem(block.line, "This block of code is never closed: is the file complete?"))


def _is_set_apart(block):
    return block.kind == "heading" or (block.kind == "paragraph" and Inline(block.text).is_bold)


def _asks(block):
    """Whether a block is, or holds, something that is marked as a question."""
    if block.kind in ("list", "item"):
        return any(_asks(child) for child in block.children) or (block.number is not None and _first_asks(block))
    return bool(block.lines) and block.kind != "code" and _is_marked(block)


def _first_asks(item):
    first = item.children[0] if item.children else None
    return first is not None and bool(first.lines) and start_of(Inline(first.lines[0].text)).likely


def _is_marked(block):
    start = start_of(Inline(block.lines[0].text))
    return start.labelled or (start.likely and (start.number is not None or block.kind == "heading"))


def _texts(value):
    """Yield every text in plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _has_rounds(root):
    return any(section.kind in ("round", "container") or section.what_to_expect for section in root.children)


def _title_of(blocks):
    """Return the heading that names the whole file: the first, alone of its level and above all others."""
    headings = [block for block in blocks if block.kind == "heading" and block.text.strip()]
    named = [block for block in headings if not turn_of(Inline(block.text).plain)]
    if not named:
        return None
    first, others = named[0], named[1:]
    plain = Inline(first.text).plain
    start = start_of(Inline(first.text))
    if any(block.level <= first.level for block in others) or section_of(plain) and first.level > 1:
        return None
    is_round = first.level > 1 and is_round_name(plain) and not others
    if start.labelled or (start.number is not None and start.likely) or is_round:
        return None
    if first.level == 1:
        return None if start.likely and not others else first
    return first if others and not start.likely and blocks[0] is first else None


def _gaps(rounds):
    """Numbers that are missing in a list may be questions that were not understood."""
    problems = []
    for a_round in rounds:
        for topic in a_round.topics:
            numbered = [question for question in topic.questions if question.number is not None]
            if len(numbered) < 3 or len(numbered) != len(topic.questions):
                continue
            for before, after in zip(numbered, numbered[1:], strict=False):
                missing = range(before.number + 1, after.number)
                if 0 < len(missing) < 20:
                    what = (
                        f"number {missing[0]} is" if len(missing) == 1 else f"numbers {missing[0]} to {missing[-1]} are"
                    )
                    problems.append(Problem(after.line, f"Before this question {what} missing."))
    return problems
