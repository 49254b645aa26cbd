"""AES for ENCRYPT, DECRYPT and their kin: methods, keys, and the forms of what is encrypted.

ENCRYPT gives the initialization vector, what was encrypted and, of GCM, the tag, in this order.  Its key is made of the
passphrase, which takes time on purpose; keys of the last passphrases are kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.modes import CFB, OFB
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

from frazil.core.errors import EvaluationError, UserError
from frazil.core.ids import random_bytes
from frazil.sql.functions.variant_text import Tagged, Variant, encode

_METHOD = re.compile(r"([A-Za-z0-9]+)-([A-Za-z0-9]+)(?:/pad:([A-Za-z0-9]+))?\Z")
_DEFAULT = "AES-GCM"
_BLOCK_BYTES = 16
_TAG_BYTES = 16
_KEY_BYTES = (16, 24, 32)
_IV_BYTES = {"GCM": 12, "ECB": 0, "CBC": 16, "CTR": 16, "OFB": 16, "CFB": 16}
_MODES: dict[str, Callable[[bytes], Any]] = {
    "ECB": lambda iv: modes.ECB(),
    "CBC": modes.CBC,
    "CTR": modes.CTR,
    "OFB": OFB,
    "CFB": CFB,
}
_SALT = b"frazil ENCRYPT"
_ROUNDS = 100_000
_FAILED = "Decryption failed. Check encrypted data, key, AAD, or AEAD tag."


class DecryptionError(UserError):
    """``Decryption failed. Check encrypted data, key, AAD, or AEAD tag.``"""

    code = "100311"
    sqlstate = "22023"


@dataclass(frozen=True, slots=True)
class _Method:
    """A mode of AES, and whether its last block is filled up."""

    mode: str
    padded: bool

    @property
    def authenticates(self) -> bool:
        return self.mode == "GCM"

    @property
    def iv_bytes(self) -> int:
        return _IV_BYTES[self.mode]


def encrypt(data: bytes | None, passphrase: str | None, aad: bytes | None, method: str | None) -> bytes | None:
    """Return the data encrypted with a passphrase; two calls differ.  Raises EvaluationError for a bad method."""
    if data is None or passphrase is None:
        return None
    found = _method(method)
    iv = random_bytes(found.iv_bytes)
    _check_aad(found, aad)
    encrypted, tag = _encrypted(found, data, _key(passphrase), iv, aad)
    return iv + encrypted + tag


def decrypt(data: bytes | None, passphrase: str | None, aad: bytes | None, method: str | None) -> bytes | None:
    """Return what was encrypted with a passphrase; raises DecryptionError, or EvaluationError for bad arguments."""
    if data is None or passphrase is None:
        return None
    found = _method(method)
    tag_bytes = _TAG_BYTES if found.authenticates else 0
    if len(data) < found.iv_bytes + tag_bytes:
        raise EvaluationError(
            "Encrypted data input does not comply with the expected input of the selected encryption method"
        )
    _check_aad(found, aad)
    return _decrypted(found, data[found.iv_bytes :], _key(passphrase), data[: found.iv_bytes], aad)


def encrypt_raw(
    data: bytes | None, key: bytes | None, iv: bytes | None, aad: bytes | None, method: str | None
) -> str | None:
    """Return the canonical text of an object with ``ciphertext``, ``iv`` and, of GCM, ``tag``; NULL as iv draws one."""
    if data is None or key is None:
        return None
    found = _method(method)
    _check_key(key)
    if iv is None:
        iv = random_bytes(found.iv_bytes)
    elif len(iv) != found.iv_bytes or not found.iv_bytes:
        raise _wrong_iv(found, iv)
    _check_aad(found, aad)
    encrypted, tag = _encrypted(found, data, key, iv, aad)
    fields: dict[str, Variant] = {"ciphertext": _binary(encrypted), "iv": _binary(iv) if iv else None}
    return encode({**fields, "tag": _binary(tag)} if found.authenticates else fields)


def decrypt_raw(data: bytes | None, key: bytes | None, iv: bytes | None, *optional: Any) -> bytes | None:
    """Return what was encrypted with a key; raises DecryptionError, or EvaluationError for bad arguments.

    ``optional`` are the additional data, the method and the tag, each of which may be None.
    """
    if data is None or key is None:
        return None
    aad, method, tag = optional
    found = _method(method)
    _check_key(key)
    if iv is None and found.iv_bytes:
        raise DecryptionError(_FAILED)
    if iv is not None and (len(iv) != found.iv_bytes or not found.iv_bytes):
        raise _wrong_iv(found, iv)
    _check_aad(found, aad)
    if found.authenticates and tag is None:
        raise EvaluationError("Decryption mode requires an AEAD tag as parameter")
    if found.authenticates and len(tag) != _TAG_BYTES:
        raise EvaluationError(f"Wrong AEAD tag size. Expected {_TAG_BYTES}, but got {len(tag)}")
    return _decrypted(found, data + tag if found.authenticates else data, key, iv or b"", aad)


def _method(text: str | None) -> _Method:
    """Return the method that a text such as ``AES-CBC/pad:NONE`` names; raises EvaluationError."""
    parts = _METHOD.match(_DEFAULT if text is None else text)
    if parts is None:
        raise EvaluationError(f"Malformed encryption method parameter: {text}")
    algorithm, mode, padding = (part.upper() for part in parts.groups("PKCS"))
    if algorithm != "AES":
        raise EvaluationError(f"Unsupported encryption algorithm: {algorithm}")
    if mode not in _IV_BYTES:
        raise EvaluationError(f"Unsupported encryption mode: {mode}")
    if padding not in ("PKCS", "NONE"):
        raise EvaluationError(f"Unsupported encryption padding: {padding}")
    return _Method(mode, padding == "PKCS")


def _binary(data: bytes) -> Tagged:
    return Tagged("b", data.hex().upper())


@lru_cache(maxsize=256)
def _key(passphrase: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), _SALT, _ROUNDS, 32)


def _check_key(key: bytes) -> None:
    if len(key) not in _KEY_BYTES:
        raise EvaluationError(f"Key size of {len(key) * 8} bits not found for encryption algorithm AES")


def _wrong_iv(method: _Method, iv: bytes) -> EvaluationError:
    return EvaluationError(
        f"IV/Nonce of size {len(iv) * 8} bits needs to be of size of {method.iv_bytes * 8} bits "
        f"for encryption mode {method.mode}"
    )


def _check_aad(method: _Method, aad: bytes | None) -> None:
    if aad is not None and not method.authenticates:
        raise EvaluationError(f"Encryption mode {method.mode} does not support AAD")


def _check_blocks(method: _Method, data: bytes) -> None:
    if method.mode in ("ECB", "CBC") and not method.padded and len(data) % _BLOCK_BYTES:
        raise EvaluationError(
            f"Data size ({len(data)} bytes) needs to be a multiple of block size ({_BLOCK_BYTES} bytes) "
            "if padding is disabled"
        )


def _encrypted(method: _Method, data: bytes, key: bytes, iv: bytes, aad: bytes | None) -> tuple[bytes, bytes]:
    """Return what was encrypted and its tag, which is empty but for GCM."""
    if method.authenticates:
        both = AESGCM(key).encrypt(iv, data, aad)
        return both[:-_TAG_BYTES], both[-_TAG_BYTES:]
    _check_blocks(method, data)
    if method.mode in ("ECB", "CBC") and method.padded:
        padder = PKCS7(_BLOCK_BYTES * 8).padder()
        data = padder.update(data) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), _MODES[method.mode](iv)).encryptor()
    return encryptor.update(data) + encryptor.finalize(), b""


def _decrypted(method: _Method, data: bytes, key: bytes, iv: bytes, aad: bytes | None) -> bytes:
    """Return what was encrypted; of GCM the data ends with the tag."""
    _check_blocks(method, data)
    try:
        if method.authenticates:
            return AESGCM(key).decrypt(iv, data, aad)
        decryptor = Cipher(algorithms.AES(key), _MODES[method.mode](iv)).decryptor()
        plain = decryptor.update(data) + decryptor.finalize()
        if method.mode in ("ECB", "CBC") and method.padded:
            unpadder = PKCS7(_BLOCK_BYTES * 8).unpadder()
            plain = unpadder.update(plain) + unpadder.finalize()
    except (InvalidTag, ValueError) as error:
        raise DecryptionError(_FAILED) from error
    return plain


ENCRYPTING: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("encrypt", encrypt, ("BLOB", "VARCHAR", "BLOB", "VARCHAR"), "BLOB"),
    ("encrypt_raw", encrypt_raw, ("BLOB", "BLOB", "BLOB", "BLOB", "VARCHAR"), "VARCHAR"),
)
"""What draws chance."""

DECRYPTING: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("decrypt", decrypt, ("BLOB", "VARCHAR", "BLOB", "VARCHAR"), "BLOB"),
    ("decrypt_raw", decrypt_raw, ("BLOB", "BLOB", "BLOB", "BLOB", "VARCHAR", "BLOB"), "BLOB"),
)
