"""What a child process that opens an untrusted file may use. Imported by the workers beside it, without Django."""

import resource
import signal

MEGABYTE = 1024 * 1024


def limit_oneself(*, seconds, megabytes):
    """Bound processor time, life time, memory and written bytes of this process before it reads anything untrusted."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (32 * MEGABYTE, 32 * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The parent kills us at its own time limit; should the parent itself be killed, the alarm does.
    signal.alarm(2 * seconds)
