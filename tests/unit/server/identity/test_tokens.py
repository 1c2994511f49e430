import jwt
import pytest

from server.identity.errors import TokenRefused
from server.identity.tokens import LIFETIME_S, AccessTokens, Caller

NOW = 1_540_000_000_000
SECRET = b"s" * 32
CALLER = Caller("device", "tablet")


@pytest.fixture
def tokens() -> AccessTokens:
    return AccessTokens("server", SECRET)


def test_a_token_says_who_asks_until_it_expires(tokens: AccessTokens):
    token = tokens.issue(CALLER, NOW)
    assert tokens.read(token, NOW + 1000 * LIFETIME_S - 1000) == CALLER
    with pytest.raises(TokenRefused):
        tokens.read(token, NOW + 1000 * LIFETIME_S)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        AccessTokens("other", SECRET).issue(CALLER, NOW),
        AccessTokens("server", b"t" * 32).issue(CALLER, NOW),
        jwt.encode({"iss": "server", "sub": "tablet", "kind": "device", "exp": NOW}, None, "none"),
        jwt.encode({"iss": "server", "sub": "tablet", "kind": "device", "exp": NOW}, b"s" * 64, "HS512"),
        jwt.encode({"iss": "server", "sub": "tablet", "exp": NOW}, SECRET, "HS256"),
    ],
    ids=["empty", "nonsense", "another server", "another secret", "unsigned", "another algorithm", "no kind"],
)
def test_other_tokens_are_refused(tokens: AccessTokens, token: str):
    with pytest.raises(TokenRefused):
        tokens.read(token, NOW)
