"""A headless Chromium, asked over its DevTools protocol."""

import json
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
_SECONDS = 60


class Browser:
    """One tab; what it asks for and complains of is kept."""

    def __init__(self):
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        options = "--headless=new --no-sandbox --disable-gpu --remote-debugging-port=0"
        quiet = "--no-first-run --disable-extensions --disable-background-networking"
        self._process = subprocess.Popen(
            [
                CHROMIUM,
                *f"{options} {quiet} --enable-unsafe-swiftshader".split(),
                "--remote-allow-origins=*",
                f"--user-data-dir={self._folder.name}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.requests, self.complaints, self._events, self._last = [], [], [], 0
        self._socket = self._connect()
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        # A page within the page has a process of its own, which tells nothing unless asked.
        self.frames = []
        self.call(
            "Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True
        )

    def _connect(self):
        from urllib.request import urlopen

        from websocket import create_connection

        told = Path(self._folder.name) / "DevToolsActivePort"
        self._wait(lambda: told.exists() and len(told.read_text().split()) == 2)
        port = told.read_text().split()[0]
        with urlopen(f"http://127.0.0.1:{port}/json") as answer:
            tabs = json.load(answer)
        address = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
        return create_connection(address, timeout=_SECONDS)

    @staticmethod
    def _wait(ready):
        end = monotonic() + _SECONDS
        while not ready():
            assert monotonic() < end, "Chromium does not answer"
            sleep(0.05)

    def call(self, method, **params):
        self._last += 1
        number = self._last
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self._socket.recv())
            if told.get("id") == number and "sessionId" not in told:
                assert "error" not in told, told
                return told["result"]
            self._note(told)

    def _listen(self, session):
        """Be told of what a page within the page asks for, from its start."""
        self.frames.append(session)
        methods = [f"{domain}.enable" for domain in ("Network", "Runtime", "Log")]
        for method in [*methods, "Runtime.runIfWaitingForDebugger"]:
            self._last += 1
            self._socket.send(
                json.dumps({"id": self._last, "method": method, "sessionId": session})
            )

    def _note(self, told):
        name, params = told.get("method"), told.get("params", {})
        if name == "Target.attachedToTarget":
            self._listen(params["sessionId"])
        self._events.append(name)
        if name == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif name == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"]))
        elif name == "Runtime.consoleAPICalled" and params["type"] in ("error", "assert"):
            self.complaints.append(str(params["args"]))
        elif name == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.complaints.append(params["entry"]["text"])

    def open(self, page, width):
        self.requests, self.complaints, self._events, self.frames = [], [], [], []
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900,
                  deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        self.call("Page.navigate", url=Path(page).resolve().as_uri())
        self._wait(lambda: self.ask("1") and "Page.loadEventFired" in self._events)

    def ask(self, script):
        """Evaluate a script in the page: what it gives, as JSON has it."""
        told = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def picture(self, path):
        told = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        Path(path).write_bytes(b64decode(told["data"]))

    def close(self):
        self._socket.close()
        self._process.terminate()
        self._process.wait(_SECONDS)
        self._folder.cleanup()
