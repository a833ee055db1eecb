class BackupRefused(Exception):
    """A backup that cannot be made or restored; the message is a sentence for the administrator."""
