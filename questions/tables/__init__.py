"""
Questions as a table, a row each: written for a spreadsheet, read back, checked as a whole and only then written.

files: bytes -> dataset; check: dataset and bank -> plan; write: plan -> bank; resource: what django-import-export asks.
"""
