"""Real services for tests, in a temporary folder: PostgreSQL and clamd on sockets, Redis on a port, Chromium."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import debian
from steps import Failed, step

FONTS = {"fonts-liberation": "LiberationSans-Regular.ttf", "fonts-noto-core": "NotoNaskhArabic-Regular.ttf"}


def postgres_program(name: str) -> str | None:
    """The newest installed initdb or postgres; Debian keeps them outside PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name)


def needed(name: str) -> str:
    program = postgres_program(name)
    if not program:
        raise Failed(f"PostgreSQL's {name} is missing. Install PostgreSQL: sudo apt-get install postgresql")
    return program


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def clamd_program() -> str | None:
    return shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")


def caddy() -> str | None:
    return os.environ.get("CADDY") or shutil.which("caddy")


def install_missing() -> None:
    """Install what the tests need and this machine lacks. Raise Failed where that cannot be done."""
    missing = [
        package
        for package, present in {
            "postgresql": postgres_program("initdb"),
            "redis-server": shutil.which("redis-server"),
            "chromium": chromium(),
            "clamav-daemon": clamd_program(),
            "caddy": caddy(),
            "systemd": shutil.which("systemd-analyze"),
            **{package: any(Path("/usr/share/fonts").rglob(file)) for package, file in FONTS.items()},
        }.items()
        if not present
    ]
    if missing:
        debian.install(missing, "for the tests")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server of its own and give its DATABASE_URL. Fast and forgetful: for tests only."""
    initdb, createdb, program = (needed(name) for name in ("initdb", "createdb", "postgres"))
    home = folder / "postgres"
    home.mkdir()
    user = _unprivileged(home)
    with step("PostgreSQL"):
        _as(user, [initdb, "-D", home / "data", "-U", "jamaati", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"])
        options = {"listen_addresses": "", "unix_socket_directories": home, "fsync": "off", "synchronous_commit": "off",
                   "full_page_writes": "off", "timezone": "UTC", "max_connections": 100}  # fmt: skip
        flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        server = _start([program, "-D", home / "data", *flags], home / "log", user)
    try:
        _wait(lambda: (home / ".s.PGSQL.5432").exists(), server, home / "log", "PostgreSQL")
        _as(user, [createdb, "-h", home, "-U", "jamaati", "jamaati"])
        yield f"postgres://jamaati@/jamaati?host={home}"
    finally:
        _stop(server, signal.SIGINT)


def _unprivileged(home: Path) -> str | None:
    """PostgreSQL refuses to run as root: name the system user it runs as, and give that user the folder."""
    if os.geteuid():
        return None
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        user = "nobody"
    else:
        user = "postgres"
    shutil.chown(home, user)
    return user


def _as(user: str | None, command: Sequence[str | Path]) -> None:
    result = subprocess.run(command, user=user, cwd="/", text=True, capture_output=True, check=False)
    if result.returncode:
        raise Failed(f"{command[0]} failed:\n{result.stdout}{result.stderr}")


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Run a Redis server of its own and give its REDIS_URL."""
    home = folder / "redis"
    home.mkdir()
    port = free_port()
    with step("Redis"):
        server = _start(
            ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", home, "--save", "",
             "--appendonly", "yes", "--maxmemory-policy", "noeviction"], home / "log", None,
        )  # fmt: skip
    try:
        _wait(lambda: listens(port), server, home / "log", "Redis")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _stop(server, signal.SIGTERM)


@contextmanager
def clamd(folder: Path, signatures: str) -> Iterator[str]:
    """Run a virus scanner that knows these signatures alone (lines of a .ndb file), and give its CLAMD_URL."""
    home = folder / "clamd"
    home.mkdir()
    (home / "own.ndb").write_text(signatures, encoding="ascii")
    settings = {"DatabaseDirectory": home, "LocalSocket": home / "socket", "Foreground": "yes", "MaxThreads": 2,
                "TemporaryDirectory": home, "StreamMaxLength": "1M"}  # fmt: skip
    (home / "conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()), encoding="utf-8")
    server = _start([clamd_program() or "clamd", "-c", home / "conf"], home / "log", None)
    try:
        _wait(lambda: (home / "socket").exists(), server, home / "log", "clamd")
        yield f"unix://{home}/socket"
    finally:
        _stop(server, signal.SIGTERM)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _start(command: Sequence[str | Path], log: Path, user: str | None) -> subprocess.Popen:
    with log.open("w") as output:  # a group of its own: Ctrl-C reaches us, and we stop it
        return subprocess.Popen(command, user=user, cwd="/", stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                                start_new_session=True)  # fmt: skip


def _wait(ready, server: subprocess.Popen, log: Path, name: str, seconds: int = 30) -> None:
    limit = time.monotonic() + seconds
    while not ready():
        if server.poll() is not None or time.monotonic() > limit:
            raise Failed(f"{name} did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def _stop(server: subprocess.Popen, number: int) -> None:
    server.send_signal(number)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def all_services(folder: Path) -> Iterator[dict[str, str]]:
    """Give the variables that tests and pictures need: DATABASE_URL, REDIS_URL, CHROMIUM."""
    install_missing()
    with postgres(folder) as database_url, redis(folder) as redis_url:
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "CHROMIUM": chromium() or ""}
