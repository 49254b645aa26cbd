"""Encryption functions: with a passphrase, and RAW with a key; TRY_ gives NULL for whatever cannot be decrypted."""

from __future__ import annotations

from frazil.core.types import BINARY, VARIANT, Kind
from frazil.sql.binder.registry import Call, Category
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.shapes import octets

ENCRYPTION = Category("Encryption")
_OWN_FORM = "what it gives can be decrypted here, not by Snowflake"


def _optional(call: Call, index: int, kind: str) -> str:
    """Return the text of an argument that may be left out."""
    return call[index].sql if len(call) > index else f"CAST(NULL AS {kind})"


def _by_passphrase(call: Call, function: str) -> str:
    """Return the call with bytes, passphrase, additional data and method."""
    data = octets(call[0], call.environment)
    aad = octets(call[2], call.environment) if len(call) > 2 else "CAST(NULL AS BLOB)"
    return f"frazil_{function}({data}, {call[1].sql}, {aad}, {_optional(call, 3, 'VARCHAR')})"


@ENCRYPTION.function("ENCRYPT", ("any", "text", "any", "text"), minimum=2, volatile=True, note=_OWN_FORM)
def _encrypt(call: Call) -> Typed:
    if call[0].type.kind not in (Kind.VARCHAR, Kind.BINARY, Kind.NULL):
        raise call.wrong_types()
    return typed(_by_passphrase(call, "encrypt"), BINARY)


@ENCRYPTION.function("ENCRYPT_RAW", ("binary", "binary", "binary", "binary", "text"), minimum=3, volatile=True)
def _encrypt_raw(call: Call) -> Typed:
    data, key, iv = (argument.sql for argument in call.arguments[:3])
    optional = f"{_optional(call, 3, 'BLOB')}, {_optional(call, 4, 'VARCHAR')}"
    return typed(f"frazil_encrypt_raw({data}, {key}, {iv}, {optional})", VARIANT)


def _enter_decrypt(name: str, template: str) -> None:
    """Enter DECRYPT and DECRYPT_RAW, or their TRY_ forms."""

    @ENCRYPTION.function(name, ("binary", "text", "any", "text"), minimum=2)
    def _decrypt(call: Call) -> Typed:
        return typed(template.format(_by_passphrase(call, "decrypt")), BINARY)

    words = ("binary", "binary", "binary", "binary", "text", "binary")

    @ENCRYPTION.function(f"{name}_RAW", words, minimum=3)
    def _decrypt_raw(call: Call) -> Typed:
        data, key, iv = (argument.sql for argument in call.arguments[:3])
        optional = f"{_optional(call, 3, 'BLOB')}, {_optional(call, 4, 'VARCHAR')}, {_optional(call, 5, 'BLOB')}"
        return typed(template.format(f"frazil_decrypt_raw({data}, {key}, {iv}, {optional})"), BINARY)


_enter_decrypt("DECRYPT", "{}")
_enter_decrypt("TRY_DECRYPT", "TRY({})")
