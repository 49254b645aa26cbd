"""Login by key pair, with the official connector: what it signs is verified."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from snowflake.connector.errors import DatabaseError

from tests.client.conftest import Connect


def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def der_of(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def pem_of(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def user(cursor: Any) -> Iterator[str]:
    name = f"U{uuid.uuid4().hex[:12]}".upper()
    cursor.execute(f"create user {name}")
    yield name
    cursor.execute(f"drop user {name}")


def log_in(connect: Connect, user: str, key: rsa.RSAPrivateKey) -> str:
    connection = connect(user=user, password="", authenticator="SNOWFLAKE_JWT", private_key=der_of(key))
    return str(connection.cursor().execute("select current_user()").fetchone()[0])


def test_a_user_logs_in_with_either_of_two_keys(connect: Connect, cursor: Any, user: str) -> None:
    first, second = private_key(), private_key()
    cursor.execute(f"alter user {user} set rsa_public_key = '{pem_of(first)}' rsa_public_key_2 = '{pem_of(second)}'")
    assert log_in(connect, user, first) == user
    assert log_in(connect, user, second) == user
    shown = dict(row[:2] for row in cursor.execute(f"describe user {user}").fetchall())
    assert shown["RSA_PUBLIC_KEY_FP"].startswith("SHA256:")
    assert shown["RSA_PUBLIC_KEY_FP"] != shown["RSA_PUBLIC_KEY_2_FP"]
    cursor.execute(f"alter user {user} unset rsa_public_key")
    with pytest.raises(DatabaseError, match="JWT token is invalid"):
        log_in(connect, user, first)


def test_another_key_is_refused(connect: Connect, cursor: Any, user: str) -> None:
    cursor.execute(f"alter user {user} set rsa_public_key = '{pem_of(private_key())}'")
    with pytest.raises(DatabaseError, match="JWT token is invalid") as caught:
        log_in(connect, user, private_key())
    assert caught.value.errno == 390144


def test_a_key_opens_no_other_users_door(connect: Connect, cursor: Any, user: str) -> None:
    key = private_key()
    cursor.execute(f"alter user {user} set rsa_public_key = '{pem_of(key)}'")
    for other in ("ADMIN", "NOBODY"):
        with pytest.raises(DatabaseError, match="JWT token is invalid"):
            log_in(connect, other, key)
