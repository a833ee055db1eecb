"""Requests of another register (an export of a 311 service, an old spreadsheet) brought in as complaints.

reader: from bytes to rows, whatever a file is made of · mapping: which column and which category is what, as data ·
conversion: from a row to an unsaved case, or the reason why not · writer: batches, duplicates, figures, report.
"""
