"""What a citizen or a clerk attaches to a case: recognised by content, checked, and made harmless before it is stored.

Callers use `checking` (check, check_total, Limit) and `serving` (headers, byte ranges); the rest is behind them.
"""
