"""`python3 run.py play`: builds the playground if something has changed, and serves it on 127.0.0.1."""

import argparse
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "build" / "play"
PORT = 8000


class Handler(SimpleHTTPRequestHandler):
    """Files with the types that browsers insist on; each is asked for again, in case it was built anew."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 - as the class above has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".wasm": "application/wasm", ".js": "text/javascript", ".mjs": "text/javascript",
        ".svg": "image/svg+xml",
    }  # fmt: skip

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")  # what the browser keeps is good if it is the same
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def server(folder: Path, port: int | None = None) -> ThreadingHTTPServer:
    """Return a server of a folder on 127.0.0.1.

    Args:
        folder: what is served.
        port: where; without it 8000, or any that is free where 8000 is taken.

    Raises:
        OSError: the port that was asked for is taken.
    """
    handler = partial(Handler, directory=str(folder))
    try:
        return ThreadingHTTPServer(("127.0.0.1", PORT if port is None else port), handler)
    except OSError:
        if port is not None:
            raise
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def main() -> int:
    parser = argparse.ArgumentParser(prog="run.py play", description="build the playground and serve it")
    parser.add_argument("--port", type=int, help=f"where to listen; {PORT} or any that is free if left out")
    port = parser.parse_args().port
    sys.path.insert(0, str(HERE))
    from build import BuildError, build, up_to_date

    try:
        if not up_to_date(TARGET):
            print("play: building the playground", file=sys.stderr)
        build(TARGET)
        listening = server(TARGET, port)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"play cannot listen on port {port}: {error.strerror}; leave --port out", file=sys.stderr)
        return 1
    print(f"http://127.0.0.1:{listening.server_port}/ is the playground; Ctrl+C ends it", flush=True)
    with listening:
        listening.serve_forever()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # the way to end it
        sys.exit(0)
