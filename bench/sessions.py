"""Visitors without a browser: they speak Streamlit's websocket protocol, and Dash's HTTP one."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Protocol
from urllib.parse import urlencode

from filters import Filters
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from integrity_metrics.interface.links import label_of

# The page that is measured, by its address; it is not the one the app opens with.
PAGE = "industry"
CHARTS = 5
# A browser keeps a message it may be referred to for this many runs (Streamlit's global.maxCachedMessageAge).
KEPT_RUNS = 2
LONGEST_SECONDS = 60


class Visitor(Protocol):
    """Somebody with the page open."""

    async def open(self, port: int) -> float:
        """Open the page; return the seconds until the server had sent all of it."""

    async def change(self, filters: Filters) -> float:
        """Change the filters; return the seconds until the server had sent all of the new page."""

    async def close(self) -> None:
        """Leave."""


class StreamlitVisitor:
    """Sends what Streamlit's frontend sends, and reads until the script has finished."""

    def __init__(self) -> None:
        self._socket: ClientConnection
        self._widgets: dict[str, str] = {}
        self._page = ""
        self._runs = 0
        self._kept: dict[str, int] = {}

    async def open(self, port: int) -> float:
        """Connect and ask for the page."""
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        self._socket = await connect(
            address, subprotocols=["streamlit"], max_size=None, max_queue=None, compression=None, proxy=None
        )
        return await self.change(Filters())

    async def change(self, filters: Filters) -> float:
        """Ask for a view as the widgets and the address would."""
        message = BackMsg()
        state = message.rerun_script
        state.page_script_hash = self._page
        state.page_name = "" if self._page else PAGE
        state.context_info.timezone = "UTC"
        state.cached_message_hashes.extend(self._kept)
        if self._widgets:
            chosen, default = _as_labels(filters), _as_labels(Filters())
            state.query_string = urlencode({k: v for k, v in chosen.items() if v != default[k]}, doseq=True)
            state.widget_states.widgets.add(id=self._widgets["by"], string_value=chosen["by"][0])
            for key in ("grain", "without_platform"):
                state.widget_states.widgets.add(id=self._widgets[key]).string_array_value.data.extend(chosen[key])
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(LONGEST_SECONDS):
            await self._read_run()
        return time.perf_counter() - started

    async def close(self) -> None:
        """Disconnect."""
        await self._socket.close()

    async def _read_run(self) -> None:
        charts = references = 0
        self._runs += 1
        message = ForwardMsg()
        while True:
            message.ParseFromString(bytes(await self._socket.recv(decode=False)))
            match message.WhichOneof("type"):
                case "navigation":
                    self._page = message.navigation.page_script_hash
                case "ref_hash":
                    references += 1
                    self._kept[message.ref_hash] = self._runs
                case "delta":
                    if message.metadata.cacheable:
                        self._kept[message.hash] = self._runs
                    charts += self._read_element(message)
                case "script_finished":
                    if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                        break
        if charts + references < CHARTS:
            raise RuntimeError(f"A run of the page held {charts} charts and {references} references, not {CHARTS}.")
        self._kept = {key: run for key, run in self._kept.items() if self._runs - run < KEPT_RUNS}

    def _read_element(self, message: ForwardMsg) -> bool:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("selectbox", "button_group", "multiselect"):
            identity = getattr(element, kind).id
            self._widgets[identity.rsplit("-", 1)[-1]] = identity
        if kind == "exception":
            raise RuntimeError(f"The page failed: {element.exception.message}")
        return kind == "plotly_chart"


class DashVisitor:
    """Posts what Dash's renderer posts; Dash's own server closes the connection after every answer."""

    def __init__(self) -> None:
        self._port = 0
        self._output = ""

    async def open(self, port: int) -> float:
        """Ask for the layout, the callbacks and the first answer."""
        self._port = port
        started = time.perf_counter()
        await self._request("GET", "/_dash-layout")
        (callback,) = json.loads(await self._request("GET", "/_dash-dependencies"))
        self._output = callback["output"]
        await self.change(Filters())
        return time.perf_counter() - started

    async def change(self, filters: Filters) -> float:
        """Run the callback."""
        outputs = [part.rsplit(".", 1) for part in self._output.strip(".").split("...")]
        inputs = {"without_platform": list(filters.without_platform), "by": filters.by, "grain": filters.grain}
        body = {
            "output": self._output,
            "outputs": [{"id": name, "property": what} for name, what in outputs],
            "inputs": [{"id": name, "property": "value", "value": value} for name, value in inputs.items()],
            "changedPropIds": ["by.value"],
        }
        started = time.perf_counter()
        answer = await self._request("POST", "/_dash-update-component", json.dumps(body).encode())
        seconds = time.perf_counter() - started
        if (charts := answer.count(b'"figure"')) != CHARTS:
            raise RuntimeError(f"A callback of the Dash page answered {charts} charts, not {CHARTS}.")
        return seconds

    async def close(self) -> None:
        """Nothing is open."""

    async def _request(self, method: str, path: str, body: bytes = b"") -> bytes:
        async with asyncio.timeout(LONGEST_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            writer.write(f"{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            answer = await reader.read()
            writer.close()
        head, _, content = answer.partition(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise RuntimeError(f"{method} {path} answered {answer[:300]!r}")
        return content


def _as_labels(filters: Filters) -> dict[str, list[str]]:
    """Return the filters as the widgets show them and the address holds them."""
    return {
        "by": [label_of("by", filters.by)],
        "grain": [filters.grain],
        "without_platform": [label_of("without_platform", platform) for platform in filters.without_platform],
    }
