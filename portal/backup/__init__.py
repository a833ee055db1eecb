"""Backups: one archive that holds the database and the files as they belong together, and the way back."""
