"""Papers as PDF: the receipt and the answer letter that a citizen keeps, the inventory, the whole of a case.

What stands in them is data (plain strings), given to Typst as data and never pasted into its source.
"""
