"""
Bringing a bank in from files: parse (text -> plain records) | check (records -> problems) | write (records -> report).

`guide_yaml` parses the format of docs/curating.md; another format is another parser beside it, and shares the rest.
"""
