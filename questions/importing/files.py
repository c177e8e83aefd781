"""Loading files from end to end: parse all, check all, and only then write."""

from questions.importing import guide_yaml
from questions.importing.check import bank_for, check
from questions.importing.records import FileRecord, Problem
from questions.importing.write import Writer


class Refused(Exception):
    """Nothing was written; `problems` says why."""

    def __init__(self, problems):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load(paths, change, *, overwrite=False):
    """
    Load the files at `paths` and return the Report. `change` is an `authoring.Change`.

    Raises Refused with every problem of every file, and then nothing of any of them is written.
    """
    files = [_parsed(path) for path in paths]
    problems = check(files, bank_for(files, overwrite))
    if problems:
        raise Refused(problems)
    return Writer(change, overwrite=overwrite).write(files)


def _parsed(path):
    try:
        data = path.read_bytes()
    except OSError as error:
        return FileRecord(str(path), problems=(Problem(str(path), "", f"cannot be read: {error.strerror}."),))
    return guide_yaml.parse(str(path), data)
