"""Connections to a Spark Thrift server (or another HiveServer2) that can be cancelled and whose failures are sentences.

PyHive has the protocol and the exceptions. Its own connection waits for ever on a server that is gone, runs a statement
so that nothing can stop it, and hands a failure on as a page of Java, so this is one of ours.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from functools import partial
from typing import Any

from pyhive.exc import NotSupportedError, OperationalError
from pyhive.hive import get_installed_sasl
from TCLIService import TCLIService, ttypes
from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.Thrift import TException
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TBufferedTransport
from thrift_sasl import TSaslClientTransport

from integrity_metrics.warehouse.drivers.spark_cursor import SparkCursor
from integrity_metrics.warehouse.drivers.spark_messages import CANCELLED, LOST, NO_SERVER, NO_SESSION, reason

# How the server may want to know who asks; the first is what it does when its operator chose nothing.
AUTHENTICATIONS = ("NONE", "NOSASL", "LDAP", "CUSTOM", "KERBEROS")
CONNECT_SECONDS = 15
# Longer than the server keeps any answer back: whoever asks for the state of a statement is answered within 5 s.
ANSWER_SECONDS = 60
# With columns rather than rows, which is all that this and Spark speak.
PROTOCOL = ttypes.TProtocolVersion.HIVE_CLI_SERVICE_PROTOCOL_V6


class SparkConnection:
    """A DB-API connection: one session of a Thrift server. For one thread, but for `cancel`.

    Parameters
    ----------
    host, port, database
        Where, and the database that names without one mean.
    username, password
        Who asks.
    auth
        One of `AUTHENTICATIONS`, as the server is set up.
    service
        The server's name in Kerberos.
    settings
        Spark's settings for the session, for example ``{"spark.sql.session.timeZone": "UTC"}``.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        database: str = "default",
        username: str = "integrity",
        password: str | None = None,
        auth: str = "NONE",
        service: str = "hive",
        settings: dict[str, str] | None = None,
    ) -> None:
        self._open = partial(_transport, host, port, auth, service, username, password)
        self._transport = self._open()
        self._client = TCLIService.Client(TBinaryProtocol(self._transport))
        self._running: Any = None
        self._cancelled = threading.Event()
        request = ttypes.TOpenSessionReq(
            client_protocol=PROTOCOL,
            username=username,
            password=password,
            configuration={f"set:hiveconf:{name}": value for name, value in (settings or {}).items()},
        )
        try:
            self._session = self._begin(request)
            with self.cursor() as cursor:
                cursor.execute(f"use `{database.replace('`', '``')}`")
        except BaseException:
            self._transport.close()
            raise

    def call(self, name: str, request: Any) -> Any:
        """Ask the server; for the cursor.

        Raises
        ------
        OperationalError
            What the server refused, or that it is gone, in one sentence.
        """
        try:
            answer = getattr(self._client, name)(request)
        except (TException, OSError, EOFError) as error:
            raise OperationalError(f"{LOST} ({reason(str(error)) or type(error).__name__})") from error
        status = answer.status
        if status.statusCode in (ttypes.TStatusCode.ERROR_STATUS, ttypes.TStatusCode.INVALID_HANDLE_STATUS):
            raise OperationalError(reason(status.errorMessage or "no message"))
        return answer

    def start(self, statement: str) -> Any:
        """Start a statement and return the server's handle of it; for the cursor."""
        if self._cancelled.is_set():
            raise OperationalError(CANCELLED)
        request = ttypes.TExecuteStatementReq(self._session, statement, runAsync=True)
        self._running = self.call("ExecuteStatement", request).operationHandle
        if self._cancelled.is_set():
            self.cancel()
        return self._running

    def cancel(self) -> None:
        """End the statement that runs, or the one that is about to, from any thread.

        Through a connection of its own, for this one waits for the server's answer.
        """
        self._cancelled.set()
        if self._running is None:
            return
        transport = self._open()
        with suppress(TException, OSError):
            TCLIService.Client(TBinaryProtocol(transport)).CancelOperation(ttypes.TCancelOperationReq(self._running))
        transport.close()

    def ping(self) -> None:
        """Begin to serve another user: forget that the last one cancelled.

        Raises
        ------
        OperationalError
            When the session is of no use any more. Asking costs one round trip and no query.
        """
        self._running = None
        self._cancelled.clear()
        self.call("GetInfo", ttypes.TGetInfoReq(self._session, ttypes.TGetInfoType.CLI_DBMS_VER))

    def cursor(self) -> SparkCursor:
        """Return a cursor."""
        return SparkCursor(self)

    def commit(self) -> None:
        """Do nothing: every statement is its own transaction."""

    def rollback(self) -> None:
        """Refuse.

        Raises
        ------
        NotSupportedError
            Always: Spark has no transactions.
        """
        raise NotSupportedError("Spark has no transactions to roll back.")

    def close(self) -> None:
        """End the session, if the server is still there."""
        with suppress(OperationalError):
            self.call("CloseSession", ttypes.TCloseSessionReq(self._session))
        self._transport.close()

    def _begin(self, request: Any) -> Any:
        try:
            return self.call("OpenSession", request).sessionHandle
        except OperationalError as error:
            if str(error).startswith(LOST):
                raise OperationalError(f"{NO_SESSION}{str(error).removeprefix(LOST)}") from error
            raise


def _transport(host: str, port: int, auth: str, service: str, username: str, password: str | None) -> Any:
    """Return what carries the questions and answers, opened."""
    mechanism = "GSSAPI" if auth == "KERBEROS" else "PLAIN"

    def client() -> Any:
        # The server ignores the password of NONE, but there must be one.
        return get_installed_sasl(host, mechanism, service=service, username=username, password=password or "x")

    try:
        # Thrift would log the host when it fails, which is half a password when there is an @ in it.
        handle = socket.create_connection((host, port), CONNECT_SECONDS)
    except OSError as error:
        raise OperationalError(f"{NO_SERVER} ({error})") from error
    carrier = TSocket(host, port)
    carrier.setHandle(handle)
    carrier.setTimeout(ANSWER_SECONDS * 1000)
    if auth == "NOSASL":
        return TBufferedTransport(carrier)
    transport = TSaslClientTransport(client, mechanism, carrier)
    try:
        transport.open()
    except (TException, OSError, EOFError) as error:
        carrier.close()
        raise OperationalError(f"{NO_SESSION} ({reason(str(error))})") from error
    return transport
