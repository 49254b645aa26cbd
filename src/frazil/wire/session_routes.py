"""Login, renewal, heartbeat, logout."""

from __future__ import annotations

from starlette.requests import Request

from frazil.core.errors import BadRequestError, FrazilError, UnsupportedError
from frazil.http.bodies import json_body
from frazil.http.bridge import in_thread
from frazil.session.requests import Login
from frazil.wire import answers
from frazil.wire.endpoint import Wire, session_of
from frazil.wire.requests import login_of, token_of

_LOGIN_BYTES = 1024 * 1024  # nobody needs more before the password or token was checked


async def login(wire: Wire, request: Request) -> bytes:
    """Open a session."""
    wanted = await _login_of(wire, request)
    async with wire.logins:
        session, tokens = await in_thread(wire.executor, lambda: wire.sessions.login(wanted))
    return answers.login(session, tokens, wanted.user or session.state.user_name, wire.server_version)


async def authenticate(wire: Wire, request: Request) -> bytes:
    """Refuse the first step of a single sign-on."""
    wanted = await _login_of(wire, request)
    try:
        if wanted.authenticator:
            async with wire.logins:
                await in_thread(wire.executor, lambda: wire.sessions.identify(wanted))
        raise UnsupportedError("authenticator request")
    except FrazilError as error:
        return answers.refusal(error)


async def renew(wire: Wire, request: Request) -> bytes:
    """Give a session new tokens for its master token."""
    master = token_of(request)
    body = await json_body(request, min(_LOGIN_BYTES, wire.max_request_bytes))
    old = body.get("oldSessionToken")
    if not isinstance(old, str) or body.get("requestType", "RENEW") != "RENEW":
        raise BadRequestError("The request is no RENEW of a session token.")
    tokens = await in_thread(wire.executor, lambda: wire.sessions.renew(master, old))
    session = wire.sessions.authenticate(tokens.session_token)
    return answers.renewal(session.id, tokens)


async def heartbeat(wire: Wire, request: Request) -> bytes:
    """Keep a session from expiring."""
    session = session_of(wire, request)
    await in_thread(wire.executor, lambda: wire.sessions.heartbeat(session))
    return answers.success()


async def end_session(wire: Wire, request: Request) -> bytes:
    """Log out: ``POST /session?delete=true``."""
    if request.query_params.get("delete") != "true":
        raise BadRequestError("The request says nothing to do with the session.")
    session = session_of(wire, request)
    await in_thread(wire.executor, lambda: wire.sessions.logout(session))
    return answers.success()


async def _login_of(wire: Wire, request: Request) -> Login:
    body = await json_body(request, min(_LOGIN_BYTES, wire.max_request_bytes))
    return login_of(body, request.query_params, request.client.host if request.client is not None else "")
