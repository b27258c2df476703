"""A connection to an MQTT 5 broker in its own thread: the class `MqttBroker`, based on paho-mqtt.

MQTT 5 is needed because brokers of older versions acknowledge even messages that they drop. After a
lost connection, a new client starts a new session, so that no waiting message is sent late.
"""

from __future__ import annotations

import logging
import random
import secrets
import threading
import time
from typing import TYPE_CHECKING, Any

from sommet_tui.companion.live_ports import NO_RIGHT, BrokerError, BrokerListener, LastWill
from sommet_tui.domain.limits import CREW_BYTES_LIMIT

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping, Sequence

    from paho.mqtt.client import Client, MQTTMessage
    from paho.mqtt.properties import Properties
    from paho.mqtt.reasoncodes import ReasonCode

    from sommet_tui.domain.crew.address import ShareAddress


KEEPALIVE = 10
"""Seconds of silence after which either side pings the other."""
_CONNECT_PATIENCE = 5.0
_FIRST_DELAY, _MAX_DELAY = 0.5, 10.0
"""Seconds between two attempts, from the first to the longest.

The delay doubles each time, and is multiplied by a random factor.
"""
_GOODBYE = 0.5
_HEADROOM = 2_000
"""The maximum number of bytes of a packet besides its payload."""
_DENIED = frozenset((0x86, 0x87, 0x8A, 0x8C))
_OTHER_VERSION, _SILENT = 0x84, 0x8D
"""Reason codes of MQTT 5."""
_ABOUT_HOST = frozenset(("host", "other-name"))
"""The errors whose sentences name the host without its port."""
_EXPIRED, _NOT_YET_VALID = 10, 9
_OTHER_NAME = frozenset((62, 64))
"""OpenSSL's errors for a certificate of another name (`X509_V_ERR_…`)."""


class MqttBroker:
    """The connection to one broker, for one listener.

    `password` returns the password. It is called once, and may wait for the user to type it.
    `authority` is the text of the trusted certificates, or None for the system's. `certificate` is
    a file with this client's own certificate and its key. `limit` is the maximum size of a message
    in bytes.
    """

    def __init__(  # noqa: PLR0913  (what a connection needs)
        self,
        address: ShareAddress,
        password: Callable[[], str | None] = lambda: None,
        *,
        authority: str | None = None,
        certificate: str | None = None,
        writer: str = "",
        will: LastWill | None = None,
        limit: int = CREW_BYTES_LIMIT,
    ) -> None:
        self._address = address
        self._password = password
        self._authority = authority
        self._certificate = certificate
        # The client id names the computer in the broker's log. A broker disconnects a client when
        # another one has the same id, so each window and command has a different id, which it uses
        # again when it reconnects. The id has no user name or slash, because the rules of some
        # brokers refuse these.
        id_ = writer.rpartition("/")[2]
        self._id = f"sommet-{id_}-{secrets.token_hex(4)}" if id_ else ""
        self._will = will
        self._limit = limit
        self._client: Client | None = None
        self._is_connected = self._was_connected = self._has_password = False
        self._error: BrokerError | None = None
        self._stopping = threading.Event()
        self._sending = threading.Lock()
        self._tokens: dict[tuple[Client, int], int] = {}
        self._early_answers: dict[tuple[Client, int], ReasonCode] = {}
        """Acknowledgements that arrived before `publish` returned their token."""
        self._last_token = 0
        self._thread: threading.Thread | None = None
        self._listener: BrokerListener

    def start(self, listener: BrokerListener) -> None:
        """Connect to the broker, and connect again after each lost connection."""
        try:
            import paho.mqtt.client  # noqa: F401  (only to see whether it is installed)
        except ImportError as error:
            raise BrokerError("library", str(error)) from error
        self._listener = listener
        context, password = self._tls_context(), self._password()
        self._has_password = password is not None
        self._thread = threading.Thread(
            target=self._run, args=(context, password), name="broker", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Disconnect for good. The broker then publishes this client's last will."""
        self._stopping.set()
        client = self._client
        if client is not None:
            from paho.mqtt.packettypes import PacketTypes
            from paho.mqtt.reasoncodes import ReasonCode

            client.disconnect(ReasonCode(PacketTypes.DISCONNECT, "Disconnect with will message"))
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_GOODBYE)

    def subscribe(self, topics: Sequence[str]) -> None:
        """Ask the broker for all messages on these topics, first the retained ones."""
        client = self._client
        if client is not None and self._is_connected and topics:
            client.subscribe([(topic, _subscribe_options()) for topic in topics])

    def unsubscribe(self, topics: Sequence[str]) -> None:
        client = self._client
        if client is not None and self._is_connected and topics:
            client.unsubscribe(list(topics))

    def publish(self, topic: str, payload: bytes, *, retained: bool = True) -> int | None:
        """Send a message, and return the token of its acknowledgement, or None if that fails."""
        client = self._client
        if client is None or not self._is_connected:
            return None
        sent = client.publish(topic, payload, qos=1, retain=retained)
        if sent.rc != 0:
            return None
        with self._sending:
            self._last_token += 1
            token = self._last_token
            early = self._early_answers.pop((client, sent.mid), None)
            if early is None:
                self._tokens[client, sent.mid] = token
        if early is not None:
            self._pass_answer(token, early)
        return token

    def _tls_context(self) -> ssl.SSLContext | None:
        if not self._address.is_secure:
            return None
        import ssl

        try:
            context = ssl.create_default_context(cadata=self._authority)
        except (ssl.SSLError, ValueError) as error:
            raise self._broker_error("ca", str(error)) from error
        if self._certificate:
            try:  # without "", the terminal would ask for an encrypted key's password
                context.load_cert_chain(self._certificate, password="")
            except OSError as error:
                raise BrokerError("own-certificate", str(error), self._certificate) from error
        return context

    # The code below runs in the connection's thread.

    def _run(self, context: ssl.SSLContext | None, password: str | None) -> None:
        delay = _FIRST_DELAY
        while not self._stopping.is_set():
            self._run_connection(context, password)
            if self._was_connected:
                delay = _FIRST_DELAY
            if self._stopping.wait(delay * random.uniform(0.5, 1.5)):  # noqa: S311  (no secret)
                return
            delay = min(2 * delay, _MAX_DELAY)

    def _run_connection(self, context: ssl.SSLContext | None, password: str | None) -> None:
        """Run one connection from its beginning to its end."""
        client = self._make_client(context, password)
        self._error, self._was_connected = None, False
        try:
            client.connect(
                self._address.host,
                self._address.port,
                keepalive=KEEPALIVE,
                clean_start=True,
                properties=_size_limit_properties(self._limit + _HEADROOM),
            )
            self._client = client
            if self._stopping.is_set():
                client.disconnect()
            self._loop(client)
        except Exception as error:  # the library raises various errors if packets are invalid
            secure = context is not None
            reason = (
                ("failed", str(error))
                if self._was_connected
                else _connection_failure(error, secure=secure)
            )
            self._error = self._broker_error(*reason)
        finally:
            self._client, self._is_connected = None, False
            with self._sending:
                self._tokens.clear()
                self._early_answers.clear()
        if not self._stopping.is_set():
            self._listener.on_disconnected(self._error or self._broker_error("lost"))

    def _loop(self, client: Client) -> None:
        """Exchange messages until the connection ends. Give up if the broker never accepts it."""
        patience = time.monotonic() + _CONNECT_PATIENCE
        while client.loop() == 0:
            if not self._was_connected and self._error is None and time.monotonic() > patience:
                self._error = self._broker_error("timeout")
                client.disconnect()

    def _broker_error(self, code: str, detail: str = "") -> BrokerError:
        address = self._address
        return BrokerError(code, detail, address.host if code in _ABOUT_HOST else address.server)

    def _make_client(self, context: ssl.SSLContext | None, password: str | None) -> Client:
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

        address = self._address
        client = Client(
            CallbackAPIVersion.VERSION2,
            self._id,
            protocol=MQTTProtocolVersion.MQTTv5,
            transport="websockets" if address.uses_websockets else "tcp",
            reconnect_on_failure=False,
        )
        client.connect_timeout = _CONNECT_PATIENCE
        if logging.root.isEnabledFor(logging.DEBUG):  # otherwise, its warnings go to standard error
            client.enable_logger()
        client.max_inflight_messages_set(100)
        if address.uses_websockets:
            client.ws_set_options(path=address.path)
        if context is not None:
            client.tls_set_context(context)
        if address.user is not None:
            client.username_pw_set(address.user, password)
        if self._will is not None:
            client.will_set(self._will.topic, self._will.payload, qos=1, retain=True)
        # With this callback, the client writes only in the thread of `loop`.
        client.on_socket_register_write = lambda *_: None
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        return client

    def _on_connect(
        self, client: Client, _data: Any, _flags: Any, code: ReasonCode, _more: Any
    ) -> None:
        if code.is_failure:
            self._error = self._refusal(code)
            client.disconnect()
            return
        self._is_connected = self._was_connected = True
        self._listener.on_connected()

    def _refusal(self, code: ReasonCode) -> BrokerError:
        """Return the error for a connection that the broker refuses with this code."""
        if code.value == _OTHER_VERSION:
            return self._broker_error("protocol", str(code))
        if code.value not in _DENIED:
            return self._broker_error("failed", str(code))
        if self._address.user is None:
            return self._broker_error("no-user", str(code))
        return self._broker_error("denied" if self._has_password else "no-password", str(code))

    def _on_disconnect(
        self, _client: Client, _data: Any, _flags: Any, code: ReasonCode, _more: Any
    ) -> None:
        self._is_connected = False
        if code.is_failure and self._error is None:
            early = "timeout" if code.value == _SILENT else "no-mqtt"
            self._error = self._broker_error("lost" if self._was_connected else early, str(code))

    def _on_publish(
        self, client: Client, _data: Any, mid: int, code: ReasonCode, _more: Any
    ) -> None:
        with self._sending:  # sending may wait for this thread, so it must not hold a lock
            token = self._tokens.pop((client, mid), None)
            if token is None:
                self._early_answers[client, mid] = code
        if token is not None:
            self._pass_answer(token, code)

    def _pass_answer(self, token: int, code: ReasonCode) -> None:
        if code.is_failure:
            self._listener.on_refused(token, _reason_text(code))
        else:
            self._listener.on_published(token)

    def _on_subscribe(
        self, _client: Client, _data: Any, _mid: int, codes: Sequence[ReasonCode], _more: Any
    ) -> None:
        refused = next((code for code in codes if code.is_failure), None)
        if refused is None:
            self._listener.on_subscribed()
        else:
            self._listener.on_subscription_refused(_reason_text(refused))

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        if len(message.payload) <= self._limit:
            self._listener.on_received(
                message.topic, bytes(message.payload), retained=message.retain
            )


def _subscribe_options() -> Any:
    from paho.mqtt.subscribeoptions import SubscribeOptions

    return SubscribeOptions(qos=1)


def _size_limit_properties(max_size: int) -> Properties:
    """Return the MQTT properties that limit the size of the messages that the broker sends."""
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    found = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    found.MaximumPacketSize = max_size
    return found


def _reason_text(code: ReasonCode) -> str:
    return NO_RIGHT if code.value in _DENIED else str(code)


def _connection_failure(error: Exception, *, secure: bool) -> tuple[str, str]:
    """Return the code and the detail that describe why a connection failed."""
    import socket
    import ssl

    from paho.mqtt.client import WebsocketConnectionError

    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _OTHER_NAME:
            return "other-name", error.verify_message
        codes = {_EXPIRED: "expired", _NOT_YET_VALID: "not-yet-valid"}
        return codes.get(error.verify_code, "certificate"), error.verify_message
    if secure and isinstance(error, ssl.SSLError | ConnectionResetError):
        return "not-encrypted", getattr(error, "reason", None) or str(error)
    codes_by_kind = {
        TimeoutError: "timeout",
        WebsocketConnectionError: "no-mqtt",
        socket.gaierror: "host",
        OSError: "offline",
    }
    found = (code for kind, code in codes_by_kind.items() if isinstance(error, kind))
    return next(found, "no-mqtt"), str(error)


VARIABLE = "SOMMET_SHARE_PASSWORD"
_SERVICE = "sommet-tui"


def find_password(address: ShareAddress, env: Mapping[str, str]) -> str | None:
    """Return the password of the address's user, or None if it is unknown."""
    if address.user is None:
        return None
    found = env.get(VARIABLE)
    if found:
        return found
    try:
        import keyring

        return keyring.get_password(_SERVICE, _account(address))
    except Exception:  # noqa: BLE001, RUF100  (each keyring has its own exceptions)
        return None


def save_password(address: ShareAddress, secret: str) -> bool:
    """Save a password in the system's keyring. Return False if the system has no keyring."""
    try:
        import keyring

        keyring.set_password(_SERVICE, _account(address), secret)
    except Exception:  # noqa: BLE001, RUF100
        return False
    return True


def _account(address: ShareAddress) -> str:
    return f"{address.user}@{address.host}:{address.port}"
