"""A database for each broker: an SQLite file, or one on a PostgreSQL server with ACCORD_TEST_DATABASE=postgres."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from network import free_port

_NUMBERS = count()


def fresh(directory: Path, system: str | None = None) -> str:
    """The URL of an empty database that no other broker uses, on that system."""
    match system or os.environ.get("ACCORD_TEST_DATABASE", "sqlite"):
        case "sqlite":
            return f"sqlite://{directory / 'accord.db'}"
        case "postgres":
            return _create_on(_server())
        case other:
            raise ValueError(f"{other} is no database system: sqlite and postgres are known")


def _create_on(server: str) -> str:
    name = f"accord_test_{os.getpid()}_{next(_NUMBERS)}"
    _sql(server, f"CREATE DATABASE {name}")
    atexit.register(_sql, server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _sql(server: str, statement: str) -> None:
    _run([_program("psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--command={statement}", server])


@cache
def _server() -> str:
    """The server that ACCORD_TEST_POSTGRES_URL names, or one that ends with this process."""
    return os.environ.get("ACCORD_TEST_POSTGRES_URL") or _start()


def _start() -> str:
    home, port, control = Path(tempfile.mkdtemp(prefix="accord-postgres-")), free_port(), _program("pg_ctl")
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    data = f"--pgdata={home / 'data'}"
    _run(_as_server_user(_program("initdb"), "--auth=trust", "--username=postgres", "--no-sync", data))
    _stop_with_this_process(f"{control} stop --silent --mode=immediate {data}; rm -rf {home}")
    settings = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
    log = home / "server.log"
    _run(_as_server_user(control, "start", "--silent", "--wait", data, f"--log={log}", f"--options={settings}"))
    return f"postgres://postgres@127.0.0.1:{port}/postgres"


def _stop_with_this_process(command: str) -> None:
    """A shell waits for the end of its input, which comes however this process ends."""
    shell = _as_server_user("sh", "-c", f"cat; {command}")
    atexit.register(subprocess.Popen(shell, cwd="/", stdin=subprocess.PIPE, start_new_session=True).communicate)


def _as_server_user(*command: str) -> list[str]:
    """The server refuses to run as root, as tests in containers do."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else [*command]


def _program(name: str) -> str:
    directories = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places = os.pathsep.join([os.environ["PATH"], *map(str, directories)])
    found = shutil.which(name, path=places)
    assert found, f"PostgreSQL's {name} is not installed"
    return found


def _run(command: list[str]) -> None:
    # Into a file and not a pipe: a server that is started would hold a pipe open.
    with tempfile.TemporaryFile("w+") as printed:
        code = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=printed, stderr=printed).returncode
        printed.seek(0)
        assert code == 0, f"{command}: {printed.read()}"
