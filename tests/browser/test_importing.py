"""A curator imports a transcript in a real browser: looked through, changed in bulk, merged, written, undone."""

from django.urls import reverse
from playwright.sync_api import expect

from questions.models import FocusTopic
from tests import making

ASKED = [
    "How do you plan a launch that three teams share?",
    "Which figure do you look at first on a Monday?",
    "Tell me about a time you had to stop a project.",
    "How do you say no to somebody above you?",
    "What do you do when two deadlines meet?",
    "How do you find out what a customer means?",
    "Tell me about a time a plan of yours was wrong.",
    "Whom do you ask before you promise a date?",
    "How do you keep a long meeting short?",
    "What makes a risk worth writing down?",
    "How do you hand work over before a holiday?",
    "What would you change in your last team?",
]


def _answered(number, prompt):
    return f"""**{number}. {prompt}**
- **Expected answer**: Name the case number {number} and what was at stake. Say what you did. Say what came of it.
- **Why this matters**: They want to see how you decide.
"""


def _transcript():
    first = "\n".join(_answered(number, prompt) for number, prompt in enumerate(ASKED[:6], start=1))
    second = "\n".join(_answered(number, prompt) for number, prompt in enumerate(ASKED[6:], start=7))
    closing = "\n".join(f"{number}. {prompt}" for number, prompt in enumerate(ASKED, start=1))
    return f"""# Garden planner interview questions

## USER
Please give me twelve questions, in two batches.

## ASSISTANT
{first}
### Tips
1. **Bring a plan**: draw it on one page.
2. **Sleep well**: go to bed early.

## USER
Go on.

## ASSISTANT
{second}
## USER
Now list all questions again.

## ASSISTANT
{closing}
"""


def test_a_transcript_is_looked_through_changed_in_bulk_imported_and_undone(open_page, erin, axe, fits):
    for kind in ("behavioural", "technical"):
        making.rubric(kind)
    making.guide(rounds=1, topics=1, questions=0)
    prompt = "Which figure do you look at on a Monday first?"
    there = making.question(FocusTopic.objects.get(), "acme-pm-monday", prompt=prompt)
    page = open_page(erin)
    page.goto(reverse("import_into_bank"))
    file = {"name": "chat.md", "mimeType": "text/markdown", "buffer": _transcript().encode()}
    page.get_by_label("Or upload a file").set_input_files(file)
    page.get_by_role("button", name="Read my list").click()
    expect(page.get_by_text("12 questions were understood.")).to_be_visible()
    facts = page.locator("dl.facts")
    expect(facts).to_contain_text("Questions12")
    expect(facts).to_contain_text("Tips2")
    expect(facts).to_contain_text("Repeated12")
    axe(page)

    # The one that is there nearly word for word is merged into, all but its prompt.
    row = page.locator("#q1")
    expect(row).to_contain_text("similar")
    page.locator("#do-1").select_option("Merge into it")
    expect(page.get_by_text("Your choices are kept.")).to_be_visible()
    row.get_by_text("Differs in").click()
    row.get_by_label("Question: take it from the list").uncheck()
    axe(page)

    # A row of ticks by Shift, and one change for all of them.
    page.locator("#q2").get_by_role("checkbox", name="Tick").click()
    page.locator("#q5").get_by_role("checkbox", name="Tick").click(modifiers=["Shift"])
    page.get_by_role("link", name="Change them").click()
    expect(page.get_by_label("Which questions")).to_contain_text("the ticked ones (4)")
    page.get_by_label("Or a new round").fill("Panel")
    page.get_by_label("Or a new topic").fill("Deciding")
    page.locator("#several").get_by_label("Kind").select_option("technical")
    page.get_by_role("button", name="Change them").click()
    expect(page.get_by_text("4 questions are changed.")).to_be_visible()
    page.get_by_role("button", name="4 ticked").click()
    expect(page.locator("li.incoming")).to_have_count(4)
    page.get_by_role("button", name="all 12").click()
    expect(page.get_by_text("1 merged into one that is there")).to_be_visible()

    # Key points are gone through one question after the other.
    page.get_by_role("button", name="Go through them").click()
    expect(page.get_by_text("1 of 12")).to_be_visible()
    axe(page)
    page.get_by_label("Key points").fill("Names the three teams\nSays who decides\nSays what came of it")
    page.get_by_role("button", name="Keep it, and go to the next").click()
    expect(page.get_by_text("1 of 11")).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()

    page.set_viewport_size({"width": 360, "height": 800})
    axe(page)
    fits(page)
    page.get_by_role("button", name="Import, with the proposed key points").click()
    expect(page.get_by_role("heading", name="Your list is ready")).to_be_visible()
    expect(page.locator(".lead")).to_contain_text(
        "11 questions are in Garden planner interview questions, 1 was merged"
    )
    page.get_by_text("Merged into these").click()
    expect(page.get_by_role("link", name=prompt)).to_be_visible()
    axe(page)
    fits(page)
    there.refresh_from_db()
    assert (there.prompt, there.expected_answer.split(".")[0]) == (
        prompt,
        "Name the case number 2 and what was at stake",
    )
    page.get_by_text("Undo the import").click()
    page.get_by_role("button", name="Yes, undo it").click()
    expect(page.get_by_text("The import is undone")).to_be_visible()


def test_choices_outlast_the_pages_without_javascript_and_places_are_joined(open_page, alice, axe, fits):
    making.rubric("behavioural")
    text = "# Many\n\n## Round 1: One\n\n### Small\n\n**1. Why this team?**\n\n## Round 2: Two\n\n### Large\n\n"
    text += "".join(f"**{number}. What is thing number {number}?**\n\n" for number in range(2, 62))
    page = open_page(alice, width=360, javascript=False)
    page.goto(reverse("make_list"))
    page.get_by_label("Paste your list").fill(text)
    page.get_by_role("button", name="Read my list").click()
    page.locator("#q3").get_by_role("checkbox", name="Tick").check()
    page.locator("#do-4").select_option("Skip")
    page.get_by_role("navigation", name="Pages").get_by_role("button", name="2").click()
    expect(page.locator("#q60")).to_be_visible()
    expect(page.get_by_role("button", name="1 ticked")).to_be_visible()
    expect(page.get_by_text("60 of them will be imported, 1 skipped.")).to_be_visible()
    page.get_by_text("2 rounds, 2 topics").click()
    page.get_by_role("button", name="Rename or join them").click()
    page.get_by_label("Name of the round").nth(1).fill("one")
    fits(page)
    page.get_by_role("button", name="Keep the names, and go back").click()
    expect(page.get_by_text("1 round, 2 topics")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".lead")).to_contain_text("60 questions are in Many, 1 was skipped")
