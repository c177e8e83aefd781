"""
The only door by which bank content is written: the admin, the importer and the loader all come through here.

Every saved change of a question's content leaves a QuestionVersion and a QuestionChange. A change of a criterion
changes the content of every question that elicits it: their versions are made when they are next drawn or saved
(`rubrics.version_of`), so that a corrected comma in an anchor does not copy the whole bank; no QuestionChange is
written for it, and the sample answers of these questions are flagged for checking at once.

What a row says is its *state* (`state_of`): plain JSON values of the row and of what belongs to it. Its digest as
a file loaded it is kept in `loaded_digest`; a row whose present digest is another one was edited since.
"""

from questions.authoring.adding import NewQuestion, add_questions, remove_guide, remove_questions
from questions.authoring.bulk import write_many
from questions.authoring.entries import write_entries
from questions.authoring.guides import remove, save, save_parts, set_status
from questions.authoring.many import Edit, save_questions
from questions.authoring.near import note_distinct, take_note_back
from questions.authoring.questions import free_numbers, part, relate, save_question
from questions.authoring.restoring import restore
from questions.authoring.rubrics import remove_criterion, save_rubric
from questions.authoring.samples import replace_sample, replace_samples, samples_checked
from questions.authoring.states import (
    CRITERION_FIELDS,
    FIELDS,
    PARTS,
    Change,
    Point,
    Sample,
    in_order,
    is_edited,
    mark_loaded,
    points_of,
    question_state,
    samples_of,
    state_of,
    whole_questions,
    written_here,
)

__all__ = [
    "FIELDS",
    "CRITERION_FIELDS",
    "PARTS",
    "Change",
    "Edit",
    "NewQuestion",
    "Point",
    "Sample",
    "add_questions",
    "free_numbers",
    "in_order",
    "is_edited",
    "mark_loaded",
    "note_distinct",
    "part",
    "points_of",
    "question_state",
    "relate",
    "remove",
    "remove_criterion",
    "remove_guide",
    "remove_questions",
    "replace_sample",
    "replace_samples",
    "restore",
    "samples_checked",
    "samples_of",
    "save",
    "save_parts",
    "save_question",
    "save_questions",
    "save_rubric",
    "set_status",
    "state_of",
    "take_note_back",
    "whole_questions",
    "write_entries",
    "write_many",
    "written_here",
]
