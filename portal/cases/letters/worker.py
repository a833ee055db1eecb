"""Run as a child process: reads the data of a letter (JSON) from its input, writes the PDF to its output.

It bounds its own processor time and memory before it begins. Imports nothing of the portal.
"""

import resource
import sys

import typst

MEGABYTE = 1024 * 1024


def main(template, folder, fonts, seconds, megabytes):
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_DATA, (int(megabytes) * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pdf = typst.compile(
        template,
        root=folder,
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main(*sys.argv[1:])
