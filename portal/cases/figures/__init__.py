"""Figures by month of receipt: fate (of one case) → tally (sums) → reading (a period) → tables and charts."""
