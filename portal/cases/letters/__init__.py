"""Papers that a citizen keeps: the receipt and the answer letter, as PDF.

What stands in them is data (plain strings), given to Typst as data and never pasted into its source.
"""
